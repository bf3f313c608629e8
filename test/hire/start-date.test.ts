import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { startDateFormats } from '../../config/source.ts';
import type { StartDateFormat } from '../../lambda/hire/start-date.ts';
import { readStartDate } from '../../lambda/hire/start-date.ts';

const midnight = 1_772_409_600; // 2026-03-02T00:00:00Z

describe('a day', () => {
  test.each<[StartDateFormat, string]>([
    ['YYYY-MM-DD', '2026-03-02'],
    ['YYYY/MM/DD', '2026/03/02'],
    ['YYYYMMDD', '20260302'],
    ['MM/DD/YYYY', '3/2/2026'],
    ['MM-DD-YYYY', '03-02-2026'],
    ['DD/MM/YYYY', '2/3/2026'],
    ['DD-MM-YYYY', '02-03-2026'],
    ['DD.MM.YYYY', '2.3.2026'],
    ['DD-MMM-YYYY', '02-MAR-2026'],
    ['MMM DD, YYYY', 'March 2, 2026'],
  ])('that is written as %s may have any time and offset behind it', (format, written) => {
    const behind = [
      '',
      ' 00:00:00',
      ' 00:00:00.000000',
      'T23:59:59Z',
      'T23:30:00-08:00',
      'T18:42:00+0000',
      ' 12:00:00 AM',
      ', 9:30 p.m.',
      ' 00:00:00 UTC',
      'T00:00:00+01:00[Europe/Berlin]',
      'Z',
      '-08:00',
    ];
    for (const time of behind)
      expect([time, readStartDate(written + time, format)]).toEqual([time, '2026-03-02']);
    for (const time of [' or later', ' 00:00 00:00', 'x', '2', ' 7'])
      expect([time, readStartDate(written + time, format)]).toEqual([time, 'unreadable']);
  });

  test.each<[StartDateFormat, unknown, string]>([
    ['YYYYMMDD', 20260302, '2026-03-02'],
    ['YYYYMMDD', '20260302T080000Z', '2026-03-02'],
    ['YYYYMMDD', '20260302080000.0Z', '2026-03-02'],
    ['YYYYMMDD', '202603020800', '2026-03-02'],
    ['YYYYMMDD', '20261302', 'unreadable'],
    ['YYYYMMDD', midnight, 'unreadable'],
    ['YYYYMMDD', midnight * 1000, 'unreadable'],
    ['YYYYMMDD', '2026-03-02', 'unreadable'],
    ['DD-MMM-YYYY', '2 sept 2026', '2026-09-02'],
    ['DD-MMM-YYYY', '02-Mar-26', 'unreadable'],
    ['DD-MMM-YYYY', '02-Mär-2026', 'unreadable'],
    ['DD-MMM-YYYY', '31-Feb-2026', 'unreadable'],
    ['DD-MMM-YYYY', '02-Marzo-2026', 'unreadable'],
    ['DD-MMM-YYYY', '02-03-2026', 'unreadable'],
    ['MMM DD, YYYY', 'Mar 01, 2023', '2023-03-01'],
    ['YYYY/MM/DD', '2026-03-02', 'unreadable'],
    ['YYYY/MM/DD', '2026/02/29', 'unreadable'],
    ['MM-DD-YYYY', '13-02-2026', 'unreadable'],
    ['DD.MM.YYYY', '2,3,2026', 'unreadable'],
    ['YYYY-MM-DD', 20260302, 'unreadable'],
    ['YYYY-MM-DD', `2026-03-02${' '.repeat(1000)}x`, 'unreadable'],
  ])('%s: %j is %s', (format, written, date) => {
    expect(readStartDate(written, format)).toBe(date);
  });

  test('may come in parts', () => {
    expect(readStartDate({ year: 2026, month: 3, day: 2 })).toBe('2026-03-02');
    expect(readStartDate({ Day: '02', Month: '03', Year: '2026' }, 'DD.MM.YYYY')).toBe('2026-03-02');
    expect(readStartDate({ year: 0, month: 0, day: 0 })).toBeUndefined();
    expect(readStartDate({ year: 2026, month: 2, day: 30 })).toBe('unreadable');
    expect(readStartDate({ year: 2026, month: 3, day: 0 })).toBe('unreadable');
    expect(readStartDate({ year: 2026, month: 3 })).toBe('unreadable');
    expect(readStartDate([{ toString: false }])).toBe('unreadable');
  });
});

