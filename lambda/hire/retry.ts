import { type HireRow, isAwaited, isLeased } from './hire-row.ts';
import { isOverdue } from './waits.ts';

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
const soonMs = 15 * 60 * 1000;

/** A message that was parked needs so long for its vain receives on the way to the dead-letter queue. */
const drainsWithinMs = 2 * 60 * 1000;

/** The message that this hire has in the dead-letter queue, if it has one there that counts. */
export function deadLetterOf(row: HireRow): string | undefined {
  if (row.state !== 'parked') return row.lease?.messageId;
  return isDeadLetterOld(row) ? undefined : row.parked?.messageId;
}

/** While an operator had cancelled the hire, the HR system has said something else, which the message does not know. */
function isDeadLetterOld({ announced, parkedRecords }: HireRow): boolean {
  return announced?.isWhole === true && parkedRecords?.includes(announced.personHash) === false;
}

/** Whether that message may still be on its way there. */
export function isDraining(row: HireRow, now: number): boolean {
  return deadLetterOf(row) !== undefined && now < row.updatedAt + drainsWithinMs;
}

/** @returns undefined if the hire can be tried again. */
export function whyNoRetry(row: HireRow, now: number): NoRetry | undefined {
  const { state, invitedAt, waitUntil = now, notBefore = 0 } = row;
  if (isLeased(row, now)) return { reason: 'BEING_TRIED', until: row.lease.until };
  switch (state) {
    case 'parked':
    case 'not-activated':
    case 'sending': // the function that worked on it has died
      return undefined;
    case 'invited':
      return invitedAt !== undefined && now < invitedAt + justMailedMs
        ? { reason: 'JUST_MAILED', until: invitedAt + justMailedMs }
        : undefined;
    case 'waiting': {
      // One whose wake-up is lost is woken, to wait on.
      if (now < notBefore && !isOverdue(waitUntil, now)) return { reason: 'NOT_DUE_YET', until: notBefore };
      const until = comesByItselfAt(row, now);
      return until === undefined ? undefined : { reason: 'COMES_BY_ITSELF', until };
    }
    case 'unannounced':
      return { reason: 'UNANNOUNCED' };
    case 'activated':
    case 'already-active':
    case 'cancelled':
    case 'not-eligible':
      return { reason: 'NOTHING_TO_DO' };
  }
}

/**
 * When the hire is looked at by a message that is on the queue already; undefined if it has a longer wait, or none. A wish
 * makes it due too, but its message may not have been sent.
 */
export function comesByItselfAt(
  { waitUntil, followUpAt, retryAskedAt }: HireRow,
  now: number,
): number | undefined {
  const at = waitUntil ?? followUpAt;
  if (at === retryAskedAt) return undefined;
  return at !== undefined && !isOverdue(at, now) && at <= now + soonMs ? at : undefined;
}

/** For so long a message may need until the hire is looked at. */
const onItsWayMs = 2 * 60 * 1000;

/** Whether the hire is on its way because somebody has asked a moment ago. Once it has been looked at, it is not. */
export function isRetryPending({ retryAskedAt, updatedAt }: HireRow, now: number): boolean {
  return retryAskedAt !== undefined && updatedAt <= retryAskedAt && now < retryAskedAt + onItsWayMs;
}

/**
 * The wake-up whose schedule has the hire's record. Rows of earlier versions do not note it, but say what it was made of.
 */
export function wakeUpOf(row: HireRow): HireRow['wakeUp'] {
  const { wakeUp, waitUntil, followUpAt, announced } = row;
  const at = waitUntil ?? followUpAt;
  if (wakeUp !== undefined || at === undefined || announced === undefined) return wakeUp;
  return { purpose: isAwaited(row) ? 'follow-up' : 'invite', personHash: announced.personHash, at };
}

/**
 * The row once an operator has asked to try the hire again. What says since when the hire needs a hand stays as it is,
 * because nothing has been tried yet.
 * @param options.isDue whether its message comes now, and not at the time that the row says.
 */
export function askRetry(
  row: HireRow,
  { token, now, isDue }: { token: string; now: number; isDue: boolean },
): HireRow {
  const { expiresAt, ...kept } = row;
  const asked = { ...kept, version: row.version + 1, writer: token, retryAskedAt: now };
  if (!isDue) return asked;
  return {
    ...asked,
    ...(row.waitUntil !== undefined && { waitUntil: Math.min(row.waitUntil, now) }),
    ...(isAwaited(row) && { followUpAt: now }),
  };
}
