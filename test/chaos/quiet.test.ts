import { expect, test } from '@jest/globals';
import { untilQuiet } from './quiet.ts';

const minuteMs = 60 * 1000;

/** What waits so long, once after another, in minutes. @returns the moves of the clock, in minutes. */
async function movesFor(waits: number[]): Promise<number[]> {
  const moves: number[] = [];
  const [...left] = waits;
  const stack = {
    isWorking: () => false,
    lookIntoQueue: async () => [],
    pendingSchedules: () => left.slice(0, 1).map((wait) => ({ body: '', at: Date.now() + wait * minuteMs })),
  };
  const clock = { moveForward: (ms: number) => moves.push(Math.round(ms / minuteMs)) };
  const count = await untilQuiet({ stack, queueName: 'invite', lookEveryMs: 1, clock }, () => left.shift());
  expect(count).toBe(moves.length);
  return moves;
}

test('the clock stays when nothing is left', async () => {
  expect(await movesFor([])).toEqual([]);
});

test('the clock moves to what comes next, past SQS’s delays, and by no more than from sweep to sweep', async () => {
  expect(await movesFor([1, 60, 24 * 60])).toEqual([16, 60, 6 * 60]);
});
