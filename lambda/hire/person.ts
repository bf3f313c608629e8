import type { Source } from '../../config/source.ts';

/** What is known about a person to invite. */
export interface Person {
  workEmail?: string;
  personalEmail?: string;
  startDate?: StartDate;
}

/** A calendar date such as `2026-03-02`, or a mark that the text there is not a date. */
export type StartDate = string;
export const unreadableDate: StartDate = 'unreadable';

const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?';
const addressPattern = new RegExp(`^[^\\s\\p{C}@*,;:<>()[\\]\\\\"]{1,64}@(?:${label}\\.)+${label}$`, 'u');

/**
 * An e-mail address as written, without surrounding white space; undefined for anything else (`n/a`, `-`). Upper and
 * lower case are kept, because OneLogin compares them. `*` is refused, because it is a wildcard in OneLogin's filter.
 * Control characters are refused too, and so are half characters, which cannot be written into a URL.
 */
export function readEmail(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const address = value.trim();
  return address.length <= 254 && addressPattern.test(address) ? address : undefined;
}

/** How a start date may be written. In the first format, a time or offset after the date does not change the day. */
const datePatterns = {
  'YYYY-MM-DD':
    /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ]\d\d:\d\d[\d:.]*)?\s*(?:Z|[+-]\d\d(?::?\d\d)?)?$/i,
  'MM/DD/YYYY': /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  'DD.MM.YYYY': /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
} as const satisfies Record<Source['startDateFormat'], RegExp>;

/**
 * A start date as written, without time and zone: `2015-10-14T00:00:00Z` is 14 October everywhere. An empty value (also
 * `0000-00-00`, BambooHR's empty date) is undefined. A text that cannot be read for certain, such as `03/02/2026` from
 * a source that writes `YYYY-MM-DD`, is `unreadableDate`.
 */
export function readStartDate(
  value: unknown,
  format: Source['startDateFormat'] = 'YYYY-MM-DD',
): StartDate | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return unreadableDate;
  const text = value.trim();
  if (text === '' || text.startsWith('0000-00-00')) return undefined;
  const { year = '', month = '', day = '' } = datePatterns[format].exec(text)?.groups ?? {};
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${written}T00:00:00Z`);
  return isValid(date) && date.toISOString().startsWith(written) ? written : unreadableDate;
}

/** A moment in ISO 8601 with its offset, which may be `+0000`, in milliseconds since 1970. */
export function readInstant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:Z|([+-]\d\d):?(\d\d))$/;
  const [, time, hours = '+00', minutes = '00'] = pattern.exec(value.trim()) ?? [];
  const date = new Date(`${time}${hours}:${minutes}`);
  return time !== undefined && isValid(date) ? date.getTime() : undefined;
}

function isValid(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}

/** What an HR system's fields say about a person. A text that is not an address is left out. */
export function toPerson(
  fields: { workEmail?: unknown; personalEmail?: unknown; startDate?: unknown },
  startDateFormat?: Source['startDateFormat'],
): Person {
  const workEmail = readEmail(fields.workEmail);
  const personalEmail = readEmail(fields.personalEmail);
  const startDate = readStartDate(fields.startDate, startDateFormat);
  return {
    ...(workEmail && { workEmail }),
    ...(personalEmail && { personalEmail }),
    ...(startDate && { startDate }),
  };
}

/**
 * An id as text. Numbers above 2^53 lose digits in JSON.parse, so two employees could become one. They do not
 * count as ids.
 */
export function readId(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/**
 * What stands in an id's place when there is none. Two people with such an id would be taken for one, and only the
 * first would be invited.
 */
const placeholderIds =
  /^(?:n[/.]?a\.?|not[ _-]?(?:available|applicable|assigned|known|set|yet)|no(?:ne|[ _-]?id)?|null|nil|undefined|unknown|pending|t\.?b\.?[acd]\.?|-1|[-–—_.*?#0\s]+|0{8}-0{4}-0{4}-0{4}-0{12})$/i;

/** An employee's id as text; undefined also for what only stands in its place: `N/A`, `0`, `-`, `TBD`, the nil UUID. */
export function readEmployeeId(value: unknown): string | undefined {
  const id = readId(value);
  return id === undefined || placeholderIds.test(id) ? undefined : id;
}
