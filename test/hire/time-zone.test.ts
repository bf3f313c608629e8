import { describe, expect, test } from '@jest/globals';
import { type Person, toPerson } from '../../lambda/hire/person.ts';
import { readTimeZone, zoneOf } from '../../lambda/hire/time-zone.ts';

const timeZones = {
  'Berlin office': 'Europe/Berlin',
  NYC: 'America/New_York',
  EST: 'America/New_York',
  Zürich: 'Europe/Zurich',
  '12': 'Asia/Tokyo',
  'N/A': 'Asia/Dubai',
  'Europe/Moscow': 'Europe/Istanbul',
};

test.each<[unknown, string | undefined, string]>([
  ['Europe/Berlin', 'Europe/Berlin', 'a name of the database'],
  [' Europe/Berlin\u200b\n', 'Europe/Berlin', 'with what nobody sees around it'],
  ['europe/berlin', 'europe/berlin', 'the database does not mind the case'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires', 'of three parts'],
  ['US/Eastern', 'US/Eastern', 'an old name'],
  ['Etc/GMT+5', 'Etc/GMT+5', 'which is five hours behind'],
  ['UTC', 'UTC', 'the one name without a /'],
  ['Berlin office', 'Europe/Berlin', 'a place'],
  ['  berlin   OFFICE ', 'Europe/Berlin', 'in another case, with spaces'],
  ['Zu\u0308rich', 'Europe/Zurich', 'its umlaut as two characters'],
  [12, 'Asia/Tokyo', 'the number of an office'],
  ['12', 'Asia/Tokyo', 'as a text'],
  ['EST', 'America/New_York', 'a place although it is in the database, where it has no summer time'],
  ['N/A', 'Asia/Dubai', 'a place, because somebody says so'],
  ['Europe/Moscow', 'Europe/Istanbul', 'a place rather than a name'],

  [undefined, undefined, 'nothing'],
  [null, undefined, 'nothing'],
  ['', undefined, 'nothing'],
  ['  ', undefined, 'nothing'],
  ['none', undefined, 'in place of nothing'],
  ['-', undefined, 'in place of nothing'],

  ['Lisbon office', 'unknown', 'another place'],
  ['Berlin', 'unknown', 'not the whole name of the place'],
  ['Europe/Berlinn', 'unknown', 'a slip'],
  ['CET', 'unknown', 'all year round, or only in winter?'],
  ['MST', 'unknown', 'Arizona, or Denver?'],
  ['IST', 'unknown', 'India, Ireland or Israel?'],
  ['+02:00', 'unknown', 'knows nothing about summer time'],
  ['GMT+2', 'unknown', 'the same'],
  ['W. Europe Standard Time', 'unknown', 'a name of Windows'],
  ['(UTC+01:00) Europe/Berlin', 'unknown', 'more than a name'],
  ['Remote / anywhere', 'unknown', 'a place with a / in it'],
  ['constructor', 'unknown', 'no place, whatever objects have'],
  ['__proto__', 'unknown', 'the same'],
  [true, 'unknown', 'no text'],
  [{ id: 'Europe/Berlin' }, 'unknown', 'nobody can say which part of it'],
  [['Europe/Berlin', 'NYC'], 'unknown', 'nobody can say which'],
])('%j is %s (%s)', (value, expected) => {
  expect(readTimeZone(value, timeZones)).toBe(expected);
});

test.each([
  ['Asia/Tokyo', 'Asia/Tokyo'],
  ['unknown', 'UTC'],
  [undefined, 'UTC'],
])('where a hire of %s has its days: %s', (timeZone, expected) => {
  expect(zoneOf({ timeZone }, { timeZone: 'UTC' })).toBe(expected);
});

describe('an instant is the day', () => {
  const startDate = '2026-03-01T16:00:00Z';
  const read = (timeZone: unknown) =>
    toPerson({ startDate, timeZone }, { startDateFormat: 'instant', timeZone: 'UTC', timeZones });

  test.each<[string | null, Person, string]>([
    ['12', { startDate: '2026-03-02', timeZone: 'Asia/Tokyo' }, 'where the person is'],
    ['NYC', { startDate: '2026-03-01', timeZone: 'America/New_York' }, 'where the person is'],
    ['Lisbon', { startDate: '2026-03-01', timeZone: 'unknown' }, 'in `invite.timeZone`'],
    [null, { startDate: '2026-03-01' }, 'in `invite.timeZone`'],
  ])('of %s: %j (%s)', (place, person) => {
    expect(read(place)).toEqual(person);
  });
});
