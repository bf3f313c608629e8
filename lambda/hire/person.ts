import { readAddress, type UnreadableEmail } from './email.ts';
import { isPlaceholder } from './placeholder.ts';
import { readStartDate, type StartDate, type StartDateFormat } from './start-date.ts';
import { readTimeZone, type TimeZone, type ZoneSettings, zoneOf } from './time-zone.ts';

/** What is known about a person to invite. */
export interface Person {
  workEmail?: string;
  personalEmail?: string | UnreadableEmail;
  /** The `external_id` of the person's OneLogin user. */
  externalId?: string;
  startDate?: StartDate;
  timeZone?: TimeZone;
}

export interface Reading extends Partial<ZoneSettings> {
  startDateFormat?: StartDateFormat;
}

/**
 * What an HR system's fields say about a person. A work address that cannot be read is left out, and a person is told
 * that there is none. A personal one is kept as unreadable: otherwise the mail would quietly go to the work address.
 * @param options.timeZone where the hire's days begin if the fields do not say so.
 */
export function toPerson(
  fields: {
    workEmail?: unknown;
    personalEmail?: unknown;
    externalId?: unknown;
    startDate?: unknown;
    timeZone?: unknown;
  },
  { startDateFormat, timeZone: usualZone = 'UTC', timeZones }: Reading = {},
): Person {
  const workEmail = readAddress(fields.workEmail);
  const personalEmail = readAddress(fields.personalEmail);
  const externalId = readExternalId(fields.externalId);
  const timeZone = readTimeZone(fields.timeZone, timeZones);
  const startDate = readStartDate(
    fields.startDate,
    startDateFormat,
    zoneOf({ timeZone }, { timeZone: usualZone }),
  );
  return {
    ...(typeof workEmail === 'string' && { workEmail }),
    ...(personalEmail !== undefined && { personalEmail }),
    ...(externalId !== undefined && { externalId }),
    ...(startDate !== undefined && { startDate }),
    ...(timeZone !== undefined && { timeZone }),
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

/** An employee's id as text; undefined also for what only stands in its place: `N/A`, `0`, `-`, `TBD`, the nil UUID. */
export function readEmployeeId(value: unknown): string | undefined {
  const id = readId(value);
  return id === undefined || isPlaceholder(id) ? undefined : id;
}

/** In OneLogin's filter `*` stands for anything, and `!` in front for "all but". Nor can half characters be in a URL. */
const usableInFilter = /^(?!!)[^*\p{C}]{1,255}$/u;

/** An external id, exactly as it is written: `00021` is not `21`, and `ab1` not `AB1`. A placeholder is none. */
export function readExternalId(value: unknown): string | undefined {
  const id = readEmployeeId(value);
  return id !== undefined && usableInFilter.test(id) ? id : undefined;
}
