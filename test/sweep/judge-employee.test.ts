import { describe, expect, test } from '@jest/globals';
import { toTombstone } from '../../lambda/hire/forget.ts';
import { hashPerson } from '../../lambda/hire/hash.ts';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import { momentOf } from '../../lambda/hire/moment.ts';
import type { Person } from '../../lambda/hire/person.ts';
import { windowOf } from '../../lambda/hire/start-window.ts';
import { judgeEmployee, startsWithin } from '../../lambda/sweep/judge-employee.ts';
import { createConfiguration } from '../helpers/configuration.ts';

type Change = NonNullable<Parameters<typeof createConfiguration>[0]>;

describe('the window', () => {
  test.each<[string, Change['invite'], Change['sweep'], string, string, string]>([
    ['2026-03-02T12:00:00Z', {}, {}, '2026-02-27', '2026-03-16', 'three days back and two weeks ahead'],
    ['2026-03-02T12:00:00Z', {}, { daysBack: 0, daysAhead: 0 }, '2026-03-02', '2026-03-02', 'today only'],
    [
      '2026-03-01T11:00:00Z',
      { timeZone: 'Pacific/Auckland' },
      { daysBack: 1, daysAhead: 1 },
      '2026-03-01',
      '2026-03-03',
      'it is 2 March already, where the hires are',
    ],
    [
      '2026-03-02T07:59:00Z',
      { timeZone: 'America/Los_Angeles' },
      { daysBack: 1, daysAhead: 1 },
      '2026-02-28',
      '2026-03-02',
      'it is 1 March still',
    ],
    [
      '2028-02-27T12:00:00Z',
      {},
      { daysBack: 0, daysAhead: 2 },
      '2028-02-27',
      '2028-02-29',
      'the leap day counts',
    ],
    [
      '2026-12-30T12:00:00Z',
      {},
      { daysBack: 0, daysAhead: 3 },
      '2026-12-30',
      '2027-01-02',
      'over the end of a year',
    ],
    [
      '2026-03-02T12:00:00Z',
      { daysBeforeStart: 30 },
      { daysBack: 0 },
      '2026-03-02',
      '2026-04-15',
      'who is invited 30 days before the start must be found before that',
    ],
  ])('at %s, with %j and %j, goes from %s to %s (%s)', (now, invite, sweep, from, to) => {
    const configuration = createConfiguration({ invite, sweep });
    expect(windowOf(configuration, Date.parse(now))).toEqual({ from, to });
  });

  test.each<[string | undefined, boolean, string]>([
    ['2026-02-26', false, 'the day before'],
    ['2026-02-27', true, 'the first day'],
    ['2026-03-16', true, 'the last day'],
    ['2026-03-17', false, 'the day after'],
    [undefined, false, 'no date'],
    ['unreadable', false, 'a date that is none'],
  ])('a start at %s is in it: %s (%s)', (startDate, expected) => {
    const window = { from: '2026-02-27', to: '2026-03-16' };
    expect(startsWithin(window, { employeeId: '1', startDate })).toBe(expected);
  });
});

