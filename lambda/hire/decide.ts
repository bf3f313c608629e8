import { isNews, isOvertaken } from './announcement.ts';
import type { Decision } from './decision.ts';
import { decideFollowUp } from './follow-up.ts';
import { type HireRow, isFinal, isLeased } from './hire-row.ts';
import type { Look } from './look.ts';
import type { RetrySettings } from './settlement.ts';
import { earliestAsk, waitForLease } from './waits.ts';

/**
 * What happens to a message. `decide` holds the policy before an attempt, `settle` the policy after it. Both are pure.
 *
 * The row is the truth about a hire; a message is only a wake-up: "look at this hire now". One rule keeps every hire
 * alive: a message is finished only when the row is final, or when a later wake-up has just been set up for certain.
 */

export function decide(row: HireRow | undefined, look: Look, now: number, retry: RetrySettings): Decision {
  if (look.purpose === 'follow-up') return decideFollowUp(row, look, now, retry);
  if (look.event === 'removed') return decideRemoval(row, now);
  if (row === undefined || row.state === 'unannounced')
    return { action: look.makesHire ? 'attempt' : 'note' };
  if (isFinal(row) || isLeftOutBy(row, look) || isLeftOutSince(row, look)) return { action: 'finish' };
  if (isFromBeforeParking(row, look)) return { action: 'drain' };
  if (isLeased(row, now)) return waitForLease(row, look);
  const dueAt = Math.max(earliestLook(row, look), earliestAsk(row, retry));
  if (now < dueAt) return { action: 'put-off', until: dueAt };
  return { action: 'attempt' };
}

/**
 * The latest word, by which the person was left out, is not tried again when SQS delivers it once more, nor is an
 * earlier one that says the same: a function that died at it would leave a row that nothing wakes. If the HR system is
 * asked for what the message lacks, its answer may be another by now.
 */
function isLeftOutBy(row: HireRow, look: Look): boolean {
  const { state, announced, updatedAt, heardRecords = [] } = row;
  if (state !== 'not-eligible' || announced === undefined || look.receivedAt > updatedAt) return false;
  if (!look.hasAddress && look.asksHr) return false;
  const isLatest = look.event === announced.event && look.personHash === announced.personHash;
  return isLatest && look.saidAt <= announced.saidAt && heardRecords.at(-1) === look.personHash;
}

/**
 * If the latest word makes a person not eligible, an older word does not invite them. Without dates, a message is older
 * if it arrived before, or if it repeats what has been tried already. A message without an address decides nothing: if
 * the HR system can be asked, its answer counts; if not, the hire would only wait.
 */
function isLeftOutSince(row: HireRow, look: Look): boolean {
  const { state, announced, updatedAt, heardRecords = [] } = row;
  if (state !== 'not-eligible' || announced === undefined) return false;
  if (!look.hasAddress && look.asksHr) return false;
  const isRepeat = !look.hasAddress || heardRecords.includes(look.personHash);
  const isOlder = look.isDated || isRepeat || look.receivedAt <= updatedAt;
  return isOlder && isOvertaken(look, announced);
}

/**
 * Events may come in any order, even a removal before the announcement. After the invite, only the follow-up is
 * dropped.
 */
function decideRemoval(row: HireRow | undefined, now: number): Decision {
  if (row === undefined) return { action: 'cancel' };
  if (isFinal(row) && row.followUpAt === undefined) return { action: 'finish' };
  return isLeased(row, now) ? { action: 'put-off', until: row.lease.until } : { action: 'cancel' };
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

/** News may end or move the wait of a hire, so the hire is looked at now. */
function earliestLook({ announced, waitUntil, updatedAt, state }: HireRow, look: Look): number {
  if (announced !== undefined && isNews(look, announced)) return 0;
  const isBehind = announced !== undefined && state !== 'parked' && isOvertaken(look, announced);
  return isBehind ? (waitUntil ?? updatedAt) + overtakenMs : (waitUntil ?? 0);
}
