import type { Configuration } from '../../config/configuration.ts';
import { dateIn } from './moment.ts';
import type { StartDate } from './start-date.ts';

/** The first and the last day of some days. */
export interface Window {
  from: StartDate;
  to: StartDate;
}

export interface WindowSettings {
  invite: Pick<Configuration['invite'], 'timeZone' | 'daysBeforeStart'>;
  sweep: Pick<Configuration['sweep'], 'daysBack' | 'daysAhead'>;
}

/**
 * The start dates that the sweep looks for, counted on the calendar of `invite.timeZone`. People who are invited days
 * before the start have to be found that many days sooner.
 */
export function windowOf({ invite, sweep }: WindowSettings, nowMs: number): Window {
  return daysAround(nowMs, invite, sweep.daysBack, sweep.daysAhead + invite.daysBeforeStart);
}

function daysAround(
  nowMs: number,
  { timeZone }: WindowSettings['invite'],
  daysBack: number,
  daysAhead: number,
): Window {
  return { from: dateIn(timeZone, nowMs, -daysBack), to: dateIn(timeZone, nowMs, daysAhead) };
}

/**
 * The days that a list is asked for: the start dates that the sweep looks for, with a day more at either end, because the
 * HR system may count days in another time zone, or leave out the ends.
 * @param ownDays days back and ahead that the list has in their place.
 */
export function askedDays(
  { invite, sweep }: WindowSettings,
  ownDays: { daysBack?: number | undefined; daysAhead?: number | undefined },
  nowMs: number,
): Window {
  const { daysBack = sweep.daysBack + 1 } = ownDays;
  const { daysAhead = sweep.daysAhead + invite.daysBeforeStart + 1 } = ownDays;
  return daysAround(nowMs, invite, daysBack, daysAhead);
}