describe('an employee who starts on 2 March', () => {
  const { invite } = createConfiguration({ invite: { timeZone: 'Europe/Berlin' } });
  const moment = momentOf('2026-03-02', invite);
  const minute = 60 * 1000;
  const day = 24 * 60 * minute;
  const usedIt = { notBefore: moment - 60 * day, state: 'activated' } as const;
  const removal = { event: 'removed', saidAt: moment - 50 * day, isDated: true, personHash: 'p' } as const;
  const later = { notBefore: moment + day };
  const ada = { workEmail: 'ada@acme.example', personalEmail: 'ada@home.example' };
  const said = (person: Person) =>
    ({
      ...removal,
      event: 'created',
      personHash: hashPerson(person),
      addressHash: hashPerson(person),
    }) as const;
  const inOldRow = ({ addressHash, ...others }: ReturnType<typeof said>) => others;
  const row = (change: Partial<HireRow>): HireRow => ({
    hire: 'bamboohr//1',
    state: 'waiting',
    code: 'NOT_DUE_YET',
    notBefore: moment,
    version: 1,
    writer: 'w',
    rung: 0,
    firstAttemptAt: 0,
    updatedAt: 0,
    requestId: 'r',
    ...change,
  });

  test.each<[string, HireRow | undefined, 'new' | 'moved' | 'again' | undefined]>([
    ['has no row', undefined, 'new'],
    ['was only changed, never announced', row({ state: 'unannounced' }), 'new'],
    ['waits for just that', row({}), undefined],
    ['waits for a minute later', row({ notBefore: moment + minute }), undefined],
    ['waits for later', row({ notBefore: moment + minute + 1 }), 'moved'],
    ['waits for an earlier moment', row({ notBefore: moment - 60 * minute }), undefined],
    ['waits for later, as an id alone', row({ ...later, announced: said({}) }), 'moved'],
    ['the same, in an earlier version', row({ ...later, announced: inOldRow(said({})) }), 'moved'],
    ['waits for later, with a record of its own', row({ ...later, announced: said(ada) }), undefined],
    ['the same, in an earlier version', row({ ...later, announced: inOldRow(said(ada)) }), undefined],
    [
      'waits for OneLogin',
      row({ notBefore: moment + 60 * minute, code: 'USER_NOT_IN_ONELOGIN_YET' }),
      undefined,
    ],
    ['is being invited', row({ notBefore: moment + 60 * minute, state: 'sending' }), undefined],
    ['is parked', row({ notBefore: moment + 60 * minute, state: 'parked' }), undefined],
    ['is invited', row({ notBefore: moment + 60 * minute, state: 'invited' }), undefined],
    [
      'was left out as started earlier',
      row({ notBefore: moment - 60 * 24 * 60 * minute, state: 'not-eligible', code: 'NOT_ELIGIBLE' }),
      'moved',
    ],
    ['was left out with that start', row({ state: 'not-eligible', code: 'NOT_ELIGIBLE' }), undefined],
    ['was removed', row({ notBefore: moment - 60 * day, state: 'cancelled' }), undefined],
    [
      'uses the account since a start 31 days before',
      row({ notBefore: moment - 31 * day, state: 'activated' }),
      'again',
    ],
    ['was active already then', row({ notBefore: moment - 31 * day, state: 'already-active' }), 'again'],
    ['was invited then', row({ notBefore: moment - 31 * day, state: 'invited' }), 'again'],
    [
      'uses the account since a start 30 days before',
      row({ notBefore: moment - 30 * day, state: 'activated' }),
      undefined,
    ],
    ['was forgotten', toTombstone(row({ state: 'invited', updatedAt: moment - day }), 't'), undefined],
    ['used it and was removed', row({ ...usedIt, announced: removal }), undefined],
  ])('and %s: %#', (_, standing, finding) => {
    expect(judgeEmployee(standing, '2026-03-02', invite)).toBe(finding);
  });
});

describe('an employee of Tokyo, in the list with the start', () => {
  const { invite } = createConfiguration({ invite: { timeZone: 'Europe/Berlin' } });
  const inTokyo = (startDate: string) => momentOf(startDate, { ...invite, timeZone: 'Asia/Tokyo' });
  const row = (change: Partial<HireRow>): HireRow => ({
    hire: 'bamboohr//1',
    state: 'waiting',
    code: 'NOT_DUE_YET',
    notBefore: inTokyo('2026-03-10'),
    startDate: '2026-03-10',
    timeZone: 'Asia/Tokyo',
    version: 1,
    writer: 'w',
    rung: 0,
    firstAttemptAt: 0,
    updatedAt: 0,
    requestId: 'r',
    ...change,
  });
  const day = 24 * 60 * 60 * 1000;

  test.each<[string, string, Partial<HireRow>, 'moved' | 'again' | undefined]>([
    ['2026-03-10', 'waits for that day', {}, undefined],
    ['2026-03-09', 'waits for a day later', {}, 'moved'],
    ['2026-03-11', 'waits for a day earlier', {}, undefined],
    [
      '2026-03-10',
      'waits for that day, but for a time of day that the settings have no more',
      { notBefore: inTokyo('2026-03-10') + 60 * 60 * 1000 },
      'moved',
    ],
    [
      '2026-03-10',
      'waits for that day, by a zone that nobody knows',
      { timeZone: 'unknown', notBefore: momentOf('2026-03-10', invite) },
      undefined,
    ],
    ['2026-03-10', 'was left out with that day', { state: 'not-eligible', code: 'NOT_ELIGIBLE' }, undefined],
    [
      '2026-03-11',
      'was left out with a day before',
      { state: 'not-eligible', code: 'NOT_ELIGIBLE' },
      'moved',
    ],
    ['2026-04-09', 'used the account 30 days before', { state: 'activated' }, undefined],
    ['2026-04-10', 'used the account 31 days before', { state: 'activated' }, 'again'],
  ])('%s, who %s: %#', (startDate, _, change, finding) => {
    expect(judgeEmployee(row(change), startDate, invite)).toBe(finding);
  });

  test('whose row of an earlier version has the moment alone is judged by that', () => {
    const { startDate, timeZone, ...earlier } = row({ notBefore: momentOf('2026-03-10', invite) });
    expect(judgeEmployee(earlier, '2026-03-10', invite)).toBeUndefined();
    expect(
      judgeEmployee({ ...earlier, notBefore: (earlier.notBefore ?? 0) + day }, '2026-03-10', invite),
    ).toBe('moved');
  });
});
