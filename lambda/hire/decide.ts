import { isNewer, isOvertaken } from './announcement.ts';
import { decideAwaited } from './awaited.ts';
import { beforeCancel, bringsNewsForUndo } from './cancel-by-hand.ts';
import type { Decision } from './decision.ts';
import { beginsEngagement, isChangeSinceRemoval, isRemoved } from './engagement.ts';
import { type HireRow, isAwaited, isLeased, isOver } from './hire-row.ts';
import { bringsNews, hasLaterRecord, isLeftToChange } from './latest-word.ts';
import { isWhole, type Look } from './look.ts';
import { wakeUpOf } from './retry.ts';
import type { RetrySettings } from './settlement.ts';
import { earliestAsk, isOverdue, waitForLease } from './waits.ts';

/**
 * What happens to a message. `decide` holds the policy before an attempt, `settle` the policy after it. Both are pure.
 *
 * The row is the truth about a hire; a message is only a wake-up: "look at this hire now". One rule keeps every hire
 * alive: a message is finished only when nothing is to be done for the hire, or when a later wake-up has just been set
 * up for certain.
 */

export function decide(row: HireRow | undefined, look: Look, now: number, retry: RetrySettings): Decision {
  const decision = decideByRow(row, look, now, retry);
  if (row === undefined || isLeased(row, now) || !isLaterCreation(row, look)) return decision;
  // A removal that was said before this creation, and comes later, must not count.
  if (decision.action === 'finish') return { action: 'note' };
  return decision.action === 'put-off' ? { ...decision, action: 'postpone' } : decision;
}

function decideByRow(row: HireRow | undefined, look: Look, now: number, retry: RetrySettings): Decision {
  if (look.purpose === 'follow-up') return decideAwaited(row, look, now, retry);
  if (look.event === 'removed') return decideRemoval(row, look, now);
  if (row === undefined || row.state === 'unannounced') return decideUnannounced(row, look, now);
  if (beginsEngagement(row, look))
    return waitForChange(row.sinceRemoval, look, now) ?? attemptWhenFree(row, look, now, retry);
  if (isOver(row)) return decideAfterEnd(row, look, now, retry);
  if (isLeased(row, now) && row.lease.messageId === look.messageId) return waitForLease(row, look);
  if (isSuperseded(row, look)) return { action: 'finish' };
  if (isAwaited(row)) return decideWord(row, look, now, retry);
  if (isLeftOut(row, look)) return { action: 'finish' };
  if (isFromBeforeParking(row, look)) return { action: 'drain' };
  if (bringsNews(row, look)) return attemptWhenFree(row, look, now, retry);
  if (isLeased(row, now)) return waitForLease(row, look);
  const dueAt = Math.max(earliestLook(row, look), earliestAsk(row, retry));
  return now < dueAt ? { action: 'put-off', until: dueAt } : { action: 'attempt' };
}

/** For how long the record of a change is kept for the creation that it may have overtaken: the longest delay of SQS. */
const keepRecordMs = 15 * 60 * 1000;

/**
 * An employee who has not been announced. A change may have overtaken the creation, and then its record is the right
 * one: the message is kept for a while, and a creation that comes meanwhile leaves the hire to it.
 */
function decideUnannounced(row: HireRow | undefined, look: Look, now: number): Decision {
  if (!look.makesHire) return noteChange(look, now);
  return waitForChange(row, look, now) ?? { action: 'attempt' };
}

function noteChange(look: Look, now: number): Decision {
  const keepUntil = look.receivedAt + keepRecordMs;
  const isKept = look.event === 'updated' && look.hasAddress && !look.asksHr && now < keepUntil;
  return isKept ? { action: 'note', keepUntil } : { action: 'note' };
}

/** A creation that is due, and leaves the hire to a change that is kept, comes again with it. */
function waitForChange(
  known: HireRow['sinceRemoval'] | HireRow,
  look: Look,
  now: number,
): Decision | undefined {
  if (known === undefined || !isLeftToChange(known, look, now)) return undefined;
  const { waitUntil: until = now, notBefore = look.notBefore ?? 0 } = known;
  return notBefore <= now ? { action: 'postpone', until } : undefined;
}

/** News is tried now, unless the hire is being worked on, or a send without a clear answer cannot be asked about yet. */
function attemptWhenFree(row: HireRow, look: Look, now: number, retry: RetrySettings): Decision {
  if (isLeased(row, now)) return waitForLease(row, look);
  const until = earliestAsk(row, retry);
  return now < until ? { action: 'postpone', until } : { action: 'attempt' };
}

function decideAfterEnd(row: HireRow, look: Look, now: number, retry: RetrySettings): Decision {
  // What an HR system knows that can be asked need not be noted.
  if (!look.asksHr && isChangeSinceRemoval(row, look)) return noteChange(look, now);
  if (!look.asksHr && bringsNewsForUndo(row, look)) return { action: 'note' };
  return isSecondPerson(row, look) ? attemptWhenFree(row, look, now, retry) : { action: 'finish' };
}

/** A message with an earlier record is finished. A person who was left out has no other wake-up. */
function isSuperseded(row: HireRow, look: Look): boolean {
  if (row.state === 'not-eligible' || look.purpose === 'look') return false;
  return hasLaterRecord(row, look);
}

/**
 * A creation with another record, while the person uses the account, may be about somebody else under the same id. If
 * it is not, OneLogin says that the person is active.
 */
