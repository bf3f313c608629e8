import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { withProgress } from '../../console/command.ts';

const { isTTY } = process.stderr;
let written: string[];
beforeEach(() => {
  jest.useFakeTimers();
  written = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => {
  process.stderr.isTTY = isTTY;
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const wipe = '\r\u001b[K';

/** Work that is done after so many seconds. */
async function watch(seconds: number, isTerminal: boolean, look?: () => Promise<string>): Promise<string> {
  process.stderr.isTTY = isTerminal;
  const work = Promise.withResolvers<string>();
  const watched = withProgress('It works', work.promise, look);
  await jest.advanceTimersByTimeAsync(seconds * 1000);
  work.resolve('done');
  return watched;
}

test('a person sees each second how far it is, and nothing of it is left at the end', async () => {
  let far = 0;
  expect(await watch(2, true, async () => `${++far} of 9`)).toBe('done');
  expect(written).toEqual([`${wipe}It works: 1 of 9`, `${wipe}It works: 2 of 9`, wipe]);
});

test('the seconds are shown if nobody can say how far it is', async () => {
  await watch(2, true, () => Promise.reject(new Error('busy')));
  await watch(1, true);
  expect(written).toEqual([
    `${wipe}It works: 1 s`,
    `${wipe}It works: 2 s`,
    wipe,
    `${wipe}It works: 1 s`,
    wipe,
  ]);
});

test.each([
  ['what is done within a second', 0, true],
  ['a program', 3, false],
])('%s sees no progress', async (_, seconds, isTerminal) => {
  expect(await watch(seconds, isTerminal)).toBe('done');
  expect(written).toEqual([]);
});
