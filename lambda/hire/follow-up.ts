import type { Decision } from './decision.ts';
import { type HireRow, isLeased, linkLivesMs, toFinalRow } from './hire-row.ts';
import type { Look } from './look.ts';
import { outcomeOf } from './outcomes.ts';
import type { AttemptEnd, RetrySettings, Settlement, SettleSettings } from './settlement.ts';
import { earliestAsk, isTriedLongEnough, secondsToWait, waitForLease } from './waits.ts';

/**
 * The follow-up: if the link has expired and the person has still not activated the account, the invite is sent again.
 * The row stays `invited` all the time, and is final for every other message. A follow-up that cannot be done is given
 * up, not parked: the person was invited.
 */

/** The row of a hire that has just been invited, and when the invite may have to be sent again. */
export function withFollowUp(
  { limitedMs, ...row }: HireRow,
  now: number,
  { followUps }: SettleSettings,
): Settlement {
  const invited = toFinalRow({ ...row, invitedAt: now });
  if ((row.followUpsSent ?? 0) >= followUps) return { action: 'finish', row: invited };
  const followUpAt = now + linkLivesMs;
  // The follow-up has its own rungs, and its own hours of trying.
  return {
    action: 'finish',
    row: { ...invited, followUpAt, rung: 0, firstAttemptAt: followUpAt },
    followUpAt,
  };
}

/** What to do with a message that wakes a hire for its follow-up. */
export function decideFollowUp(
  row: HireRow | undefined,
  look: Look,
  now: number,
  retry: RetrySettings,
): Decision {
  if (row?.state !== 'invited' || row.followUpAt === undefined) return { action: 'finish' };
  if (isLeased(row, now)) return waitForLease(row, look);
  const dueAt = Math.max(row.followUpAt, earliestAsk(row, retry));
  return now < dueAt ? { action: 'put-off', until: dueAt } : { action: 'attempt' };
}

/** The only waits in a follow-up. Others are normal for a new hire; after an invite they mean that the user is gone. */
const worthWaitingFor: readonly AttemptEnd['code'][] = ['NOT_DUE_YET', 'DRY_RUN', 'USER_BEING_INVITED'];

/** The row after an attempt at a follow-up, and what to do with the message. */
export function settleFollowUp(
  row: HireRow,
  end: AttemptEnd,
  now: number,
  settings: SettleSettings,
): Settlement {
  const { lease, followUpAt, unresolvedSend, unclearSends: before, limitedMs, ...rest } = row;
  const settled: HireRow = { ...rest, code: end.code, updatedAt: now };
  const { consequence, costsNoAttempt = false } = outcomeOf(end.code);
  if (end.code === 'INVITED')
    return withFollowUp({ ...settled, followUpsSent: (row.followUpsSent ?? 0) + 1 }, now, settings);

  const isOver = consequence === 'done' || consequence === 'park';
  const isVain = consequence === 'wait' && !worthWaitingFor.includes(end.code);
  const isLate = !costsNoAttempt && end.code !== 'NOT_DUE_YET' && isTriedLongEnough(row, now, settings);
  const unclearSends = (before ?? 0) + (consequence === 'unknown' ? 1 : 0);
  const unresolved = unresolvedSend && { unresolvedSend, unclearSends };
  if (isOver || isVain || isLate) return { action: 'finish', row: toFinalRow({ ...settled, ...unresolved }) };

  const later =
    end.code === 'NOT_DUE_YET'
      ? (row.notBefore ?? now)
      : now + secondsToWait(row, end, unclearSends, settings) * 1000;
  const until = Math.max(later, earliestAsk(row, settings));
  const progress = costsNoAttempt
    ? { limitedMs: (limitedMs ?? 0) + until - now }
    : { rung: row.rung + 1, ...(limitedMs !== undefined && { limitedMs }) };
  const startsAnew = end.code === 'NOT_DUE_YET' && { rung: 0, firstAttemptAt: until };
  return {
    action: 'put-off',
    until,
    row: { ...settled, ...unresolved, ...progress, ...startsAnew, followUpAt: until },
  };
}
