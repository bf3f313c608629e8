import type { Configuration } from '../shared/configuration.ts';
import { type OutcomeCode, outcomeOf } from '../shared/failures.ts';
import { type HireRow, isFinal } from './hire-row.ts';

/**
 * What becomes of a message, as two pure functions: `decide` before an attempt, `settle` after it.
 *
 * The row is the truth about a hire; a message is only a wake-up: "look at this hire now". One rule keeps every hire
 * alive: a message is finished only when the row is final, or when a later wake-up has just been made sure of.
 */

/** What SQS says of a message. Times in milliseconds since 1970, by SQS's clock. */
export interface WakeUp {
  messageId: string;
  sentAt: number;
  firstReceivedAt: number;
  /** The hash of what it says of the person. */
  personHash: string;
}

export type Decision =
  /** The hire is done: the message is finished. */
  | { action: 'finish' }
  /** The hire is parked: the message goes the way to the dead-letter queue, and OneLogin is not called. */
  | { action: 'drain' }
  /** This very message is being worked on: it is kept invisible until then. */
  | { action: 'hold'; until: number }
  /** Not now: a wake-up for then, and the message is finished. */
  | { action: 'put-off'; until: number }
  /** Now. */
  | { action: 'attempt' };

type RetrySettings = Configuration['retry'];

export function decide(
  row: HireRow | undefined,
  wakeUp: WakeUp,
  now: number,
  retry: RetrySettings,
): Decision {
  if (row === undefined) return { action: 'attempt' };
  if (isFinal(row)) return { action: 'finish' };
  if (row.lease !== undefined && now < row.lease.until) {
    const own = row.lease.messageId === wakeUp.messageId;
    return { action: own ? 'hold' : 'put-off', until: row.lease.until };
  }
  if (row.state === 'parked' && isFromBeforeParking(row, wakeUp)) return { action: 'drain' };
  const dueAt = Math.max(row.waitUntil ?? 0, earliestAsk(row, retry));
  if (now < dueAt) return { action: 'put-off', until: dueAt };
  return { action: 'attempt' };
}

/**
 * A message that was sent before the hire was parked is no replay. It drains, unless it says something else of the
 * person than what was tried: it may be the correction. The message that was parked drains whatever the clocks say; a
 * replay gives it another id.
 */
function isFromBeforeParking({ parked, parkedRecords = [] }: HireRow, wakeUp: WakeUp): boolean {
  if (parked === undefined) return false;
  if (parked.messageId === wakeUp.messageId) return true;
  return wakeUp.sentAt <= parked.at && parkedRecords.includes(wakeUp.personHash);
}

/** OneLogin can finish a send minutes after we gave up on it, so it is not asked before. */
function earliestAsk({ unresolvedSend }: HireRow, { askAfterSeconds }: RetrySettings): number {
  return unresolvedSend === undefined ? 0 : unresolvedSend.startedAt + askAfterSeconds * 1000;
}

/**
 * The row while the hire is worked on: ours until the lease ends. After a parking it starts from the first rung, and
 * after a replay every record may be tried again; an unresolved send stays what it is.
 */
export function claim(
  row: HireRow | undefined,
  hire: Pick<HireRow, 'hire' | 'requestId'>,
  { lease, wakeUp, now }: { lease: Lease; wakeUp: WakeUp; now: number },
): HireRow {
  const { unresolvedSend, unclearSends, oneLoginUserId, parked, parkedRecords, version = 0 } = row ?? {};
  const replay = parked !== undefined && wakeUp.sentAt > parked.at;
  const progress = row === undefined || row.state === 'parked' ? { rung: 0, firstAttemptAt: now } : row;
  return {
    ...hire,
    state: 'sending',
    lease,
    version: version + 1,
    writer: lease.token,
    rung: progress.rung,
    firstAttemptAt: progress.firstAttemptAt,
    updatedAt: now,
    ...(row?.code && { code: row.code }),
    ...(unresolvedSend && { unresolvedSend }),
    ...(unclearSends && { unclearSends }),
    ...(oneLoginUserId && { oneLoginUserId }),
    ...(parkedRecords && !replay && { parkedRecords }),
  };
}

type Lease = NonNullable<HireRow['lease']>;

/** How an attempt ended. `resetSeconds`: not before so many seconds from now, as a server said. */
export interface AttemptEnd {
  code: OutcomeCode;
  resetSeconds?: number;
}

export type Settlement =
  | { action: 'finish' | 'park'; row: HireRow }
  /** `until`: the time of the wake-up, which is also the row's `waitUntil`. */
  | { action: 'put-off'; row: HireRow; until: number };

const keepFinalRowsDays = 400;

/**
 * The row after an attempt, and what to do with the message. The writer counts the version up.
 * @param row as it stands now, under our lease.
 */
export function settle(
  row: HireRow,
  { code, resetSeconds = 0 }: AttemptEnd,
  wakeUp: WakeUp,
  now: number,
  retry: RetrySettings,
): Settlement {
  const { lease, waitUntil, unresolvedSend, unclearSends: before, ...rest } = row;
  const settled = { ...rest, code, updatedAt: now };
  const { consequence } = outcomeOf(code);

  if (consequence === 'done') {
    const state = code === 'ALREADY_ACTIVE' ? 'already-active' : 'invited';
    const expiresAt = Math.ceil(now / 1000) + keepFinalRowsDays * 24 * 60 * 60;
    return { action: 'finish', row: { ...settled, state, expiresAt } };
  }

  const unclearSends = (before ?? 0) + (consequence === 'unknown' ? 1 : 0);
  const unresolved = unresolvedSend && { unresolvedSend, unclearSends };
  if (consequence === 'park' || now - row.firstAttemptAt >= retry.forHours * 60 * 60 * 1000) {
    const parkedNow = { at: wakeUp.firstReceivedAt, messageId: wakeUp.messageId };
    const parkedRecords = [...new Set([...(row.parkedRecords ?? []), wakeUp.personHash])];
    return {
      action: 'park',
      row: { ...settled, ...unresolved, state: 'parked', parked: parkedNow, parkedRecords },
    };
  }

  const rungSeconds = retry.afterSeconds[Math.min(row.rung, retry.afterSeconds.length - 1)] ?? 0;
  // Each unclear send may have been a mail, so the next comes twice as late as the one before.
  const waitSeconds =
    consequence === 'unknown' ? retry.askAfterSeconds * 2 ** (unclearSends - 1) : rungSeconds;
  const until = Math.max(now + Math.max(waitSeconds, resetSeconds) * 1000, earliestAsk(row, retry));
  const rung = code === 'RATE_LIMITED' ? row.rung : row.rung + 1;
  return {
    action: 'put-off',
    until,
    row: { ...settled, ...unresolved, state: 'waiting', waitUntil: until, rung },
  };
}
