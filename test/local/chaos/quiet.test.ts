import { beforeEach, expect, test } from '@jest/globals';
import { untilQuiet, type Watched } from '../../../local/chaos/quiet.ts';

const farMs = 60 * 60 * 1000;
const longMoveMs = 16 * 60 * 1000;

let queue: { body: string; at: number }[];
let schedules: { body: string; at: number }[];
let working: boolean;
let looks: number;
let onLook: () => void;
let movedMs: number[];

beforeEach(() => {
  queue = [];
  schedules = [];
  working = false;
  looks = 0;
  onLook = () => undefined;
  movedMs = [];
});

const stack: Watched = {
  isWorking() {
    looks += 1;
    onLook();
    return working;
  },
  lookIntoQueue: async () => queue,
  pendingSchedules: () => schedules,
};
const wait = (isBusyElsewhere = () => false, onMove = () => undefined) =>
  untilQuiet(
    { stack, queueName: 'invite', clock: { moveForward: (ms) => movedMs.push(ms) } },
    isBusyElsewhere,
    onMove,
  );

test('it is quiet when nothing is left, and the clock stays', async () => {
  expect(await wait()).toBe(0);
  expect(movedMs).toEqual([]);
});

test.each(['queue', 'schedules'] as const)(
  'when what is left in the %s is far off, the clock moves',
  async (where) => {
    const left = [{ body: '', at: Date.now() + farMs }];
    if (where === 'queue') queue = left;
    else schedules = left;
    const moves = await wait(undefined, () => {
      queue = [];
      schedules = [];
    });
    expect(moves).toBe(1);
    expect(movedMs).toEqual([longMoveMs]);
  },
);

test.each([
  ['functions work', () => (working = true)],
  ['a message can be received now', () => queue.push({ body: '', at: 0 })],
])('the clock stays while %s, though others wait', async (_, makeBusy) => {
  schedules = [{ body: '', at: Date.now() + farMs }];
  makeBusy();
  onLook = () => {
    if (looks < 5) return;
    working = false;
    queue = [];
    schedules = [];
  };
  expect(await wait()).toBe(0);
});

test('the clock stays while something else must be over first', async () => {
  schedules = [{ body: '', at: Date.now() + farMs }];
  let asked = 0;
  const isBusyElsewhere = () => {
    asked += 1;
    if (asked === 3) schedules = [];
    return asked < 3;
  };
  expect(await wait(isBusyElsewhere)).toBe(0);
});
