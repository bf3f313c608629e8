import { describe, expect, test } from '@jest/globals';
import type { Fate } from './fates.ts';
import type { MailCounts } from './mails.ts';
import type { Person } from './people.ts';
import { type Count, type End, endOf, judge } from './verdict.ts';

const noMails: MailCounts = {
  documented: [],
  second: [],
  early: [],
  removed: [],
  active: [],
  atWrongAddress: [],
  atEarlierAddress: [],
  overtaken: [],
  none: [],
  followedUp: [],
  corrected: [],
  hiredAgain: [],
};
const count = (fates: Record<string, Fate>, mails: Partial<MailCounts> = {}): Count => ({
  fates: new Map(Object.entries(fates)),
  mails: { ...noMails, ...mails },
  untold: [],
  deadMessages: 0,
});
const good = count({ a: { is: 'activated' } });
const promises = (before: Count, after: Count, end: End = 'active', leaks: string[] = []) =>
  judge(before, after, { ends: new Map([['a', end]]), leaks }).map(
    ({ promise, hires }) => `${promise}: ${hires}`,
  );

test('before the redrive a hire may wait, be parked with a reason, be dead, or await the activation', () => {
  const before = count({
    a: { is: 'waiting' },
    b: { is: 'parked', code: 'USER_LOCKED' },
    c: { is: 'dead without a reason' },
    d: { is: 'schedule failed' },
    e: { is: 'invited' },
    f: { is: 'not-activated' },
  });
  expect(promises(before, good)).toEqual([]);
});

test('a mail again for a reason breaks no promise', () => {
  const mailed = count(
    { a: { is: 'activated' } },
    { documented: ['a'], overtaken: ['a'], followedUp: ['a'], corrected: ['a'], hiredAgain: ['a'] },
  );
  expect(promises(mailed, mailed)).toEqual([]);
});

describe('before the redrive this breaks a promise', () => {
  const invited = { a: { is: 'invited' } } as const;
  test.each<[string, Count, string]>([
    ['a lost hire', count({ a: { is: 'lost' } }), 'no hire is lost'],
    [
      'a parked hire without a reason',
      count({ a: { is: 'parked', code: undefined } }),
      'a parked hire has a reason',
    ],
    [
      'a hire that needs a hand, of which nobody is told',
      { ...count({ a: { is: 'not-activated' } }), untold: ['a'] },
      'somebody is told of every hire that needs a hand',
    ],
    ['a second mail', count(invited, { second: ['a'] }), 'nobody gets a second mail'],
    ['a mail before the moment', count(invited, { early: ['a'] }), 'nobody is mailed before the moment'],
    [
      'a mail to somebody who was taken back',
      count({ a: { is: 'cancelled' } }, { removed: ['a'] }),
      'who was taken back gets no mail',
    ],
    [
      'a mail to somebody who is active',
      count({ a: { is: 'activated' } }, { active: ['a'] }),
      'who uses the account gets no mail',
    ],
    [
      'a mail at another address',
      count(invited, { atWrongAddress: ['a'] }),
      'a mail goes to the personal address',
    ],
    [
      'a mail at the address from before a correction',
      count(invited, { atEarlierAddress: ['a'] }),
      'the address from before a correction gets no more mail',
    ],
    ['an invited hire without a mail', count(invited, { none: ['a'] }), 'who counts as invited got a mail'],
  ])('%s', (_, before, broken) => {
    expect(promises(before, good)).toEqual([`${broken} (before the redrive): a`]);
  });
});

test.each<[End, Fate['is'][]]>([
  ['active', ['activated', 'already-active']],
  ['not active', ['not-activated']],
  ['cancelled', ['cancelled']],
])('in the end a hire whose person is %s stands so', (end, right) => {
  const all = ['activated', 'already-active', 'not-activated', 'cancelled', 'invited', 'waiting'] as const;
  const kept = all.filter((is) => promises(good, count({ a: { is } }), end).length === 0);
  expect(kept.sort()).toEqual(right.sort());
});

test('how a hire must end is up to the person', () => {
  const somebody: Pick<Person, 'isRemoved' | 'activates'> = { isRemoved: false, activates: 'told' };
  expect(endOf(somebody)).toBe('active');
  expect(endOf({ ...somebody, activates: 'never' })).toBe('not active');
  expect(endOf({ ...somebody, isRemoved: true })).toBe('cancelled');
  expect(endOf({ ...somebody, leaves: { isHiredAgain: false } })).toBe('cancelled');
  expect(endOf({ ...somebody, leaves: { isHiredAgain: true } })).toBe('active');
});

test('a leak breaks a promise', () => {
  expect(promises(good, good, 'active', ['an address in a line “x”'])).toEqual([
    'no personal data or secret is logged: an address in a line “x”: ',
  ]);
});
