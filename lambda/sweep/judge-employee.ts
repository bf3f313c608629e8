import type { Configuration } from '../../config/configuration.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { dateIn, type MomentSettings, momentOf } from '../hire/moment.ts';
import { type StartDate, unreadableDate } from '../hire/person.ts';
import type { ListedEmployee } from '../hr-systems/api/api.ts';

/** The first and the last start date that is looked for. */
export interface Window {
  from: StartDate;
  to: StartDate;
}

/**
 * Counted on the calendar of `invite.timeZone`. Who is invited days before the start has to be found so many days
 * sooner.
 */
export function windowOf({ invite, sweep }: Pick<Configuration, 'invite' | 'sweep'>, nowMs: number): Window {
  const day = (days: number) => dateIn(invite.timeZone, nowMs, days);
  return { from: day(-sweep.daysBack), to: day(sweep.daysAhead + invite.daysBeforeStart) };
}

/** Whether the employee starts within the window. Dates of four-digit years compare as text. */
export function startsWithin(
  { from, to }: Window,
  employee: ListedEmployee,
): employee is ListedEmployee & { startDate: StartDate } {
  const { startDate } = employee;
  return startDate !== undefined && startDate !== unreadableDate && from <= startDate && startDate <= to;
}

/** Not within the same minute: a moment that was rounded is no other. */
const sameMs = 60 * 1000;

/**
 * What the invite queue should be told of an employee who starts within the window, if anything: `created` of one whom no
 * webhook announced, `updated` of one who waits for a later moment than the start date in the list has. A later start is
 * found when the moment comes: the employee is then read again.
 */
export function judgeEmployee(
  row: HireRow | undefined,
  startDate: StartDate,
  settings: MomentSettings,
): 'created' | 'updated' | undefined {
  if (row === undefined || row.state === 'unannounced') return 'created';
  const { state, code, notBefore } = row;
  if (notBefore === undefined) return undefined;
  const moment = momentOf(startDate, settings);
  // Somebody who was left out as started long ago has been hired anew.
  if (state === 'not-eligible') return moment > notBefore + sameMs ? 'updated' : undefined;
  const waitsForMoment = state === 'waiting' && code === 'NOT_DUE_YET';
  return waitsForMoment && moment < notBefore - sameMs ? 'updated' : undefined;
}
