import { isRemoved, startsMuchLater } from '../hire/engagement.ts';
import { type HireRow, isAwaited, isOver } from '../hire/hire-row.ts';
import { type MomentSettings, momentOf } from '../hire/moment.ts';
import { type StartDate, unreadableDate } from '../hire/start-date.ts';
import type { Window } from '../hire/start-window.ts';
import { zoneOf } from '../hire/time-zone.ts';
import type { ListedEmployee } from '../hr-systems/api/api.ts';
import { hasIdAlone } from './own-record.ts';

/** Whether the employee starts within the window. Dates with four-digit years compare as text. */
export function startsWithin(
  { from, to }: Window,
  { startDate }: Pick<ListedEmployee, 'employeeId' | 'startDate'>,
): boolean {
  return startDate !== undefined && startDate !== unreadableDate && from <= startDate && startDate <= to;
}

/** Whether a webhook or the sweep has announced the employee. A change alone does not. */
export function isAnnounced(row: HireRow | undefined): row is HireRow {
  return row !== undefined && row.state !== 'unannounced';
}

/** Moments within the same minute count as the same: one of them may be rounded. */
export const sameMs = 60 * 1000;

/**
 * What the list says about an employee who starts within the window, if anything that is not known: `new` if no webhook
 * announced the employee, `moved` if the hire waits for a later moment than the list's start date gives, `again` if the
 * start is about a new engagement. Dates are compared, so that a hire in another time zone is not found again and again. The
 * moment of the same date is another one if the settings have changed; in rows of earlier versions there is only the
 * moment. A later start date is noticed when the moment comes, because the employee is then read again. Of an earlier one,
 * where the list is not enough to go by, whoever asks about the hire itself finds out.
 */
export function judgeEmployee(
  row: HireRow | undefined,
  startDate: StartDate,
  settings: MomentSettings,
): 'new' | 'moved' | 'again' | undefined {
  if (!isAnnounced(row)) return 'new';
  const { state, code, notBefore, startDate: known = startDate } = row;
  if (notBefore === undefined) return undefined;
  const moment = momentOf(startDate, { ...settings, timeZone: zoneOf(row, settings) });
  if (isOver(row) || isAwaited(row))
    return !isRemoved(row) && startsMuchLater(row, { startDate, notBefore: moment }) ? 'again' : undefined;
  // The person was left out because of a start long ago, and has been hired again.
  if (state === 'not-eligible')
    return known < startDate || (known === startDate && moment > notBefore + sameMs) ? 'moved' : undefined;
  const waitsForMoment = state === 'waiting' && code === 'NOT_DUE_YET' && hasIdAlone(row);
  const isEarlier = startDate < known || (startDate === known && moment < notBefore - sameMs);
  return waitsForMoment && isEarlier ? 'moved' : undefined;
}
