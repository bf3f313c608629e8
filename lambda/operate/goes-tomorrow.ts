import { dateIn } from '../hire/moment.ts';
import { isWaiting } from '../hire/states.ts';
import type { HireInList } from './answer.ts';

/** Gives a function that says whether a hire waits for a moment that is on the next day. */
export function createGoesTomorrow(now: number, timeZone: string): (hire: HireInList) => boolean {
  const tomorrow = dateIn(timeZone, now, 1);
  return (hire) =>
    isWaiting(hire) &&
    hire.notBefore !== undefined &&
    dateIn(timeZone, Date.parse(hire.notBefore), 0) === tomorrow;
}
