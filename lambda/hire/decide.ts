import { type Announcement, isNewer, isNews, isOvertaken } from './announcement.ts';
import { decideFollowUp } from './follow-up.ts';
import type { InviteMessage } from './hire.ts';
import { type HireRow, isFinal, isLeased, type Lease, toFinalRow } from './hire-row.ts';
import { earliestAsk, type RetrySettings, waitForLease } from './waits.ts';

/**
 * What becomes of a message. `decide` holds the policy before an attempt, `settle` after it; both are pure.
 *
 * The row is the truth about a hire; a message is only a wake-up: "look at this hire now". One rule keeps every hire
 * alive: a message is finished only when the row is final, or when a later wake-up has just been made sure of.
 */

/** What SQS says of a message, and what the message says of the hire. Times in milliseconds since 1970, by SQS's clock. */
export interface WakeUp extends Announcement {
  messageId: string;
  purpose: InviteMessage['purpose'];
  sentAt: number;
  firstReceivedAt: number;
  /** Whether it makes a hire of somebody whom nobody has announced. */
  makesHire: boolean;
  /** Whether its own record has the work address. */
  hasAddress: boolean;
  /** Whether the HR system can be asked for what the record lacks. */
  asksHr: boolean;
  /** When `receive` or the sweep took it in. */
  receivedAt: number;
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
  /** The employee has been removed: the hire is over, and the message finished. */
  | { action: 'cancel' }
  /** Of an employee whom nobody has announced as a hire: what was said is noted, in case it overtook the hire. */
  | { action: 'note' }
  /** Now. */
  | { action: 'attempt' };

export function decide(
  row: HireRow | undefined,
  wakeUp: WakeUp,
  now: number,
  retry: RetrySettings,
): Decision {
  if (wakeUp.purpose === 'follow-up') return decideFollowUp(row, wakeUp, now, retry);
  if (wakeUp.event === 'removed') return decideRemoval(row, now);
  if (row === undefined || row.state === 'unannounced')
    return { action: wakeUp.makesHire ? 'attempt' : 'note' };
  if (isFinal(row) || isLeftOutSince(row, wakeUp)) return { action: 'finish' };
  if (isFromBeforeParking(row, wakeUp)) return { action: 'drain' };
  if (isLeased(row, now)) return waitForLease(row, wakeUp);
  const dueAt = Math.max(earliestLook(row, wakeUp), earliestAsk(row, retry));
  if (now < dueAt) return { action: 'put-off', until: dueAt };
  return { action: 'attempt' };
}

/**
 * Whoever is not eligible by what was said last is not invited by what was said before. Without a date that is what
 * arrived before, and what has been tried already: a webhook once more. One without an address says nothing: the HR
 * system does, if it can be asked; otherwise it would only wait.
 */
function isLeftOutSince(row: HireRow, wakeUp: WakeUp): boolean {
  const { state, announced, updatedAt, heardRecords = [] } = row;
  if (state !== 'not-eligible' || announced === undefined) return false;
  if (!wakeUp.hasAddress && wakeUp.asksHr) return false;
  const isRepeat = !wakeUp.hasAddress || heardRecords.includes(wakeUp.personHash);
  const isOlder = wakeUp.isDated || isRepeat || wakeUp.receivedAt <= updatedAt;
  return isOlder && isOvertaken(wakeUp, announced);
}

/** Whatever order the events come in, also before the hire was announced. Once invited, only its follow-up is dropped. */
function decideRemoval(row: HireRow | undefined, now: number): Decision {
  if (row === undefined) return { action: 'cancel' };
  if (isFinal(row) && row.followUpAt === undefined) return { action: 'finish' };
  return isLeased(row, now) ? { action: 'put-off', until: row.lease.until } : { action: 'cancel' };
}

/**
 * A message that was sent before the hire was parked is no replay. It drains, also when a replay is under way: put off,
 * it would look like a replay itself, and the two could take turns for ever. It does not if it says something else of
 * the person than what was tried, and nothing older: it may be the correction. The message that was parked drains
 * whatever the clocks say; a replay gives it another id.
 */
function isFromBeforeParking({ parked, parkedRecords = [], announced }: HireRow, wakeUp: WakeUp): boolean {
  if (parked === undefined) return false;
  if (parked.messageId === wakeUp.messageId) return true;
  const isTried = parkedRecords.includes(wakeUp.personHash);
  const isOld = announced !== undefined && isOvertaken(wakeUp, announced);
  return wakeUp.sentAt <= parked.at && (isTried || isOld);
}

/** So much later than the message that has overtaken it does one come that was overtaken: the former has the right data. */
const overtakenMs = 30 * 1000;

/** What is news of a hire that waits may end the wait, or move it: it is looked at now. */
function earliestLook({ announced, waitUntil, updatedAt, state }: HireRow, wakeUp: WakeUp): number {
  if (announced !== undefined && isNews(wakeUp, announced)) return 0;
  const isBehind = announced !== undefined && state !== 'parked' && isOvertaken(wakeUp, announced);
  return isBehind ? (waitUntil ?? updatedAt) + overtakenMs : (waitUntil ?? 0);
}

type HireIds = Pick<HireRow, 'hire' | 'requestId'>;

/**
 * The row while the hire is worked on: ours until the lease ends. After a parking it starts from the first rung, and
 * after a replay every record may be tried again; an unresolved send stays what it is.
 * @param options.notBefore the moment by the message's own start date, if it has one.
 */
export function claim(
  row: HireRow | undefined,
  hire: HireIds,
  { lease, wakeUp, now, ...said }: { lease: Lease; wakeUp: WakeUp; now: number; notBefore?: number },
): HireRow {
  // What was invited stays so while it is followed up.
  if (row?.state === 'invited')
    return {
      ...row,
      lease,
      version: row.version + 1,
      writer: lease.token,
      firstAttemptAt: triedSince(row, now),
      updatedAt: now,
    };
  const {
    unresolvedSend,
    unclearSends,
    oneLoginUserId,
    parked,
    parkedRecords,
    heardRecords: heard = [],
    version = 0,
  } = row ?? {};
  const isReplay = row?.state === 'parked' && parked !== undefined && wakeUp.sentAt > parked.at;
  const isNew = row === undefined || startsAnew.includes(row.state);
  const progress: Pick<HireRow, 'rung' | 'firstAttemptAt' | 'limitedMs'> = isNew
    ? { rung: 0, firstAttemptAt: now }
    : { ...row, firstAttemptAt: triedSince(row, now) };
  return {
    ...hire,
    state: 'sending',
    lease,
    version: version + 1,
    writer: lease.token,
    rung: progress.rung,
    firstAttemptAt: progress.firstAttemptAt,
    ...(progress.limitedMs !== undefined && { limitedMs: progress.limitedMs }),
    ...latestWord(row, wakeUp, said.notBefore),
    heardAt: Math.min(firstHeardAt(row, now) ?? wakeUp.receivedAt, wakeUp.receivedAt),
    heardRecords: [...heard.filter((hash) => hash !== wakeUp.personHash), wakeUp.personHash].slice(-10),
    updatedAt: now,
    ...(row?.code && { code: row.code }),
    ...(unresolvedSend && { unresolvedSend }),
    ...(unclearSends && { unclearSends }),
    ...(oneLoginUserId && { oneLoginUserId }),
    ...(parked && { parked }),
    ...(parkedRecords && !isReplay && { parkedRecords }),
  };
}

/**
 * Whoever was left out may have been so by a slip, which is mended soon; later it is another hire. Rows from before this
 * was noted know when the hire was first tried.
 */
function firstHeardAt(row: HireRow | undefined, now: number): number | undefined {
  if (row === undefined || row.state === 'unannounced') return undefined;
  if (row.state === 'not-eligible' && now - row.updatedAt > keepNotesDays * 24 * 60 * 60 * 1000)
    return undefined;
  return row.heardAt ?? Math.min(row.firstAttemptAt, row.updatedAt);
}

/** From these a hire is tried as if for the first time. */
const startsAnew: readonly HireRow['state'][] = ['parked', 'unannounced', 'not-eligible'];

/** After the wait for the moment, or for a follow-up, it is tried from now on, however late the wake-up has come. */
function triedSince({ code, firstAttemptAt }: HireRow, now: number): number {
  return code === 'NOT_DUE_YET' || code === 'INVITED' ? now : firstAttemptAt;
}

/** What is known of the moment, and from which announcement, once this one is known too. */
function latestWord(
  row: HireRow | undefined,
  wakeUp: WakeUp,
  notBefore: number | undefined,
): Pick<HireRow, 'announced' | 'notBefore'> {
  const { announced, notBefore: known } = row ?? {};
  const { event, saidAt, isDated, personHash } = wakeUp;
  if (announced !== undefined && isNewer(announced, wakeUp)) {
    // What was only noted has no message of its own that this one would have to make way for.
    const latest = row?.state === 'unannounced' ? { ...announced, personHash } : announced;
    // What the latest word leaves out of the start, an older one may still tell.
    return { announced: latest, ...moment(known ?? notBefore) };
  }
  return { announced: { event, saidAt, isDated, personHash }, ...moment(notBefore ?? known) };
}

function moment(notBefore: number | undefined): Pick<HireRow, 'notBefore'> {
  return notBefore === undefined ? {} : { notBefore };
}

/** How long it may take until the creation arrives that a change has overtaken. */
const keepNotesDays = 30;

/** The row of an employee whom nobody has announced as a hire. */
export function note(
  row: HireRow | undefined,
  hire: HireIds,
  { token, wakeUp, now, notBefore }: { token: string; wakeUp: WakeUp; now: number; notBefore?: number },
): HireRow {
  return {
    ...hire,
    state: 'unannounced',
    version: (row?.version ?? 0) + 1,
    writer: token,
    rung: 0,
    firstAttemptAt: now,
    ...latestWord(row, wakeUp, notBefore),
    updatedAt: now,
    expiresAt: Math.ceil(now / 1000) + keepNotesDays * 24 * 60 * 60,
  };
}

/** The row of a hire whose employee has been removed. What was sent before is not forgotten. */
export function cancel(
  row: HireRow | undefined,
  hire: HireIds,
  { token, now }: { token: string; now: number },
): HireRow {
  const written = { version: (row?.version ?? 0) + 1, writer: token, updatedAt: now };
  if (row?.state === 'invited') {
    const { followUpAt, lease, ...rest } = row;
    return { ...rest, ...written };
  }
  const { lease, waitUntil, ...rest } = row ?? { rung: 0, firstAttemptAt: now };
  return toFinalRow({ ...rest, ...hire, ...written, state: 'cancelled', code: 'CANCELLED' });
}
