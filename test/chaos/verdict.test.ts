import { describe, expect, test } from '@jest/globals';
import type { Fate } from './fates.ts';
import type { MailCounts } from './mails.ts';
import { type Count, judge } from './verdict.ts';

const noMails: MailCounts = {
  documented: [],
  second: [],
  early: [],
  removed: [],
  atWrongAddress: [],
  none: [],
  followedUp: [],
};
const count = (fates: Record<string, Fate>, mails: Partial<MailCounts> = {}): Count => ({
  fates: new Map(Object.entries(fates)),
  mails: { ...noMails, ...mails },
  deadMessages: 0,
});
const good = count({ a: { is: 'invited' } });
const noted = { removed: new Set<string>(), leaks: [] };
const promises = (before: Count, after: Count, change: Partial<Parameters<typeof judge>[2]> = {}) =>
  judge(before, after, { ...noted, ...change }).map(({ promise, hires }) => `${promise}: ${hires}`);

test('before the redrive a hire may wait, be parked with a reason, or be dead; after it all are invited', () => {
  const before = count({
    a: { is: 'waiting' },
    b: { is: 'parked', code: 'USER_LOCKED' },
    c: { is: 'dead without a reason' },
    d: { is: 'schedule failed' },
  });
  expect(promises(before, good)).toEqual([]);
});

test('the documented second mail breaks no promise', () => {
  const mailed = count({ a: { is: 'invited' } }, { documented: ['a'] });
  expect(promises(mailed, mailed)).toEqual([]);
});

test('a hire that was taken back is cancelled, not invited', () => {
  const removed = new Set(['a']);
  expect(promises(good, count({ a: { is: 'cancelled' } }), { removed })).toEqual([]);
  expect(promises(good, good, { removed })).toHaveLength(1);
});

describe('before the redrive this breaks a promise', () => {
  test.each<[string, Count, string]>([
    ['a lost hire', count({ a: { is: 'lost' } }), 'no hire is lost (before the redrive): a'],
    [
      'a parked hire without a reason',
      count({ a: { is: 'parked', code: undefined } }),
      'a parked hire has a reason (before the redrive): a',
    ],
    [
      'a second mail',
      count({ a: { is: 'invited' } }, { second: ['a'] }),
      'nobody gets a second mail (before the redrive): a',
    ],
    [
      'a mail before the moment',
      count({ a: { is: 'invited' } }, { early: ['a'] }),
      'nobody is mailed before the moment (before the redrive): a',
    ],
    [
      'a mail to somebody who was taken back',
      count({ a: { is: 'cancelled' } }, { removed: ['a'] }),
      'who was taken back gets no mail (before the redrive): a',
    ],
    [
      'a mail at another address',
      count({ a: { is: 'invited' } }, { atWrongAddress: ['a'] }),
      'a mail goes to the personal address (before the redrive): a',
    ],
    [
      'an invited hire without a mail',
      count({ a: { is: 'invited' } }, { none: ['a'] }),
      'who counts as invited got a mail (before the redrive): a',
    ],
  ])('%s', (_, before, broken) => {
    expect(promises(before, good)).toEqual([broken]);
  });
});

test.each<[Fate]>([
  [{ is: 'waiting' }],
  [{ is: 'cancelled' }],
  [{ is: 'parked', code: 'USER_LOCKED' }],
  [{ is: 'dead without a reason' }],
  [{ is: 'schedule failed' }],
])('after the redrive %j breaks a promise', (fate) => {
  expect(promises(good, count({ a: fate }))).toEqual([
    'after the redrive every hire is invited, or cancelled if it was taken back: a',
  ]);
});

test('a leak breaks a promise', () => {
  expect(promises(good, good, { leaks: ['an address in a line “x”'] })).toEqual([
    'no personal data or secret is logged: an address in a line “x”: ',
  ]);
});