describe('an instant', () => {
  test.each<[unknown, string, string]>([
    ['2026-02-28T23:00:00.000000Z', 'Africa/Lagos', '2026-03-01'],
    ['2026-02-28T23:00:00.000000Z', 'Europe/Berlin', '2026-03-01'],
    ['2026-02-28T23:00:00.000000Z', 'UTC', '2026-02-28'],
    ['2026-07-31T22:00:00Z', 'Europe/Berlin', '2026-08-01'],
    ['2026-03-02T11:00:00Z', 'Pacific/Pago_Pago', '2026-03-02'],
    ['2026-03-02T10:59:59Z', 'Pacific/Pago_Pago', '2026-03-01'],
    ['2026-03-01T10:00:00Z', 'Pacific/Kiritimati', '2026-03-02'],
    ['2026-03-02 00:00:00+01:00', 'Europe/Berlin', '2026-03-02'],
    ['2026-03-02 00:00:00 +0100', 'UTC', '2026-03-01'],
    ['2026-03-01 23:00:00 UTC', 'Europe/Berlin', '2026-03-02'],
    ['2026-03-02T00:00:00+01', 'Europe/Berlin', '2026-03-02'],
    ['2026-03-02T00:00:00+01:00[Europe/Berlin]', 'Europe/Berlin', '2026-03-02'],
    [midnight, 'UTC', '2026-03-02'],
    [midnight - 3600, 'Africa/Lagos', '2026-03-02'],
    [midnight * 1000 - 3_600_000, 'Africa/Lagos', '2026-03-02'],
    [String(midnight), 'Europe/Berlin', '2026-03-02'],
    [`${midnight}.5`, 'Europe/Berlin', '2026-03-02'],
    [`${midnight}000`, 'Europe/Berlin', '2026-03-02'],
    [`/Date(${midnight}000)/`, 'Europe/Berlin', '2026-03-02'],
    [`/Date(${midnight}000+0000)/`, 'Europe/Berlin', '2026-03-02'],
    [`/Date(${midnight - 3600}000+0100)/`, 'Europe/Berlin', '2026-03-02'],
    [`\\/Date(${midnight}000)\\/`, 'UTC', '2026-03-02'],
    [894153600, 'UTC', '1998-05-03'],
    ['894153600000', 'UTC', '1998-05-03'],
    ['2026-03-02', 'Pacific/Pago_Pago', '2026-03-02'],
  ])('%j in %s is %s', (written, timeZone, date) => {
    expect(readStartDate(written, 'instant', timeZone)).toBe(date);
  });

  test('may be the day in UTC, wherever the hire is', () => {
    for (const written of [midnight, `/Date(${midnight}000)/`, '2026-03-02T00:00:00Z'])
      expect(readStartDate(written, 'instant-utc', 'America/New_York')).toBe('2026-03-02');
    expect(readStartDate(midnight, 'instant', 'America/New_York')).toBe('2026-03-01');
  });

  test.each([
    '2026-03-02T00:00:00',
    '2026-03-02 00:00',
    '03/02/2026',
    'soon',
    20260302,
    '20260302',
    '202603020800',
    '20260302080000',
    46083,
    0,
    '/Date(0)/',
    '1970-01-01T00:00:00Z',
    '/Date(-62135596800000)/',
    253402300799000,
    253402300799,
    '253402214400',
    '253402300800.0',
    -2208988800,
    '2026-02-30T10:00:00Z',
    '2026-04-31T00:00:00+02:00',
    '2026-02-29 10:00:00 UTC',
    Number.NaN,
    Number.MAX_VALUE,
    true,
    [midnight],
  ])('%j is none, and told', (written) => {
    for (const timeZone of ['UTC', 'America/New_York', 'Asia/Tokyo'])
      expect(readStartDate(written, 'instant', timeZone)).toBe('unreadable');
  });
});

describe('a date that stands for none', () => {
  test.each([
    '0001-01-01',
    '0001-01-01T00:00:00Z',
    '1753-01-01',
    '1899-12-30',
    '1900-01-01',
    '1900-01-01 00:00:00',
    '1901-01-01',
    '1970-01-01',
    '0000-01-01',
    '2079-06-06',
    '2099-12-31',
    '2999-12-31',
    '4712-12-31',
    '9999-12-31',
    '9999-12-31T23:59:59.999',
    '0202-03-02',
  ])('%s is told', (written) => {
    expect(readStartDate(written)).toBe('unreadable');
  });

  test.each<[StartDateFormat, string]>([
    ['MM/DD/YYYY', '01/01/0001'],
    ['DD.MM.YYYY', '01.01.1900'],
    ['DD/MM/YYYY', '31/12/9999'],
    ['YYYYMMDD', '99991231'],
    ['DD-MMM-YYYY', '01-JAN-0001'],
  ])('as %s: %s is told', (format, written) => {
    expect(readStartDate(written, format)).toBe('unreadable');
  });

  test.each(['0000-00-00', '0000-00-00 00:00:00', '00/00/0000', '00.00.0000', '0000/00/00', '00000000'])(
    '%s is empty, whatever the format',
    (written) => {
      for (const format of startDateFormats) expect(readStartDate(written, format)).toBeUndefined();
    },
  );

  test.each(['1998-05-03', '1970-01-02', '1969-12-31', '1960-01-01', '2027-01-01'])(
    '%s is not',
    (written) => {
      expect(readStartDate(written)).toBe(written);
    },
  );
});

test('whatever stands there is read as a day that exists, as unreadable, or as none', () => {
  const pieces = fc.constantFrom(
    ...'0123456789-/.T: ZMar+()'.split(''),
    '2026',
    '03',
    '/Date(',
    'Mar',
    '00:00',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces).map((all) => all.join('')),
  );
  const values = fc.oneof(texts, fc.double(), fc.integer(), fc.jsonValue());
  fc.assert(
    fc.property(values, fc.constantFrom(...startDateFormats), (written, format) => {
      const date = readStartDate(written, format, 'America/New_York');
      if (date === undefined || date === 'unreadable') return;
      expect(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10)).toBe(date);
    }),
    { numRuns: 1000 },
  );
});

test('each day is read in each format in which it is written', () => {
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const days = fc.date({ min: new Date('1971-01-01'), max: new Date('2069-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(days, fc.constantFrom(...startDateFormats), (moment, format) => {
      const day = moment.toISOString().slice(0, 10);
      const [year = '', month = '', date = ''] = day.split('-');
      const written = format
        .replace('YYYY', year)
        .replace('MMM', names[Number(month) - 1] ?? '')
        .replace('MM', month)
        .replace('DD', date);
      expect(readStartDate(format.startsWith('instant') ? moment.toISOString() : written, format)).toBe(day);
    }),
    { numRuns: 1000 },
  );
});
