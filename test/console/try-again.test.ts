import { expect, test } from '@jest/globals';
import type { Connection } from '../../console/connection.ts';
import { tryAgain } from '../../console/try-again.ts';

/** A retry of many hires takes as many calls of the function as are needed. */

const begunAt = '2026-03-02T08:00:00.000Z';

/** A stack whose function answers one call after the other. */
function answering(...answers: object[]): Connection {
  return {
    title: 'A stack',
    lambda: {
      send: async () => ({
        StatusCode: 200,
        Payload: new TextEncoder().encode(JSON.stringify(answers.shift())),
      }),
    },
    functionName: 'operate',
    by: 'test',
    isOnAws: false,
    now: () => new Date(),
  };
}

const paused = { ok: false, code: 'PAUSED', message: 'Everything is paused.' };
const refused = { hire: 'bamboohr//3', code: 'BEING_TRIED', message: 'A function works on it.' };

test('all calls together make one answer; who was refused and then tried is not refused', async () => {
  const first = {
    ok: true,
    retried: ['bamboohr//1'],
    refused: [{ ...refused, hire: 'bamboohr//2' }, refused],
    next: { begunAt },
  };
  const last = { ok: true, retried: ['bamboohr//2'], refused: [] };
  expect(await tryAgain(undefined, answering(first, last))).toEqual({
    retried: ['bamboohr//1', 'bamboohr//2'],
    refused: [refused],
  });
});

test('if a later call fails, those that were tried before are told', async () => {
  const first = { ok: true, retried: ['bamboohr//1'], refused: [refused], next: { begunAt } };
  expect(await tryAgain(undefined, answering(first, paused))).toEqual({
    retried: ['bamboohr//1'],
    refused: [refused],
    stopped: 'Everything is paused.',
  });
});

test('if the first call fails, nothing was tried', async () => {
  await expect(tryAgain(undefined, answering(paused))).rejects.toThrow('Everything is paused.');
});
