import { deliveryMs } from './announcement.ts';
import { type HireRow, isAwaited, isOver, linkLivesMs } from './hire-row.ts';
import type { Look } from './look.ts';

/**
 * An engagement is one employment of a person. When somebody is hired again under the same employee id, the hire's row
 * begins anew.
 */

const dayMs = 24 * 60 * 60 * 1000;
/** A creation for a start that is later by more than this is about another engagement, not a moved start. */
const apartMs = 30 * dayMs;

/**
 * Whether a message announces a new engagement of a person whose last one is over, or had its mail. It is a creation
 * that was said after the removal; or without a removal, for a start that is more than 30 days later; or without dates,
 * more than 30 days after the end. What the sweep finds counts only by its start date.
 */
export function beginsEngagement(row: HireRow, look: Look): boolean {
  const isCreation = look.event === 'created' || isOver(row);
  if (!look.makesHire || !isCreation || !(isOver(row) || isAwaited(row))) return false;
  const isWord = look.event === 'created' && look.purpose === 'invite';
  if (isRemoved(row)) return isWord && isSaidAfterRemoval(row, look);
  if (look.notBefore !== undefined && row.notBefore !== undefined)
    return startsMuchLater(row, look) && !isLateDelivery(row, look);
  const { endedAt, invitedAt, updatedAt } = row;
  return isWord && look.saidAt > (endedAt ?? invitedAt ?? updatedAt) + apartMs;
}

/**
 * Whether this start is too far from the known one to be a moved start. Dates are compared, because the moments may be
 * in two time zones; rows of earlier versions have only the moment.
 */
export function startsMuchLater(known: Start, said: Start): boolean {
  if (known.startDate !== undefined && said.startDate !== undefined)
    return Date.parse(said.startDate) > Date.parse(known.startDate) + apartMs;
  if (known.notBefore === undefined || said.notBefore === undefined) return false;
  return said.notBefore > known.notBefore + apartMs;
}

type Start = Pick<HireRow, 'notBefore' | 'startDate'>;

/** A start may have been moved back since a creation was said that is delivered once more. */
function isLateDelivery({ announced, heardRecords }: HireRow, look: Look): boolean {
  if (look.isDated && announced?.isDated === true) return look.saidAt <= announced.saidAt;
  return heardRecords?.includes(look.personHash) === true;
}

/** Whether the latest word was that the employee is gone. */
export function isRemoved({ state, announced }: HireRow): boolean {
  return state === 'cancelled' || announced?.event === 'removed';
}

/**
 * A creation without a date counts by its arrival. If its record was heard before, or if the removal came before any
 * creation, it may be a late delivery of what was said before the removal.
 */
function isSaidAfterRemoval({ announced, updatedAt, heardRecords }: HireRow, look: Look): boolean {
  const removedAt = announced?.event === 'removed' ? announced.saidAt : updatedAt;
  const mayBeLate = !look.isDated && (heardRecords?.includes(look.personHash) ?? true);
  return look.saidAt > removedAt + (mayBeLate ? deliveryMs : 0);
}

/**
 * Whether a change is about an employment that is still to be announced. Without a date of its own, it may be late, and
 * then its start date is the old one.
 */
export function isChangeSinceRemoval(row: HireRow, look: Look): boolean {
  const isChange = look.event === 'updated' && look.purpose === 'invite';
  return isChange && look.isDated && isRemoved(row) && isSaidAfterRemoval(row, look);
}

/**
 * What is left of the row when a new engagement begins. A send that is still unclear counts while its link lives. With
 * what was said since the removal, it begins as that of somebody who has not been announced.
 */
export function withNewEngagement(row: HireRow, now: number): Partial<HireRow> {
  const { hire, engagement = 1, outcomes, oneLoginUserId, mailKeys, earlierUsers, unresolvedSend } = row;
  const { heardRecords, sinceRemoval } = row;
  const isRecent = unresolvedSend !== undefined && now < unresolvedSend.startedAt + linkLivesMs;
  return {
    hire,
    engagement: engagement + 1,
    ...(outcomes && { outcomes }),
    ...(heardRecords && { heardRecords }),
    ...(oneLoginUserId && { oneLoginUserId }),
    ...(mailKeys && { mailKeys }),
    ...(earlierUsers && { earlierUsers }),
    ...(isRecent && { unresolvedSend }),
    ...(isAwaited(row) && { wasAwaited: true }),
    ...(sinceRemoval && { ...sinceRemoval, state: 'unannounced' }),
  };
}
