import { beforeEach, expect, test } from '@jest/globals';
import { untilNothingIsDue, type Watch, type Watched } from '../../local/quiet.ts';

const farMs = 60 * 60 * 1000;

let queue: { body: string; at: number }[];
let schedules: { body: string; at: number }[];
let working: boolean;
let looks: number;
let onLook: () => void;

beforeEach(() => {
  queue = [];
  schedules = [];
  working = false;
  looks = 0;
  onLook = () => undefined;
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
const wait = (more: Partial<Watch> = {}) =>
  untilNothingIsDue({ stack, queueName: 'invite', lookEveryMs: 1, ...more });

test('nothing is due when nothing is left', async () => {
  expect(await wait()).toEqual({ isQuiet: true });
});

test('messages and schedules that are far off are not due, and the nearest time is given', async () => {
  const nextAt = Date.now() + farMs;
  queue = [{ body: '', at: nextAt + 1 }];
  schedules = [{ body: '', at: nextAt }];
  expect(await wait()).toEqual({ isQuiet: true, nextAt });
});

test.each([
  ['functions work', () => (working = true)],
  ['a message can be received now', () => queue.push({ body: '', at: 0 })],
])('it waits while %s, even if other messages are due later', async (_, makeBusy) => {
  schedules = [{ body: '', at: Date.now() + farMs }];
  makeBusy();
  onLook = () => {
    if (looks < 5) return;
    working = false;
    queue = [];
  };
  expect(await wait()).toMatchObject({ isQuiet: true });
  expect(looks).toBeGreaterThan(5);
});

test('it waits while something else must be finished first', async () => {
  let asked = 0;
  await wait({ isBusyElsewhere: () => ++asked < 3 });
  expect(asked).toBeGreaterThanOrEqual(3);
});

test('when the patience is over, it says that it is not quiet', async () => {
  working = true;
  expect(await wait({ patienceMs: 5 })).toEqual({ isQuiet: false });
});
