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

/** During a dry run, a hire that is due is looked at at least this often, so that the end of the dry run is noticed. */
const dryRunSeconds = 60 * 60;

export function secondsToWait(
  row: HireRow,
  { code, resetSeconds = 0 }: AttemptEnd,
  unclearSends: number,
  { afterSeconds, askAfterSeconds }: RetrySettings,
): number {
  const { hire, rung } = row;
  // Each unclear send may have been a mail, so each wait is twice as long as the one before, even if it was 0 seconds.
  if (outcomeOf(code).consequence === 'unknown') {
    return unclearSends < 2 ? askAfterSeconds : Math.max(askAfterSeconds, 1) * 2 ** (unclearSends - 1);
  }
  if (code === 'HELD_BACK') return spread(resetSeconds, hire);
  if (code === 'DRY_RUN') return spread(Math.min(dryRunSeconds, afterSeconds.at(-1) ?? 0), hire);
  const seconds = Math.max(afterSeconds[Math.min(rung, afterSeconds.length - 1)] ?? 0, resetSeconds);
  if (code === 'RATE_LIMITED' && resetSeconds === 0) return spread(backOff(row, seconds), hire);
  return outcomeOf(code).costsNoAttempt ? spread(seconds, hire) : seconds;
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
