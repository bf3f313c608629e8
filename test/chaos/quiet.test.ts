import { expect, test } from '@jest/globals';
import { untilQuiet } from './quiet.ts';

const minuteMs = 60 * 1000;

/**
 * What waits so long, once after another, in minutes.
 * @returns the moves of the clock, in minutes.
 */
async function movesFor(
  waits: number[],
  { nextMailIn = 0, restsAfter = waits.length } = {},
): Promise<number[]> {
  const moves: number[] = [];
  const [...left] = waits;
  const stack = {
    isWorking: () => false,
    lookIntoQueue: async () => [],
    pendingSchedules: () => left.slice(0, 1).map((wait) => ({ body: '', at: Date.now() + wait * minuteMs })),
  };
  const count = await untilQuiet({
    stack,
    queueName: 'invite',
    lookEveryMs: 1,
    clock: { moveForward: (ms: number) => moves.push(Math.round(ms / minuteMs)) },
    look: async () => ({
      nextMailAt: Date.now() + nextMailIn * minuteMs,
      isAtRest: moves.length === restsAfter,
    }),
    onMove: async () => {
      left.shift();
    },
  });
  expect(count).toBe(moves.length);
  return moves;
}

test('the clock stays when nothing is left', async () => {
  expect(await movesFor([])).toEqual([]);
});

test('the clock moves to what comes next, past SQS’s delays, and by no more than a day', async () => {
  expect(await movesFor([1, 60, 30 * 60])).toEqual([16, 60, 24 * 60]);
});

test('while nobody waits for the mail soon, the clock moves further', async () => {
  expect(await movesFor([60], { nextMailIn: 3 * 60 })).toEqual([3 * 60]);
  expect(await movesFor([60], { nextMailIn: Number.POSITIVE_INFINITY })).toEqual([12 * 60]);
});

test('the clock stays when what is left is not waited for', async () => {
  expect(await movesFor([60, 60], { restsAfter: 1 })).toEqual([60]);
});
