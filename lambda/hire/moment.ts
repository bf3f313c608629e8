import { Temporal } from 'temporal-polyfill';
import type { Configuration } from '../../config/configuration.ts';
import type { StartDate } from './start-date.ts';

export type MomentSettings = Pick<
  Configuration['invite'],
  'daysBeforeStart' | 'at' | 'timeZone' | 'weekends'
>;

/**
 * The moment from which a hire may be invited, in milliseconds since 1970.
 *
 * The days are counted on the calendar, and the time is then placed in the time zone, so that 08:00 is 08:00 before and
 * after a change of clocks. If the change skips the time, it moves later by as much (02:30 becomes 03:30). If the time
 * comes twice, the first counts. Temporal calls this `compatible`, and iCalendar prescribes it (RFC 5545, section
 * 3.3.5).
 * @param startDate an existing date.
 */
export function momentOf(startDate: StartDate, settings: MomentSettings): number {
  const day = Temporal.PlainDate.from(startDate).subtract({ days: settings.daysBeforeStart });
  const { timeZone, at: plainTime } = settings;
  return offWeekend(day, settings.weekends).toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}

/** The link expires this much later than `invite.at`, because the mail itself took a while. */
const lateMs = 60 * 60 * 1000;

/**
 * The first moment from which an invite may be sent again, in milliseconds since 1970: at `invite.at`, not before
 * `earliest`, and not on a weekend unless the settings allow it.
 */
export function momentAfter(
  earliest: number,
  { at: plainTime, timeZone, weekends }: Omit<MomentSettings, 'daysBeforeStart'>,
): number {
  const place = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
  const today = dayIn(timeZone, earliest);
  const day = earliest <= place(today) + lateMs ? today : today.add({ days: 1 });
  return Math.max(earliest, place(weekends === 'send' ? day : offWeekend(day, 'monday-after')));
}

const saturday = 6;
const monday = 8;
const friday = 5;

function offWeekend(day: Temporal.PlainDate, weekends: MomentSettings['weekends']): Temporal.PlainDate {
  if (!isFree(day, weekends)) return day;
  return day.add({ days: (weekends === 'friday-before' ? friday : monday) - day.dayOfWeek });
}

function isFree({ dayOfWeek }: Temporal.PlainDate, weekends: MomentSettings['weekends']): boolean {
  return weekends !== 'send' && dayOfWeek >= saturday;
}

/** Whether it is a weekend in the time zone, on which the settings let nobody be mailed. */
export function isOnWeekend(
  nowMs: number,
  { timeZone, weekends }: Pick<MomentSettings, 'timeZone' | 'weekends'>,
): boolean {
  return isFree(dayIn(timeZone, nowMs), weekends);
}

/** The date in the time zone this many days from now. */
export function dateIn(timeZone: string, nowMs: number, days: number): StartDate {
  return dayIn(timeZone, nowMs).add({ days }).toString();
}

function dayIn(timeZone: string, ms: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate();
}
