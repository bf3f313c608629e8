import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { dateIn, type MomentSettings, momentAfter, momentOf } from '../../lambda/hire/moment.ts';

const settings: MomentSettings = { daysBeforeStart: 0, at: '08:00', timeZone: 'UTC', weekends: 'send' };
const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';

test.each<[string, string, Partial<MomentSettings>, string]>([
  ['the day itself', '2026-03-02', {}, '2026-03-02T08:00:00.000Z'],
  ['some days before', '2026-03-02', { daysBeforeStart: 3 }, '2026-02-27T08:00:00.000Z'],
  ['over a new year', '2027-01-01', { daysBeforeStart: 1 }, '2026-12-31T08:00:00.000Z'],
  ['on a leap day', '2028-02-29', {}, '2028-02-29T08:00:00.000Z'],
  ['before 1 March of a leap year', '2028-03-01', { daysBeforeStart: 1 }, '2028-02-29T08:00:00.000Z'],
  ['before 1 March of another', '2026-03-01', { daysBeforeStart: 1 }, '2026-02-28T08:00:00.000Z'],
  ['years ahead', '2062-03-02', {}, '2062-03-02T08:00:00.000Z'],
  ['long ago', '1999-12-31', {}, '1999-12-31T08:00:00.000Z'],
  ['at midnight', '2026-03-02', { at: '00:00' }, '2026-03-02T00:00:00.000Z'],

  ['08:00 in winter', '2026-03-28', { timeZone: berlin }, '2026-03-28T07:00:00.000Z'],
  ['08:00 in summer, a day later', '2026-03-29', { timeZone: berlin }, '2026-03-29T06:00:00.000Z'],
  [
    'counted in days, not in 24 hours',
    '2026-03-30',
    { timeZone: berlin, daysBeforeStart: 2 },
    '2026-03-28T07:00:00.000Z',
  ],
  ['back to winter', '2026-10-25', { timeZone: berlin }, '2026-10-25T07:00:00.000Z'],
  [
    'an hour that does not exist is moved on: 02:30 is 03:30',
    '2026-03-29',
    { timeZone: berlin, at: '02:30' },
    '2026-03-29T01:30:00.000Z',
  ],
  [
    'of an hour that comes twice, the first',
    '2026-10-25',
    { timeZone: berlin, at: '02:30' },
    '2026-10-25T00:30:00.000Z',
  ],
  [
    'the same, on the other side of the Atlantic',
    '2026-03-08',
    { timeZone: newYork, at: '02:30' },
    '2026-03-08T07:30:00.000Z',
  ],
  [
    'a change by half an hour',
    '2026-10-04',
    { timeZone: 'Australia/Lord_Howe', at: '02:15' },
    '2026-10-03T15:45:00.000Z',
  ],
  ['an offset of three quarters', '2026-03-02', { timeZone: 'Asia/Kathmandu' }, '2026-03-02T02:15:00.000Z'],
  [
    'where the day begins first',
    '2026-03-02',
    { timeZone: 'Pacific/Kiritimati' },
    '2026-03-01T18:00:00.000Z',
  ],
  ['where it begins last', '2026-03-02', { timeZone: 'Pacific/Niue' }, '2026-03-02T19:00:00.000Z'],
  [
    'a day that never was (Samoa, 2011) is the next',
    '2011-12-30',
    { timeZone: 'Pacific/Apia' },
    '2011-12-30T18:00:00.000Z',
  ],
  [
    'a midnight that does not exist',
    '2026-09-06',
    { timeZone: 'America/Santiago', at: '00:00' },
    '2026-09-06T04:00:00.000Z',
  ],

  ['a Saturday, as it is', '2026-03-07', {}, '2026-03-07T08:00:00.000Z'],
  [
    'a Saturday, on the Friday before',
    '2026-03-07',
    { weekends: 'friday-before' },
    '2026-03-06T08:00:00.000Z',
  ],
  ['a Sunday, on the Friday before', '2026-03-08', { weekends: 'friday-before' }, '2026-03-06T08:00:00.000Z'],
  ['a Saturday, on the Monday after', '2026-03-07', { weekends: 'monday-after' }, '2026-03-09T08:00:00.000Z'],
  ['a Sunday, on the Monday after', '2026-03-08', { weekends: 'monday-after' }, '2026-03-09T08:00:00.000Z'],
  ['a Friday, whatever the setting', '2026-03-06', { weekends: 'monday-after' }, '2026-03-06T08:00:00.000Z'],
  ['a Monday, whatever the setting', '2026-03-09', { weekends: 'friday-before' }, '2026-03-09T08:00:00.000Z'],
  [
    'it is the day of the invite that counts, not of the start',
    '2026-03-09',
    { daysBeforeStart: 1, weekends: 'friday-before' },
    '2026-03-06T08:00:00.000Z',
  ],
  [
    'moved over a change of clocks, 08:00 stays 08:00',
    '2026-03-29',
    { timeZone: berlin, weekends: 'friday-before' },
    '2026-03-27T07:00:00.000Z',
  ],
])('%s: a start on %s with %j is invited at %s', (_, startDate, change, moment) => {
  expect(new Date(momentOf(startDate, { ...settings, ...change })).toISOString()).toBe(moment);
});

