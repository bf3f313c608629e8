import { createHash } from 'node:crypto';
import type { Decision } from './decision.ts';
import type { HireRow, Lease } from './hire-row.ts';
import type { Look } from './look.ts';
import { outcomeOf } from './outcomes.ts';
import type { AttemptEnd, RetrySettings } from './settlement.ts';

/** How long a hire waits, and how long it is tried. */

/** The hire is being worked on. The message that is being worked on is held; any other message comes again. */
export function waitForLease({ lease }: { lease: Lease }, { messageId }: Look): Decision {
  return { action: lease.messageId === messageId ? 'hold' : 'put-off', until: lease.until };
}

/** OneLogin may finish a send minutes after we stopped waiting for it, so it is not asked earlier. */
export function earliestAsk({ unresolvedSend }: HireRow, { askAfterSeconds }: RetrySettings): number {
  return unresolvedSend === undefined ? 0 : unresolvedSend.startedAt + askAfterSeconds * 1000;
}

export function isTriedLongEnough(
  { firstAttemptAt, limitedMs = 0 }: HireRow,
  now: number,
  retry: RetrySettings,
): boolean {
  return now - firstAttemptAt - limitedMs >= retry.forHours * 60 * 60 * 1000;
}

/**
 * During a dry run or a pause, a hire that is due is looked at at least this often, so that the end of it is noticed. A dry
 * run ends by a deployment, a pause at once. Spread over the hires, the wait of a pause is still one that SQS's delay can
 * make.
 */
const stoppedSeconds = { DRY_RUN: 45 * 60, PAUSED: 12 * 60 };

/** A wake-up that is later than this is lost. */
export const overdueMs = 60 * 60 * 1000;

/** Whether a wake-up that should have come at a time is lost. */
export function isOverdue(at: number, now: number): boolean {
  return at + overdueMs <= now;
}

/** The longest wait for a moment: after it the HR system is read again, however far ahead the start date is. */
const longestWaitMs = 365 * 24 * 60 * 60 * 1000;

/** When to look again at a hire whose moment is still to come. */
export function latestWait(moment: number, now: number): number {
  return Math.min(Math.max(moment, now), now + longestWaitMs);
}

/**
 * When a hire is tried again, and what of its patience that uses up.
 * @param row the row with this outcome counted in.
 */
export function tryLater(
  row: HireRow,
  end: AttemptEnd,
  now: number,
  retry: RetrySettings,
): { until: number; progress: Partial<Pick<HireRow, 'rung' | 'limitedMs'>> } {
  const until = Math.max(now + secondsToWait(row, end, now, retry) * 1000, earliestAsk(row, retry));
  const { costsNoAttempt = false } = outcomeOf(end.code);
  const progress = costsNoAttempt
    ? { limitedMs: (row.limitedMs ?? 0) + until - now }
    : { rung: row.rung + 1 };
  return { until, progress };
}

function secondsToWait(
  row: HireRow,
  { code, resetSeconds = 0 }: AttemptEnd,
  now: number,
  { afterSeconds, askAfterSeconds }: RetrySettings,
): number {
  const { hire, rung, unclearSends = 0 } = row;
  const { consequence, costsNoAttempt = false } = outcomeOf(code);
  // Each unclear send may have been a mail, so each wait is twice as long as the one before, even if it was 0 seconds.
  if (consequence === 'unknown') {
    return unclearSends < 2 ? askAfterSeconds : Math.max(askAfterSeconds, 1) * 2 ** (unclearSends - 1);
  }
  if (code === 'HELD_BACK') return spread(resetSeconds, hire);
  if (code === 'DRY_RUN' || code === 'PAUSED')
    return spread(Math.min(stoppedSeconds[code], afterSeconds.at(-1) ?? 0), hire);
  const step = afterSeconds[Math.min(rung, afterSeconds.length - 1)] ?? 0;
  const seconds = Math.max(
    consequence === 'wait' ? Math.min(step, longestLook(row, now)) : step,
    resetSeconds,
  );
  if (code === 'RATE_LIMITED' && resetSeconds === 0) return spread(backOff(row, seconds), hire);
  return costsNoAttempt ? spread(seconds, hire) : seconds;
}

/**
 * How long at most between two looks, in seconds, while something normal is still to come. A look costs one call, and
 * on the first day a new colleague sits in front of a closed door.
 */
function longestLook({ firstAttemptAt }: HireRow, now: number): number {
  const isFirstDay = now - firstAttemptAt < 24 * 60 * 60 * 1000;
  return isFirstDay ? 15 * 60 : 60 * 60;
}

/** Limits are counted by the hour at most, so waiting longer brings nothing. */
const longestBackOffSeconds = 60 * 60;

/**
 * A limit that does not say when it ends is asked about ever more rarely: each wait is as long as all waits for limits
 * before it together. It uses up no step of `retry.afterSeconds`.
 */
function backOff({ limitedMs = 0 }: HireRow, leastSeconds: number): number {
  return Math.min(Math.max(leastSeconds, limitedMs / 1000, 1), longestBackOffSeconds);
}

/**
 * Makes a wait up to a quarter longer, by a different part for each hire. Otherwise all hires that wait for the same
 * reset would come at once, most of them in vain.
 */
function spread(seconds: number, hire: string): number {
  const part = createHash('sha256').update(`${hire} ${seconds}`).digest().readUInt32BE() / 2 ** 32;
  return Math.ceil(seconds * (1 + part / 4));
}
