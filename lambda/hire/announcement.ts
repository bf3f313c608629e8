import type { HireEvent } from './hr-event.ts';

/** What the HR system said about a hire, and when. Events arrive in any order, and the latest counts. */
export interface Announcement {
  event: HireEvent;
  /** The HR system's own time if it gave one, otherwise when the webhook arrived. Milliseconds since 1970. */
  saidAt: number;
  /** Whether it gave one. A webhook that is sent again arrives later, but says nothing new. */
  isDated: boolean;
  /** A hash of what is said about the person. */
  personHash: string;
  /** A hash of the addresses alone. Absent in rows of earlier versions. */
  addressHash?: string | undefined;
}

/** Webhooks overtake each other, and are repeated, for at most this long. */
export const deliveryMs = 3 * 24 * 60 * 60 * 1000;

/**
 * Whether `a` was said after `b`. Without dates the arrival counts; but a change that arrives together with a creation
 * comes after it.
 */
export function isNewer(a: Announcement, b: Announcement): boolean {
  const isClear = a.event === b.event || (a.isDated && b.isDated && a.saidAt !== b.saidAt);
  const isApart = Math.abs(a.saidAt - b.saidAt) > deliveryMs;
  return isClear || isApart ? a.saidAt > b.saidAt : a.event === 'updated';
}

/** Whether `said` adds to what was known. An update always does: it may not say what has changed. */
export function isNews(said: Announcement, known: Announcement): boolean {
  return isNewer(said, known) && (said.event === 'updated' || said.personHash !== known.personHash);
}

/** Whether something different has been said since. */
export function isOvertaken(said: Announcement, known: Announcement): boolean {
  return isNewer(known, said) && said.personHash !== known.personHash;
}
