import { settleFollowUp, withFollowUp } from './follow-up.ts';
import { type HireRow, toFinalRow } from './hire-row.ts';
import type { Look } from './look.ts';
import { outcomeOf } from './outcomes.ts';
import type { AttemptEnd, RetrySettings, Settlement, SettleSettings } from './settlement.ts';
import { earliestAsk, isTriedLongEnough, secondsToWait } from './waits.ts';

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
  if (row.state === 'invited') return settleFollowUp(row, end, now, settings);
  const { lease, waitUntil, unresolvedSend, unclearSends: before, ...rest } = row;
  const settled = { ...rest, code: end.code, updatedAt: now };
  const { consequence, costsNoAttempt = false } = outcomeOf(end.code);
  const unclearSends = (before ?? 0) + (consequence === 'unknown' ? 1 : 0);
  const unresolved = unresolvedSend && { unresolvedSend, unclearSends };

  if (end.code === 'INVITED') return withFollowUp({ ...settled, state: 'invited' }, now, settings);
  if (end.code === 'NOT_ELIGIBLE')
    return { action: 'finish', row: toFinalRow({ ...settled, ...unresolved, state: 'not-eligible' }) };
  if (consequence === 'done') {
    const state = end.code === 'ALREADY_ACTIVE' ? 'already-active' : 'invited';
    return { action: 'finish', row: toFinalRow({ ...settled, state }) };
  }

  if (end.code === 'NOT_DUE_YET') return putOffToMoment({ ...settled, ...unresolved }, now, settings);

  if (consequence === 'park' || (!costsNoAttempt && isTriedLongEnough(row, now, settings))) {
    // Never earlier than before: a message sent in between would look like a replay, and the two could take turns.
    const at = Math.max(look.firstReceivedAt, row.parked?.at ?? 0);
    const parked = { at, messageId: look.messageId };
    const parkedRecords = [...new Set([...(row.parkedRecords ?? []), look.personHash])];
    return { action: 'park', row: { ...settled, ...unresolved, state: 'parked', parked, parkedRecords } };
  }

  const until = Math.max(
    now + secondsToWait(row, end, unclearSends, settings) * 1000,
    earliestAsk(row, settings),
  );
  const progress = costsNoAttempt
    ? { rung: row.rung, limitedMs: (row.limitedMs ?? 0) + until - now }
    : { rung: row.rung + 1 };
  return {
    action: 'put-off',
    until,
    row: { ...settled, ...unresolved, ...progress, state: 'waiting', waitUntil: until },
  };
}

/** The longest wait: after it the HR system is read again, however far ahead the start date is. */
const longestWaitMs = 365 * 24 * 60 * 60 * 1000;

/** `retry.forHours` and the rungs count from the moment, not from when the record came. */
function putOffToMoment({ limitedMs, ...row }: HireRow, now: number, retry: RetrySettings): Settlement {
  const moment = Math.min(row.notBefore ?? now, now + longestWaitMs);
  const until = Math.max(moment, earliestAsk(row, retry));
  return {
    action: 'put-off',
    until,
    row: { ...row, rung: 0, firstAttemptAt: until, state: 'waiting', waitUntil: until },
  };
}
