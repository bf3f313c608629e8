import type { HireEvent } from './hr-event.ts';

/** What the HR system said of a hire, and when: events arrive in any order, and the latest counts. */
export interface Announcement {
  event: HireEvent;
  /** By the HR system's own date if it gave one, otherwise when the webhook arrived. Milliseconds since 1970. */
  saidAt: number;
  /** Whether it gave one: a webhook that is sent again arrives later, but says nothing new. */
  isDated: boolean;
  /** A hash of what is said of the person. */
  personHash: string;
}

/** Whether `a` was said after `b`. Without dates of their own, a change comes after the creation. */
export function isNewer(a: Announcement, b: Announcement): boolean {
  const comparable = a.event === b.event || (a.isDated && b.isDated && a.saidAt !== b.saidAt);
  return comparable ? a.saidAt > b.saidAt : a.event === 'updated';
}

/** Whether `said` changes what was known: a change need not say itself what has changed. */
export function isNews(said: Announcement, known: Announcement): boolean {
  return isNewer(said, known) && (said.event === 'updated' || said.personHash !== known.personHash);
}

/** Whether something else has been said since. */
export function isOvertaken(said: Announcement, known: Announcement): boolean {
  return isNewer(known, said) && said.personHash !== known.personHash;
}
