import type { Source } from '../../config/source.ts';
import { isDay, readInstant } from './instant.ts';

/** A calendar date such as `2026-03-02`, or a mark that what stands there is not a date. */
export type StartDate = string;
export const unreadableDate: StartDate = 'unreadable';

export type StartDateFormat = Source['startDateFormat'];
type DayFormat = Exclude<StartDateFormat, 'instant' | 'instant-utc'>;

/** No HR system's date is longer, with a time and the name of a zone behind it. */
const longestDate = 80;

/**
 * A start date as written: a time and a zone behind the day do not change it, so `2015-10-14T00:00:00Z` is 14 October
 * everywhere. Only as an `instant` it is the day that it is in the time zone. An empty value (also `0000-00-00`,
 * BambooHR's empty date) is undefined. What cannot be read for certain, such as `03/02/2026` from a source that writes
 * `YYYY-MM-DD`, is `unreadableDate`, and so is a date on which nobody starts.
 */
export function readStartDate(
  value: unknown,
  format: StartDateFormat = 'YYYY-MM-DD',
  timeZone = 'UTC',
): StartDate | undefined {
  if (value === undefined || value === null) return undefined;
  const parts = readParts(value);
  if (parts !== undefined) return parts === emptyDate ? undefined : toDate(parts);
  const isInstant = format === 'instant' || format === 'instant-utc';
  const mayBeNumber = isInstant || format === 'YYYYMMDD';
  if (typeof value !== 'string' && !(mayBeNumber && typeof value === 'number')) return unreadableDate;
  const written = String(value).trim();
  if (written.length > longestDate) return unreadableDate;
  const text = written.replace(/\p{Cf}/gu, '').trim();
  if (text === '' || emptyDates.test(text)) return undefined;
  if (!isInstant) return toDate(readDay(text, format));
  return readInstantDay(text, format === 'instant' ? timeZone : 'UTC');
}

/** Zeros in place of a date, in any order of day, month and year, perhaps with a time behind them. */
const emptyDates = /^(?:0{2,4}([-/.])00\1(?:0{4}|00)|0{8}(?:0{6})?)(?!\d)/;
const emptyDate = '0000-00-00';

/** `{"year": 2026, "month": 3, "day": 2}`, in any order and spelling. */
function readParts(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const parts = new Map(Object.entries(value).map(([name, part]) => [name.toLowerCase(), toDigits(part)]));
  const [year = '', month = '', day = ''] = ['year', 'month', 'day'].map((name) => parts.get(name));
  const isComplete = /^\d{1,4}$/.test(year) && /^\d\d?$/.test(month) && /^\d\d?$/.test(day);
  return isComplete ? join(year, month, day) : undefined;
}

function toDigits(part: unknown): string {
  return typeof part === 'string' || typeof part === 'number' ? `${part}`.trim() : '';
}

