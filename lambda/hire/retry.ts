import { type HireRow, isAwaited, isLeased } from './hire-row.ts';

/**
 * What happens when an operator asks to try a hire again. The row notes that and becomes due; the wake-up itself is a
 * message with the hire's record, as ever.
 */

/** Why a hire is not tried again. `until`: when it is tried anyway, or may be asked for again. Milliseconds since 1970. */
export type NoRetry =
  | { reason: 'NOTHING_TO_DO' | 'UNANNOUNCED' }
  | { reason: 'NOT_DUE_YET' | 'BEING_TRIED' | 'COMES_BY_ITSELF' | 'JUST_MAILED'; until: number };

/** Two operators, or one who presses twice, must not have the person mailed twice. */
const justMailedMs = 15 * 60 * 1000;

/** Up to here a wake-up is a delayed message in SQS, which nobody can find. */
const comesByItselfMs = 15 * 60 * 1000;

/** @returns undefined if the hire can be tried again. */
export function whyNoRetry(row: HireRow, now: number): NoRetry | undefined {
  const { state, invitedAt, waitUntil, lease, notBefore = 0 } = row;
  if (isLeased(row, now)) return { reason: 'BEING_TRIED', until: row.lease.until };
  switch (state) {
    case 'parked':
    case 'not-activated':
      return undefined;
    case 'sending': // The function that worked on it has died, and its message comes again.
      return comesSoon((lease?.until ?? 0) + comesByItselfMs, now);
    case 'invited':
      return invitedAt !== undefined && now < invitedAt + justMailedMs
        ? { reason: 'JUST_MAILED', until: invitedAt + justMailedMs }
        : undefined;
    case 'waiting':
      if (now < notBefore) return { reason: 'NOT_DUE_YET', until: notBefore };
      return comesSoon(waitUntil ?? 0, now);
    case 'unannounced':
      return { reason: 'UNANNOUNCED' };
    case 'activated':
    case 'already-active':
    case 'cancelled':
    case 'not-eligible':
      return { reason: 'NOTHING_TO_DO' };
  }
}

function comesSoon(until: number, now: number): NoRetry | undefined {
  return now < until && until <= now + comesByItselfMs ? { reason: 'COMES_BY_ITSELF', until } : undefined;
}

/** Whether the hire is on its way because somebody has asked already. */
export function isRetryPending(
  { retryAskedAt, waitUntil = 0, followUpAt = 0 }: HireRow,
  now: number,
): boolean {
  return retryAskedAt !== undefined && Math.max(waitUntil, followUpAt) <= now;
}

/**
 * The row once an operator has asked to try the hire again: it is due now. What says since when the hire needs a hand
 * stays as it is, because nothing has been tried yet.
 */
export function askRetry(row: HireRow, { token, now }: { token: string; now: number }): HireRow {
  const { expiresAt, ...kept } = row;
  return {
    ...kept,
    version: row.version + 1,
    writer: token,
    retryAskedAt: now,
    ...(row.waitUntil !== undefined && { waitUntil: Math.min(row.waitUntil, now) }),
    ...(isAwaited(row) && { followUpAt: now }),
  };
}
