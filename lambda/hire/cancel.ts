import { isRemoved } from './engagement.ts';
import { type HireRow, isOver, toFinalRow, withOutcome } from './hire-row.ts';
import type { Look } from './look.ts';

/**
 * The row of a hire whose employee has been removed. It still remembers what was sent before. A person who uses the
 * account stays as found: only the removal is noted, so that a later creation is known to be another engagement.
 */
export function cancel(
  row: HireRow | undefined,
  { hire, requestId, saidAt, isDated, personHash }: Look,
  { token, now }: { token: string; now: number },
): HireRow {
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
    announced: { event: 'removed', saidAt, isDated, personHash },
    ...(since && { sinceRemoval: since }),
    endedAt: row?.endedAt ?? now,
    state: row === undefined || !isOver(row) ? 'cancelled' : row.state,
  };
  return toFinalRow(removed.state === 'cancelled' ? withOutcome(removed, 'CANCELLED', now) : removed);
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