const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));

test('in any zone, the wall clock shows the intended date and time, unless a change of clocks skips it', () => {
  fc.assert(
    fc.property(date, zone, time, (startDate, timeZone, at) => {
      const ms = momentOf(startDate, { ...settings, timeZone, at });
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
      const meant = `${startDate} ${at}`;
      if (format.format(ms) === meant) return;
      // Skipped: just before, no clock of the zone shows it.
      for (let before = 0; before <= 26 * 60; before += 1) {
        expect(format.format(ms - before * 60_000)).not.toBe(meant);
      }
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['2026-03-01T22:59:00Z', 0, '2026-03-01'],
  ['2026-03-01T23:00:00Z', 0, '2026-03-02'],
  ['2026-03-01T12:00:00Z', -1, '2026-02-28'],
])('in Berlin, at %s, the date %i days on is %s', (now, days, expected) => {
  expect(dateIn(berlin, Date.parse(now), days)).toBe(expected);
});

test.each<[string, string, Partial<MomentSettings>, string]>([
  ['at the time of day', '2026-03-03T08:00:00Z', {}, '2026-03-03T08:00:00.000Z'],
  ['before it', '2026-03-03T05:00:00Z', {}, '2026-03-03T08:00:00.000Z'],
  ['a little after it: at once', '2026-03-03T08:00:07Z', {}, '2026-03-03T08:00:07.000Z'],
  ['an hour after it: at once', '2026-03-03T09:00:00Z', {}, '2026-03-03T09:00:00.000Z'],
  ['later: on the next day', '2026-03-03T09:00:00.001Z', {}, '2026-03-04T08:00:00.000Z'],
  ['late at night', '2026-03-03T23:59:59Z', {}, '2026-03-04T08:00:00.000Z'],
  ['on a Saturday, as on other days', '2026-03-07T08:00:00Z', {}, '2026-03-07T08:00:00.000Z'],
  [
    'on a Saturday: on Monday',
    '2026-03-07T08:00:00Z',
    { weekends: 'monday-after' },
    '2026-03-09T08:00:00.000Z',
  ],
  [
    'on a Saturday: on Monday too, because Friday is over',
    '2026-03-07T08:00:00Z',
    { weekends: 'friday-before' },
    '2026-03-09T08:00:00.000Z',
  ],
  [
    'on a Friday afternoon: on Monday',
    '2026-03-06T15:00:00Z',
    { weekends: 'monday-after' },
    '2026-03-09T08:00:00.000Z',
  ],
  [
    'by the day of the zone',
    '2026-03-06T23:30:00Z',
    { timeZone: berlin, weekends: 'monday-after' },
    '2026-03-09T07:00:00.000Z',
  ],
  [
    'over a change of clocks, 08:00 stays 08:00',
    '2026-03-28T20:00:00Z',
    { timeZone: berlin },
    '2026-03-29T06:00:00.000Z',
  ],
  [
    'over a change of clocks, in a hurry',
    '2026-03-29T07:00:00Z',
    { timeZone: berlin },
    '2026-03-29T07:00:00.000Z',
  ],
])('a link that expires %s (%s with %j) is followed up at %s', (_, earliest, change, moment) => {
  expect(new Date(momentAfter(Date.parse(earliest), { ...settings, ...change })).toISOString()).toBe(moment);
});
