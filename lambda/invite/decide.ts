import { createHash } from 'node:crypto';
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
  if (isFromBeforeParking(row, wakeUp)) return { action: 'drain' };
  if (isLeased(row, now)) {
    const own = row.lease.messageId === wakeUp.messageId;
    return { action: own ? 'hold' : 'put-off', until: row.lease.until };
  }
  const dueAt = Math.max(row.waitUntil ?? 0, earliestAsk(row, retry));
  if (now < dueAt) return { action: 'put-off', until: dueAt };
  return { action: 'attempt' };
}

function isLeased(row: HireRow, now: number): row is HireRow & { lease: Lease } {
  return row.lease !== undefined && now < row.lease.until;
}

/**
 * A message that was sent before the hire was parked is no replay. It drains, also when a replay is under way: put off,
 * it would look like a replay itself, and the two could take turns for ever. It does not if it says something else of
 * the person than what was tried: it may be the correction. The message that was parked drains whatever the clocks say;
 * a replay gives it another id.
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

/** An invitation link lives 24 hours (OneLogin's knowledge base, KB0010550). */
const linkLivesMs = 24 * 60 * 60 * 1000;

/**
 * Whether a hire may invite a OneLogin user whom another hire has claimed. `invited`: the link that it sent is still
 * good. `busy`: it sends, or may have sent a link that is still good. `free`: it has sent nothing, or nothing that is
 * still of use.
 * @param holder the row of the other hire.
 */
export function judgeHolder(holder: HireRow | undefined, now: number): 'free' | 'invited' | 'busy' {
  if (holder === undefined) return 'free';
  if (holder.state === 'invited') return now < holder.updatedAt + linkLivesMs ? 'invited' : 'free';
  const { unresolvedSend } = holder;
  const mayHaveSent = unresolvedSend !== undefined && now < unresolvedSend.startedAt + linkLivesMs;
  return mayHaveSent || isLeased(holder, now) ? 'busy' : 'free';
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
  const isReplay = row?.state === 'parked' && parked !== undefined && wakeUp.sentAt > parked.at;
  const isNew = row === undefined || row.state === 'parked';
  const progress: Pick<HireRow, 'rung' | 'firstAttemptAt' | 'limitedMs'> = isNew
    ? { rung: 0, firstAttemptAt: now }
    : row;
  return {
    ...hire,
    state: 'sending',
    lease,
    version: version + 1,
    writer: lease.token,
    rung: progress.rung,
    firstAttemptAt: progress.firstAttemptAt,
    ...(progress.limitedMs !== undefined && { limitedMs: progress.limitedMs }),
    updatedAt: now,
    ...(row?.code && { code: row.code }),
    ...(unresolvedSend && { unresolvedSend }),
    ...(unclearSends && { unclearSends }),
    ...(oneLoginUserId && { oneLoginUserId }),
    ...(parked && { parked }),
    ...(parkedRecords && !isReplay && { parkedRecords }),
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
  end: AttemptEnd,
  wakeUp: WakeUp,
  now: number,
  retry: RetrySettings,
): Settlement {
  const { lease, waitUntil, unresolvedSend, unclearSends: before, ...rest } = row;
  const settled = { ...rest, code: end.code, updatedAt: now };
  const { consequence, costsNoAttempt = false } = outcomeOf(end.code);

  if (consequence === 'done') return { action: 'finish', row: toFinalRow(settled) };

  const unclearSends = (before ?? 0) + (consequence === 'unknown' ? 1 : 0);
  const unresolved = unresolvedSend && { unresolvedSend, unclearSends };
  if (consequence === 'park' || (!costsNoAttempt && isTriedLongEnough(row, now, retry))) {
    const parked = { at: wakeUp.firstReceivedAt, messageId: wakeUp.messageId };
    const parkedRecords = [...new Set([...(row.parkedRecords ?? []), wakeUp.personHash])];
    return { action: 'park', row: { ...settled, ...unresolved, state: 'parked', parked, parkedRecords } };
  }

  const until = Math.max(now + secondsToWait(row, end, unclearSends, retry) * 1000, earliestAsk(row, retry));
  const progress = costsNoAttempt
    ? { rung: row.rung, limitedMs: (row.limitedMs ?? 0) + until - now }
    : { rung: row.rung + 1 };
  return {
    action: 'put-off',
    until,
    row: { ...settled, ...unresolved, ...progress, state: 'waiting', waitUntil: until },
  };
}

function toFinalRow({ parked, parkedRecords, ...row }: HireRow): HireRow {
  const state = row.code === 'ALREADY_ACTIVE' ? 'already-active' : 'invited';
  const expiresAt = Math.ceil(row.updatedAt / 1000) + keepFinalRowsDays * 24 * 60 * 60;
  return { ...row, state, expiresAt };
}

function isTriedLongEnough({ firstAttemptAt, limitedMs = 0 }: HireRow, now: number, retry: RetrySettings) {
  return now - firstAttemptAt - limitedMs >= retry.forHours * 60 * 60 * 1000;
}

function secondsToWait(
  { hire, rung }: HireRow,
  { code, resetSeconds = 0 }: AttemptEnd,
  unclearSends: number,
  { afterSeconds, askAfterSeconds }: RetrySettings,
): number {
  // Each unclear send may have been a mail, so the next comes twice as late as the one before, also after 0 seconds.
  if (outcomeOf(code).consequence === 'unknown') {
    return unclearSends < 2 ? askAfterSeconds : Math.max(askAfterSeconds, 1) * 2 ** (unclearSends - 1);
  }
  if (code === 'HELD_BACK') return spread(resetSeconds, hire);
  const seconds = Math.max(afterSeconds[Math.min(rung, afterSeconds.length - 1)] ?? 0, resetSeconds);
  return outcomeOf(code).costsNoAttempt ? spread(seconds, hire) : seconds;
}

/**
 * Up to a quarter longer, another part of it for each hire: those that wait for the same reset would otherwise all come
 * at once, most of them in vain.
 */
function spread(seconds: number, hire: string): number {
  const part = createHash('sha256').update(`${hire} ${seconds}`).digest().readUInt32BE() / 2 ** 32;
  return Math.ceil(seconds * (1 + part / 4));
}
