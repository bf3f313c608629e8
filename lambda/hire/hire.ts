import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Source } from '../../config/source.ts';

/** One employee's part of a webhook, as the HR system wrote it. */
export type EmployeeRecord = Record<string, unknown>;

/** `v.object` takes lists for objects. */
export function isJsonObject(input: unknown): input is EmployeeRecord {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

export const JsonObject = v.custom<EmployeeRecord>(isJsonObject);

/** A request's id as API Gateway makes it. It goes into logs and the hires table: other text there says `unknown`. */
export const RequestId = v.fallback(v.pipe(v.string(), v.regex(/^[\w=+/.-]{1,128}$/)), 'unknown');

export const hireEvents = ['created', 'updated', 'removed'] as const;
/** What has become of an employee's record. */
export type HireEvent = (typeof hireEvents)[number];

/** How the names that HR systems have for events are compared. */
export function normalizeEventType(text: string): string {
  return text.trim().toLowerCase();
}

/** Beyond this a record does not go through the queue: a schedule's input is at most 256 KB. */
export const maxRecordBytes = 200 * 1024;

/** What `receive` puts on the invite queue: one message, one hire. */
export const InviteMessage = v.object({
  v: v.literal(1),
  /** `follow-up`: send the invite again if the person is not active by now. */
  purpose: v.picklist(['invite', 'follow-up']),
  event: v.picklist(hireEvents),
  source: v.pipe(v.string(), v.nonEmpty()),
  tenant: v.optional(v.string()),
  record: JsonObject,
  receivedAt: v.pipe(v.string(), v.isoTimestamp()),
  requestId: RequestId,
});
export type InviteMessage = v.InferOutput<typeof InviteMessage>;

/**
 * What stands in a message in place of a record that is too large for the way through the queue: just this, so that no
 * record of a sender's own is taken for it.
 */
export const OversizeStub = v.strictObject({
  oversizeRecord: v.strictObject({
    bytes: v.pipe(v.number(), v.minValue(maxRecordBytes + 1)),
    employeeId: v.optional(v.string()),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  }),
});
export type OversizeStub = v.InferOutput<typeof OversizeStub>;

/** A person to invite, as far as known. */
export interface Person {
  workEmail?: string;
  personalEmail?: string;
  startDate?: StartDate;
}

/** A date of the calendar, `2026-03-02`, or that what stands in its place is none. */
export type StartDate = string;
export const unreadableDate: StartDate = 'unreadable';

/**
 * The row key of a hire: source, tenant and employee id; for a record without an id, the hash of the record. An id
 * that may be a name or an address is hashed: the table and the logs hold no personal data.
 */
export function hireKey(hire: {
  source: string;
  tenant?: string;
  employeeId?: string;
  recordHash: string;
}): string {
  const id = hire.employeeId === undefined ? `record-${hire.recordHash}` : plainOrHashed(hire.employeeId);
  const tenant = hire.tenant === undefined ? '' : plainOrHashed(hire.tenant);
  return `${hire.source}/${tenant}/${id}`;
}

/**
 * The employee whom a row key names; undefined if it holds only a hash, or is none.
 */
export function readHireKey(
  key: string,
): { source: string; tenant?: string; employeeId: string } | undefined {
  const [source = '', tenant = '', employeeId = '', ...more] = key.split('/');
  const isHash = /^record-[0-9a-f]{32}$|^$|:/.test(employeeId) || tenant.includes(':');
  if (isHash || source === '' || more.length > 0) return undefined;
  return { source, employeeId, ...(tenant !== '' && { tenant }) };
}

function plainOrHashed(id: string): string {
  return /^(?=.*\d)[A-Za-z0-9_-]{1,64}$/.test(id) ? id : `sha256:${sha256(id)}`;
}

/** A hash that is the same for the same record, in 32 hexadecimal digits. */
export function hashRecord(record: EmployeeRecord): string {
  return sha256(JSON.stringify(record));
}

/** A hash that tells apart what is said of one person: short, so that many addresses have the same. */
export function hashPerson(person: Person): string {
  return sha256(JSON.stringify(person)).slice(0, 8);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** JSON in ASCII only, as the queue's messages are written. */
export function toAsciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?';
const addressPattern = new RegExp(`^[^\\s\\p{C}@*,;:<>()[\\]\\\\"]{1,64}@(?:${label}\\.)+${label}$`, 'u');

/**
 * An e-mail address as written, without surrounding white space; undefined for anything that is none (`n/a`, `-`).
 * Its case is kept: OneLogin compares it. `*` is refused: it is a wildcard in OneLogin's filter. So are control
 * characters and half characters: the latter cannot be written into a URL.
 */
export function readEmail(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const address = value.trim();
  return address.length <= 254 && addressPattern.test(address) ? address : undefined;
}

/** How a start date may be written. Of the first, a time or an offset that follows says nothing about the day. */
const datePatterns = {
  'YYYY-MM-DD':
    /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ]\d\d:\d\d[\d:.]*)?\s*(?:Z|[+-]\d\d(?::?\d\d)?)?$/i,
  'MM/DD/YYYY': /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})$/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})$/,
  'DD.MM.YYYY': /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
} as const satisfies Record<Source['startDateFormat'], RegExp>;

/**
 * A start date as written, without time and zone: `2015-10-14T00:00:00Z` is 14 October everywhere. Nothing (also
 * `0000-00-00`, BambooHR's empty date) is undefined; what cannot be read for certain, such as `03/02/2026` of a source
 * that writes `YYYY-MM-DD`, is `unreadableDate`.
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

/** What an HR system's fields say of a person; what is none of an address is left out. */
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
 * An employee id as text. Numbers above 2^53 have lost digits in JSON.parse, so that two employees could become one:
 * they count as no id.
 */
export function readId(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  return Number.isSafeInteger(value) ? String(value) : undefined;
}
