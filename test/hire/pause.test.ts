import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { isShortLook, PauseReason, readPause } from '../../lambda/hire/pause.ts';

const pausedAt = Date.parse('2026-03-02T08:00:00Z');
const stored = { hire: 'stack', day: '2026-03-02', firstMails: 0, pausedAt: '2026-03-02T08:00:00.000Z' };

test.each([
  [{ hire: 'stack' }, undefined],
  [stored, { pausedAt }],
  [
    { ...stored, pausedBecause: 'OPERATOR', pausedReason: 'OneLogin is moved' },
    { pausedAt, pausedBecause: 'OPERATOR', pausedReason: 'OneLogin is moved' },
  ],
  [{ ...stored, pausedBecause: 'A_LATER_REASON', pausedReason: 7 }, { pausedAt }],
  [{ ...stored, pausedReason: 'edited\nby hand' }, { pausedAt }],
  [{ hire: 'stack', pausedAt: 'yes' }, 'unreadable'],
])('the row of the stack %j says %j', (item, expected) => {
  expect(readPause(item)).toEqual(expected);
});

test.each(['OneLogin wird umgezogen – bis Freitag', 'x'.repeat(200), '  trimmed  ', 'until 12:00 @ Berlin'])(
  'a reason may be %j',
  (reason) => {
    expect(v.parse(PauseReason, reason)).toBe(reason.trim());
  },
);

test.each([
  '',
  '   ',
  'x'.repeat(201),
  'two\nlines',
  'two\u2028lines',
  '\u001b[31mred',
  'ask ada@acme.example',
  7,
])('a reason may not be %j', (reason) => {
  expect(v.is(PauseReason, reason)).toBe(false);
});

test('of four looks at a paused hire, three are short', () => {
  const looks = [1, 2, 3, 4, 5, 8].map((times) =>
    isShortLook({ outcomes: [{ code: 'PAUSED', at: 0, times }] }),
  );
  expect(looks).toEqual([true, true, true, false, true, false]);
  expect(isShortLook({ outcomes: [{ code: 'PAUSED', at: 0 }] })).toBe(true);
  expect(isShortLook({ outcomes: [{ code: 'RATE_LIMITED', at: 0 }] })).toBe(false);
  expect(isShortLook({})).toBe(false);
});