function join(year: string, month: string, day: string): string {
  return `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** A time, an offset and a zone may follow the day. */
const timeBehind = String.raw`(?:(?:T|,? +)\d{1,2}:\d\d[\d:.]*(?: ?[ap]\.?m\.?)?)?\s*(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?(?:\[[\w/+-]+\])?`;
/** ISO 8601's basic format, in which nothing need stand between day and time. */
const basicTimeBehind = String.raw`(?:[T ]?\d{4}(?:\d\d)?(?:\.\d+)?)?`;

const patterns = new Map<DayFormat, RegExp>();

/** The text's day; undefined if it is not written in this format. */
function readDay(text: string, format: DayFormat): string | undefined {
  const pattern = patterns.get(format) ?? toPattern(format);
  patterns.set(format, pattern);
  const { year = '', month = '', day = '' } = pattern.exec(text)?.groups ?? {};
  if (year === '') return undefined;
  if (/^\d/.test(month)) return join(year, month, day);
  const nth = monthNames.findIndex((name) => name.startsWith(month.toLowerCase()));
  return nth < 0 ? undefined : join(year, String(nth + 1), day);
}

/** A format's name is its pattern. Where the year is first, day and month have two digits. */
function toPattern(format: DayFormat): RegExp {
  const digits = format.startsWith('YYYY') ? String.raw`\d\d` : String.raw`\d{1,2}`;
  const hasName = format.includes('MMM');
  const parts: Record<string, string> = {
    YYYY: String.raw`(?<year>\d{4})`,
    MMM: '(?<month>[a-z]{3,9})',
    MM: `(?<month>${digits})`,
    DD: `(?<day>${digits})`,
  };
  const between = (separators: string) =>
    hasName ? String.raw`[-\s.,/]{1,3}` : separators.replace('.', String.raw`\.`);
  const day = format.replace(/YYYY|MMM|MM|DD|[^A-Z]+/g, (part) => parts[part] ?? between(part));
  return new RegExp(`^${day}${format === 'YYYYMMDD' ? basicTimeBehind : ''}${timeBehind}$`, 'i');
}

/**
 * A calendar date on which somebody may start. Databases and languages write dates in place of none: 0001-01-01,
 * 1753-01-01, 1899-12-30, 1900-01-01, 1970-01-01, 2099-12-31, 9999-12-31. Nobody is left out or waits for ever because
 * of them.
 */
function toDate(written: string | undefined): StartDate {
  if (written === undefined) return unreadableDate;
  return isDay(written) && earliest <= written && written < tooLate && written !== zeroDay
    ? written
    : unreadableDate;
}

const earliest = '1940-01-01';
const tooLate = '2070-01-01';
const zeroDay = '1970-01-01';
const dayMs = 24 * 60 * 60 * 1000;

/** The day of a moment. A day without a time is itself. */
function readInstantDay(text: string, timeZone: string): StartDate {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return toDate(text);
  const moment = readMoment(text);
  // Zero is in place of none, whichever day it is in the time zone.
  if (moment === undefined || Math.abs(moment) < dayMs) return unreadableDate;
  const isInRange = Date.parse(earliest) <= moment && moment < Date.parse(tooLate);
  return isInRange ? toDate(dayIn(timeZone, moment)) : unreadableDate;
}

/**
 * Milliseconds since 1970 of a moment: ISO 8601 with its offset, seconds or milliseconds since 1970, or `/Date(ms)/`
 * of .NET, SAP and others, whose offset does not change the moment.
 */
export function readMoment(text: string): number | undefined {
  const [, net] = /^\\?\/Date\((-?\d{1,15})(?:[+-]\d{1,4})?\)\\?\/$/.exec(text) ?? [];
  if (net !== undefined) return Number(net);
  const [, whole] = /^-?(\d{9,14})(?:\.\d{1,9})?$/.exec(text) ?? [];
  if (whole !== undefined) {
    // Digits may also be a date and a time: 202603020800.
    if (toDate(readDay(whole, 'YYYYMMDD')) !== unreadableDate) return undefined;
    if (endOfTime.test(text)) return undefined;
    return Number(text) * (whole.length <= 11 ? 1000 : 1);
  }
  const iso = text
    .replace(/\[[\w/+-]+\]$/, '')
    .replace(/^(\d{4}-\d\d-\d\d)[ t]+/, '$1T')
    .replace(/ *(?:UTC|GMT|Z)$/i, 'Z')
    .replace(/(T[\d:.]+) *([+-]\d\d)$/, '$1$2:00')
    .replace(/ +(?=[+-])/, '');
  return readInstant(iso);
}

/** 9999-12-31 in seconds, in any zone. Taken for milliseconds, it would be in 1978. */
const endOfTime = /^253402\d{6}(?!\d)/;

/** Not by Temporal: this is part of `receive`, which has to start fast. */
function dayIn(timeZone: string, moment: number): string {
  const form = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const parts = new Map(form.formatToParts(moment).map(({ type, value }) => [type, value]));
  return join(parts.get('year') ?? '', parts.get('month') ?? '', parts.get('day') ?? '');
}
