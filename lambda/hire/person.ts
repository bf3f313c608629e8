import { readAddress, type UnreadableEmail } from './email.ts';
import { readStartDate, type StartDate, type StartDateFormat } from './start-date.ts';

export { readEmail } from './email.ts';
export { readStartDate, type StartDate, unreadableDate } from './start-date.ts';

/** What is known about a person to invite. */
export interface Person {
  workEmail?: string;
  personalEmail?: string | UnreadableEmail;
  startDate?: StartDate;
}

/**
 * What an HR system's fields say about a person. A work address that cannot be read is left out, and a person is told
 * that there is none. A personal one is kept as unreadable: otherwise the mail would quietly go to the work address.
 * @param options.timeZone where the hire's days begin.
 */
export function toPerson(
  fields: { workEmail?: unknown; personalEmail?: unknown; startDate?: unknown },
  { startDateFormat, timeZone }: { startDateFormat?: StartDateFormat; timeZone?: string } = {},
): Person {
  const workEmail = readAddress(fields.workEmail);
  const personalEmail = readAddress(fields.personalEmail);
  const startDate = readStartDate(fields.startDate, startDateFormat, timeZone);
  return {
    ...(typeof workEmail === 'string' && { workEmail }),
    ...(personalEmail !== undefined && { personalEmail }),
    ...(startDate !== undefined && { startDate }),
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
