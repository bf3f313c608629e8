import type { Announcement } from './announcement.ts';
import { beforeCancel } from './cancel-by-hand.ts';
import { isRemoved } from './engagement.ts';
import { type HireRow, isOver, toFinalRow, withOutcome } from './hire-row.ts';
import type { Look } from './look.ts';

/**
 * The row of a hire whose employee has been removed. It still remembers what was sent before. A person who uses the
 * account stays as found: only the removal is noted, so that a later creation is known to be another engagement. If an
 * operator has cancelled the hire before, there is nothing to undo any more.
 */
export function cancel(
  stored: HireRow | undefined,
  { hire, requestId, saidAt, isDated, personHash }: Look,
  { token, now }: { token: string; now: number },
): HireRow {
  const row = stored && beforeCancel(stored);
  const { lease, waitUntil, followUpAt, wakeUp, sinceRemoval, ...rest } = row ?? {
    rung: 0,
    firstAttemptAt: now,
  };
  const since = row && changeSince(row, { saidAt, isDated });
  const removed: HireRow = {
    ...rest,
    hire,
    requestId,
    version: (row?.version ?? 0) + 1,
    writer: token,
    updatedAt: now,
    announced: laterRemoval({ event: 'removed', saidAt, isDated, personHash }, stored),
    ...(since && { sinceRemoval: since }),
    endedAt: row?.endedAt ?? now,
    state: row === undefined || !isOver(row) ? 'cancelled' : row.state,
  };
  return toFinalRow(
    removed.state === 'cancelled' ? withOutcome(removed, { code: 'CANCELLED' }, now) : removed,
  );
}

/** What was said before an operator cancelled the hire stays cancelled. */
function laterRemoval(removal: Announcement, stored: HireRow | undefined): Announcement {
  const byHand = stored?.beforeCancel && stored.announced;
  return byHand !== undefined && byHand.saidAt > removal.saidAt ? byHand : removal;
}

/** The removal may come later than a change that was said after it. */
function changeSince(
  row: HireRow,
  { saidAt, isDated }: Pick<Look, 'saidAt' | 'isDated'>,
): HireRow['sinceRemoval'] {
  const { announced, notBefore, startDate, timeZone, waitUntil } = row;
  const isKept = row.state === 'unannounced';
  const latest = { announced, notBefore, startDate, timeZone, ...(isKept && { waitUntil }) };
  const change = isRemoved(row) ? row.sinceRemoval : latest;
  if (change?.announced?.event !== 'updated') return undefined;
  return isDated && change.announced.isDated && change.announced.saidAt > saidAt ? change : undefined;
}
