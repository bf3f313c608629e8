/**
 * The tables were brought back to an earlier time. What has happened since then they have forgotten, also who was mailed.
 * Times are in milliseconds since 1970.
 */
export interface Restore {
  /** The tables are as they were at this time. */
  to: number;
  /** When an operator said so. What was mailed up to then, the tables may have forgotten. */
  notedAt: number;
}

/** What was mailed so long ago does not speak against a mail: the person may have been hired again. */
const countsForMs = 30 * 24 * 60 * 60 * 1000;

/** OneLogin's clock may differ so much from ours. */
const clocksMs = 5 * 60 * 1000;

/** Until when a restore counts. */
export function countsUntil({ notedAt }: Restore): number {
  return notedAt + countsForMs;
}

/**
 * The restore that counts once another one is noted: of two, the earlier time, because what the first one made the
 * tables forget, they have not learnt since.
 */
export function withRestore(before: Restore | undefined, to: number, now: number): Restore {
  const standing = before !== undefined && now < countsUntil(before) ? before.to : to;
  return { to: Math.min(standing, to), notedAt: now };
}

/**
 * The time in which a person may have been mailed without the tables knowing it.
 * @param lastMailedAt the last mail that the tables know of.
 * @returns undefined if there is no such time.
 */
export function forgottenTime(
  restore: Restore | undefined,
  lastMailedAt: number | undefined,
  now: number,
): { since: number; until: number } | undefined {
  if (restore === undefined || now >= countsUntil(restore)) return undefined;
  const since = Math.max(restore.to - clocksMs, (lastMailedAt ?? 0) + clocksMs);
  return since < restore.notedAt ? { since, until: restore.notedAt } : undefined;
}

/**
 * When the person was mailed in that time, by what OneLogin says of its user; undefined if it does not say so.
 * @param invitationSentAt OneLogin's `invitation_sent_at`.
 */
export function mailedWithin(
  { since, until }: { since: number; until: number },
  invitationSentAt: string | null,
): number | undefined {
  const sentAt = Date.parse(invitationSentAt ?? '');
  return since <= sentAt && sentAt <= until ? sentAt : undefined;
}
