import { isNews, isOvertaken } from './announcement.ts';
import type { Decision } from './decision.ts';
import { decideFollowUp } from './follow-up.ts';
import { type HireRow, isFinal, isLeased } from './hire-row.ts';
import type { Look } from './look.ts';
import type { RetrySettings } from './settlement.ts';
import { earliestAsk, waitForLease } from './waits.ts';

/**
 * What becomes of a message. `decide` holds the policy before an attempt, `settle` after it; both are pure.
 *
 * The row is the truth about a hire; a message is only a wake-up: "look at this hire now". One rule keeps every hire
 * alive: a message is finished only when the row is final, or when a later wake-up has just been made sure of.
 */

export function decide(row: HireRow | undefined, look: Look, now: number, retry: RetrySettings): Decision {
  if (look.purpose === 'follow-up') return decideFollowUp(row, look, now, retry);
  if (look.event === 'removed') return decideRemoval(row, now);
  if (row === undefined || row.state === 'unannounced')
    return { action: look.makesHire ? 'attempt' : 'note' };
  if (isFinal(row) || isLeftOutSince(row, look)) return { action: 'finish' };
  if (isFromBeforeParking(row, look)) return { action: 'drain' };
  if (isLeased(row, now)) return waitForLease(row, look);
  const dueAt = Math.max(earliestLook(row, look), earliestAsk(row, retry));
  if (now < dueAt) return { action: 'put-off', until: dueAt };
  return { action: 'attempt' };
}

/**
 * Whoever is not eligible by what was said last is not invited by what was said before. Without a date that is what
 * arrived before, and what has been tried already: a webhook once more. One without an address says nothing: the HR
 * system does, if it can be asked; otherwise it would only wait.
 */
function isLeftOutSince(row: HireRow, look: Look): boolean {
  const { state, announced, updatedAt, heardRecords = [] } = row;
  if (state !== 'not-eligible' || announced === undefined) return false;
  if (!look.hasAddress && look.asksHr) return false;
  const isRepeat = !look.hasAddress || heardRecords.includes(look.personHash);
  const isOlder = look.isDated || isRepeat || look.receivedAt <= updatedAt;
  return isOlder && isOvertaken(look, announced);
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
function isFromBeforeParking({ parked, parkedRecords = [], announced }: HireRow, look: Look): boolean {
  if (parked === undefined) return false;
  if (parked.messageId === look.messageId) return true;
  const isTried = parkedRecords.includes(look.personHash);
  const isOld = announced !== undefined && isOvertaken(look, announced);
  return look.sentAt <= parked.at && (isTried || isOld);
}

/** So much later than the message that has overtaken it does one come that was overtaken: the former has the right data. */
const overtakenMs = 30 * 1000;

/** What is news of a hire that waits may end the wait, or move it: it is looked at now. */
function earliestLook({ announced, waitUntil, updatedAt, state }: HireRow, look: Look): number {
  if (announced !== undefined && isNews(look, announced)) return 0;
  const isBehind = announced !== undefined && state !== 'parked' && isOvertaken(look, announced);
  return isBehind ? (waitUntil ?? updatedAt) + overtakenMs : (waitUntil ?? 0);
}
