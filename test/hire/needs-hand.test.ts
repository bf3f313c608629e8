import { describe, expect, test } from '@jest/globals';
import { needsOf } from '../../lambda/hire/needs-hand.ts';

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.parse('2026-03-02T08:00:00Z');
const ago = (ms: number) => new Date(now - ms).toISOString();
const since = (ms: number) => now - ms;

/** A row as it is stored. */
const row = (change: Record<string, unknown>) => ({
  hire: 'bamboohr//206',
  schema: 1,
  state: 'waiting',
  version: 1,
  writer: 'w',
  requestId: 'request-1',
  rung: 0,
  firstAttemptAt: ago(hour),
  updatedAt: ago(hour),
  ...change,
});
const needs = (change: Record<string, unknown>) => needsOf(row(change), { waitingHours: 48 }, now);

type Case = [string, Record<string, unknown>, object[]];

describe('a hire needs a hand', () => {
  test.each<Case>([
    [
      'while it is parked, from its last write',
      { state: 'parked', code: 'USER_SUSPENDED', updatedAt: ago(30 * day), notBefore: ago(-day) },
      [{ kind: 'parked', code: 'USER_SUSPENDED', since: since(30 * day), notBefore: now + day }],
    ],
    [
      'while it is not activated, from the time that its row says, and is listed for two weeks',
      { state: 'not-activated', code: 'NOT_ACTIVATED', notActivatedAt: ago(2 * day), followUpAt: ago(-hour) },
      [
        {
          kind: 'not-activated',
          code: 'NOT_ACTIVATED',
          since: since(2 * day),
          listedUntil: since(2 * day) + 14 * day,
        },
      ],
    ],
    [
      'once it has waited for 48 hours',
      { code: 'USER_NOT_IN_ONELOGIN_YET', firstAttemptAt: ago(48 * hour), waitUntil: ago(-hour) },
      [{ kind: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET', since: now }],
    ],
    [
      'also if it is being tried just then',
      { state: 'sending', code: 'USER_NOT_IN_ONELOGIN_YET', firstAttemptAt: ago(50 * hour) },
      [{ kind: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET', since: since(2 * hour) }],
    ],
    [
      'once it has waited for 48 hours, also for a limit: it is told once, however often it is limited again',
      { code: 'HELD_BACK', firstAttemptAt: ago(49 * hour), limitedMs: 40 * hour },
      [{ kind: 'waiting', code: 'HELD_BACK', since: since(hour) }],
    ],
    [
      'when its wake-up is an hour overdue while it waits, also for its start date',
      { code: 'NOT_DUE_YET', waitUntil: ago(hour) },
      [{ kind: 'asleep', code: 'HIRE_ASLEEP', since: now }],
    ],
    [
      'when it was left in the middle of a try',
      { state: 'sending', lease: { token: 't', messageId: 'm', until: ago(3 * hour) } },
      [{ kind: 'asleep', code: 'HIRE_ASLEEP', since: since(2 * hour) }],
    ],
    [
      'when the look after the mail is overdue',
      { state: 'invited', followUpAt: ago(2 * hour), waitUntil: ago(5 * hour) },
      [{ kind: 'asleep', code: 'HIRE_ASLEEP', since: since(hour) }],
    ],
    [
      'when the daily look at one who is not active is overdue: that is two things',
      { state: 'not-activated', code: 'NOT_ACTIVATED', notActivatedAt: ago(day), followUpAt: ago(2 * hour) },
      [{ kind: 'not-activated' }, { kind: 'asleep', since: since(hour) }],
    ],
    [
      'for each earlier user of its id, by that user, whatever became of the later one',
      {
        state: 'activated',
        earlierUsers: [
          { userId: '17', since: ago(5 * day) },
          { userId: '18', since: ago(hour) },
        ],
      },
      [
        {
          kind: 'earlier-user',
          code: 'ANOTHER_PERSON_UNDER_THIS_ID',
          userId: '17',
          since: since(5 * day),
          listedUntil: since(4 * day),
        },
        { kind: 'earlier-user', userId: '18', since: since(hour) },
      ],
    ],
    [
      'when its time zone is not known, beside what else it needs',
      { state: 'parked', code: 'USER_SUSPENDED', timeZone: 'unknown', zoneUnknownAt: ago(2 * hour) },
      [
        { kind: 'parked' },
        { kind: 'zone', code: 'TIME_ZONE_UNKNOWN', since: since(2 * hour), listedUntil: since(-22 * hour) },
      ],
    ],
    [
      'if another version parked it with a code of its own',
      { state: 'parked', code: 'FROM_THE_FUTURE' },
      [{ kind: 'parked', code: 'CODE_NOT_KNOWN', since: since(hour) }],
    ],
    [
      'if its row has a state that is not known',
      { state: 'undone' },
      [{ kind: 'row', code: 'ROW_UNREADABLE', since: since(hour) }],
    ],
    [
      'if its row cannot be read, and not even since when',
      { updatedAt: 'yesterday' },
      [{ kind: 'row', code: 'ROW_UNREADABLE' }],
    ],
    [
      'if a newer version has written its row, whatever is in it',
      { schema: 2, state: 'waiting', updatedAt: ago(hour) },
      [{ kind: 'row', code: 'ROW_FROM_NEWER_VERSION', since: since(hour) }],
    ],
  ])('%s', (_, change, expected) => {
    const found = needs(change);
    expect(found).toHaveLength(expected.length);
    expect(found).toMatchObject(expected.map((need) => ({ hire: 'bamboohr//206', ...need })));
  });

  test('and an unreadable row with only a key still says whose it is', () => {
    expect(needsOf({ hire: 'bamboohr//206' }, { waitingHours: 48 }, now)).toEqual([
      { hire: 'bamboohr//206', kind: 'row', code: 'ROW_UNREADABLE' },
    ]);
  });
});

test.each<[string, Record<string, unknown>]>([
  ['waits, and not for long', { code: 'USER_NOT_IN_ONELOGIN_YET', firstAttemptAt: ago(48 * hour - 1) }],
  ['waits for its start date', { code: 'NOT_DUE_YET', firstAttemptAt: ago(50 * day) }],
  ['waits for the end of a dry run', { code: 'DRY_RUN', firstAttemptAt: ago(50 * day) }],
  ['waits for the end of a pause', { code: 'PAUSED', firstAttemptAt: ago(50 * day) }],
  ['was held back by a limit for less', { code: 'HELD_BACK', firstAttemptAt: ago(47 * hour) }],
  ['was to be looked at almost an hour ago', { waitUntil: ago(hour - 1) }],
  ['is being worked on', { state: 'sending', lease: { token: 't', messageId: 'm', until: ago(-1) } }],
  ['is invited, with its next look to come', { state: 'invited', followUpAt: ago(-hour) }],
  ['was invited by a version that looks no more', { state: 'invited', firstAttemptAt: ago(90 * day) }],
  ['is active', { state: 'activated', waitUntil: ago(day), followUpAt: ago(day) }],
  ['was cancelled', { state: 'cancelled', followUpAt: ago(day) }],
  ['is settled by a newer version', { schema: 2, state: 'gone', expiresAt: 1 }],
])('a hire that %s needs nobody', (_, change) => {
  expect(needs(change)).toEqual([]);
});
