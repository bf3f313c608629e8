import { awaitActivation, settleAwaited } from './awaited.ts';
import { type HireRow, isAwaited, toFinalRow, withOutcome } from './hire-row.ts';
import type { Look } from './look.ts';
import { outcomeOf } from './outcomes.ts';
import type { AttemptEnd, RetrySettings, Settlement, SettleSettings } from './settlement.ts';
import { earliestAsk, isTriedLongEnough, latestWait, tryLater } from './waits.ts';

/**
 * The row after an attempt, and what to do with the message. The writer increases the version.
 * @param row the row as it is now, under our lease.
 */
export function settle(
  row: HireRow,
  end: AttemptEnd,
  look: Look,
  now: number,
  settings: SettleSettings,
): Settlement {
  const { lease, unclearSends, ...settled } = withOutcome(row, end, now);
  const { consequence } = outcomeOf(end.code);
  if (consequence === 'await') return awaitActivation(settled, now, settings);
  if (consequence === 'done') return finish(settled, end.code, now);

  const unclear = (unclearSends ?? 0) + (consequence === 'unknown' ? 1 : 0);
  const tried = row.unresolvedSend === undefined ? settled : { ...settled, unclearSends: unclear };
  return isAwaited(row)
    ? settleAwaited(tried, end, now, settings)
    : settleBeforeMail(tried, end, look, now, settings);
}

function finish(
  { waitUntil, followUpAt, ...row }: HireRow,
  code: AttemptEnd['code'],
  now: number,
): Settlement {
  if (code === 'NOT_ELIGIBLE')
    return { action: 'finish', row: toFinalRow({ ...row, state: 'not-eligible' }) };
  const state = code === 'ALREADY_ACTIVE' ? 'already-active' : 'activated';
  const { notActivatedAt, ...rest } = row;
  return { action: 'finish', row: toFinalRow({ ...rest, state, endedAt: row.endedAt ?? now }) };
}

/** The mail has not gone out: the hire waits, or is parked. */
function settleBeforeMail(
  row: HireRow,
  end: AttemptEnd,
  look: Look,
  now: number,
  settings: SettleSettings,
): Settlement {
  const { consequence, costsNoAttempt = false } = outcomeOf(end.code);
  if (end.code === 'NOT_DUE_YET') return putOffToMoment(row, now, settings);
  if (consequence === 'park' || (!costsNoAttempt && isTriedLongEnough(row, now, settings))) {
    const { waitUntil, retryAskedAt, ...rest } = row;
    // Never earlier than before: a message sent in between would look like a replay, and the two could take turns.
    const at = Math.max(look.firstReceivedAt, row.parked?.at ?? 0);
    const parked = { at, messageId: look.messageId };
    const parkedRecords = [...new Set([...(row.parkedRecords ?? []), look.personHash])];
    return { action: 'park', row: { ...rest, state: 'parked', parked, parkedRecords } };
  }

  const { until, progress } = tryLater(row, end, now, settings);
  return { action: 'put-off', until, row: { ...row, ...progress, state: 'waiting', waitUntil: until } };
}

/** `retry.forHours` and the rungs count from the moment, not from when the record came. */
function putOffToMoment(
  { limitedMs, retryAskedAt, ...row }: HireRow,
  now: number,
  retry: RetrySettings,
): Settlement {
  const until = Math.max(latestWait(row.notBefore ?? now, now), earliestAsk(row, retry));
  return {
    action: 'put-off',
    until,
    row: { ...row, rung: 0, firstAttemptAt: until, state: 'waiting', waitUntil: until },
  };
}