function isSecondPerson(row: HireRow, look: Look): boolean {
  const { announced, heardRecords } = row;
  if (look.event !== 'created' || look.purpose !== 'invite' || isRemoved(row)) return false;
  if (!look.hasAddress) return look.asksHr && isLaterCreation(row, look);
  const isOther = announced !== undefined && heardRecords?.includes(look.personHash) === false;
  return isOther && isNewer(look, announced);
}

/** A word about a person who was invited. If it says something new, the hire is looked at now. */
function decideWord(row: HireRow, look: Look, now: number, retry: RetrySettings): Decision {
  if (look.purpose === 'look') return decideAwaited(row, look, now, retry);
  // Also if only its record is another than that of the wake-up, which would come to nothing.
  const known = [row.announced?.personHash, wakeUpOf(row)?.personHash ?? look.personHash];
  const mayDiffer = look.asksHr || known.some((hash) => hash !== look.personHash);
  const isNew = bringsNews(row, look) && mayDiffer;
  // What a creation says that has only an id, the HR system knows.
  if (isNew || (look.asksHr && isLaterCreation(row, look)))
    return isWhole(look) ? attemptWhenFree(row, look, now, retry) : noteWhenFree(row, look, now);
  // Its wake-up was lost: what the HR system sends again wakes it.
  if (isWhole(look) && row.followUpAt !== undefined && isOverdue(row.followUpAt, now))
    return decideAwaited(row, look, now, retry);
  return bringsNews(row, look) ? noteWhenFree(row, look, now) : { action: 'finish' };
}

function noteWhenFree(row: HireRow, look: Look, now: number): Decision {
  return isLeased(row, now) ? waitForLease(row, look) : { action: 'note' };
}

/** Without a date of its own, it may be a repeat. */
function isLaterCreation({ createdAt = 0 }: HireRow, look: Look): boolean {
  return look.event === 'created' && look.purpose === 'invite' && look.isDated && look.saidAt > createdAt;
}

/**
 * Whether the person was left out, and this message changes nothing about it. A message without an address decides
 * nothing: if the HR system can be asked, its answer counts, and may be another by now; if not, the hire would only wait.
 */
function isLeftOut({ state, announced, updatedAt, heardRecords = [] }: HireRow, look: Look): boolean {
  if (state !== 'not-eligible' || announced === undefined) return false;
  if (!look.hasAddress && look.asksHr) return false;
  const cameBefore = look.receivedAt <= updatedAt;

  // The latest word, by which the person was left out, is not tried again when SQS delivers it once more, nor is an
  // earlier one that says the same: a function that died at it would leave a row that nothing wakes.
  const isSame = look.event === announced.event && look.personHash === announced.personHash;
  const wasTried = heardRecords.at(-1) === look.personHash;
  if (cameBefore && isSame && wasTried && look.saidAt <= announced.saidAt) return true;

  // An older word does not invite the person. Without dates, a message is older if it came before, or if it repeats what
  // has been tried already.
  const isRepeat = !look.hasAddress || heardRecords.includes(look.personHash);
  return (look.isDated || isRepeat || cameBefore) && isOvertaken(look, announced);
}

/** Events may come in any order: even a removal before the announcement, or before which another hiring was said. */
function decideRemoval(stored: HireRow | undefined, look: Look, now: number): Decision {
  if (stored === undefined) return { action: 'cancel' };
  // Also one that was said before an operator cancelled the hire: an undo must not invite somebody who is gone.
  const row = beforeCancel(stored);
  if (isCreatedSince(row, look) || isRemovedSince(row, look)) return { action: 'finish' };
  return isLeased(row, now) ? { action: 'put-off', until: row.lease.until } : { action: 'cancel' };
}

/** Of several removals the latest counts: a creation from before it must not begin anything. */
function isRemovedSince(row: HireRow, look: Look): boolean {
  const { announced } = row;
  return isRemoved(row) && !(announced?.event === 'removed' && announced.saidAt < look.saidAt);
}

function isCreatedSince({ createdAt, announced }: HireRow, look: Look): boolean {
  return createdAt !== undefined && announced?.isDated === look.isDated && createdAt > look.saidAt;
}

/**
 * A message that was sent before the hire was parked is not a replay. It drains, even while a replay is under way: if
 * it were put off, it would look like a replay itself, and the two could take turns for ever. The exception is a
 * message that says something about the person that was not tried yet, and is not older: it may be the correction. The
 * parked message itself always drains, whatever the clocks say; a replay would give it another id.
 */
function isFromBeforeParking({ parked, parkedRecords = [], announced }: HireRow, look: Look): boolean {
  if (parked === undefined) return false;
  if (parked.messageId === look.messageId) return true;
  const isTried = parkedRecords.includes(look.personHash);
  const isOld = announced !== undefined && isOvertaken(look, announced);
  return look.sentAt <= parked.at && (isTried || isOld);
}

/** An overtaken message comes this much later than the message that overtook it, which has the right data. */
const overtakenMs = 30 * 1000;

function earliestLook({ announced, waitUntil, updatedAt, state }: HireRow, look: Look): number {
  if (look.purpose === 'look') return waitUntil ?? 0;
  const isBehind = announced !== undefined && state !== 'parked' && isOvertaken(look, announced);
  return isBehind ? (waitUntil ?? updatedAt) + overtakenMs : (waitUntil ?? 0);
}
