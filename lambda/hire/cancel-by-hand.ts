import { type HireRow, isLeased, isOver, toFinalRow, withOutcome } from './hire-row.ts';
import { bringsNews, latestWord } from './latest-word.ts';
import type { Look } from './look.ts';
import { isDraining, wakeUpOf } from './retry.ts';

/**
 * An operator says that a person gets no invite, or takes that back. It counts like a removal that is said now: only what
 * the HR system creates later begins anew. The hire's record stays where it is, in its schedule or the dead-letter queue,
 * and the row keeps what an undo needs.
 */

/** Why a hire is not cancelled. */
export type NoCancel = 'UNANNOUNCED' | 'NOTHING_TO_DO' | 'BEING_TRIED' | 'TRY_AGAIN';

/** @returns undefined if the hire can be cancelled. */
export function whyNoCancel(row: HireRow, now: number): NoCancel | undefined {
  if (isLeased(row, now)) return 'BEING_TRIED';
  if (isOver(row)) return 'NOTHING_TO_DO';
  if (row.state === 'unannounced') return 'UNANNOUNCED';
  // Its message would be finished before it has reached the dead-letter queue.
  return row.state === 'parked' && isDraining(row, now) ? 'TRY_AGAIN' : undefined;
}

/** Whether an operator has cancelled the hire, and neither an undo nor the HR system has changed that. */
export function isCancelledByHand({ state, code }: HireRow): boolean {
  return state === 'cancelled' && code === 'CANCELLED_BY_OPERATOR';
}

export function cancelByHand(row: HireRow, { token, now }: { token: string; now: number }): HireRow {
  const { lease, announced, waitUntil, followUpAt, wakeUp, ...kept } = row;
  const cancelled: HireRow = {
    ...kept,
    version: row.version + 1,
    writer: token,
    state: 'cancelled',
    announced: {
      event: 'removed',
      saidAt: afterAllSaid(row, now),
      isDated: false,
      personHash: announced?.personHash ?? '',
    },
    endedAt: now,
    beforeCancel: keepForUndo(row, now),
  };
  return toFinalRow(withOutcome(cancelled, { code: 'CANCELLED_BY_OPERATOR' }, now));
}

/**
 * From when on a creation counts again. The HR system's clock may be ahead: what it has said by now must not look as if it
 * came later.
 */
export function afterAllSaid({ announced, createdAt = 0 }: HireRow, now: number): number {
  return Math.max(now, announced?.saidAt ?? 0, createdAt);
}

function keepForUndo(row: HireRow, now: number): NonNullable<HireRow['beforeCancel']> {
  const { code, announced, followUpAt, parked, parkedRecords, updatedAt, expiresAt } = row;
  const isCutOff = row.state === 'sending'; // the function that worked on it has died
  const state = isCutOff ? 'waiting' : row.state;
  const waitUntil = isCutOff ? now : row.waitUntil;
  const wakeUp = wakeUpOf(row);
  return {
    state,
    updatedAt,
    ...(code !== undefined && { code }),
    ...(announced !== undefined && { announced }),
    ...(waitUntil !== undefined && { waitUntil }),
    ...(followUpAt !== undefined && { followUpAt }),
    ...(wakeUp !== undefined && { wakeUp }),
    ...(parked !== undefined && { parked }),
    ...(parkedRecords !== undefined && { parkedRecords }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** The row as it would be, had no operator cancelled the hire. */
export function beforeCancel(row: HireRow): HireRow {
  if (row.beforeCancel === undefined) return row;
  const { beforeCancel: before, code, announced, sinceRemoval, endedAt, expiresAt, ...kept } = row;
  const { hasNews, ...fields } = before;
  return { ...kept, ...fields };
}

/**
 * The row once the cancel is undone. The time in between uses up nothing of the hire's patience.
 * @param options.lookAt when the hire is looked at next, if it waits or is awaited.
 */
export function undoCancel(
  row: HireRow,
  { token, now, lookAt }: { token: string; now: number; lookAt: number },
): HireRow {
  const { wakeUp, ...before } = beforeCancel(row);
  const { waitUntil, followUpAt, firstAttemptAt } = before;
  const isCurrent = wakeUp !== undefined && row.beforeCancel?.hasNews !== true;
  return {
    ...before,
    ...(isCurrent && { wakeUp }), // otherwise its record is out of date
    version: row.version + 1,
    writer: token,
    firstAttemptAt: firstAttemptAt + now - (row.endedAt ?? now),
    ...(waitUntil !== undefined && { waitUntil: lookAt }),
    ...(followUpAt !== undefined && { followUpAt: lookAt }),
  };
}

/** Whether a cancel has been undone since the last creation: what came before that stands in the outcomes too. */
export function isUndone({ state, outcomes = [], createdAt = 0 }: HireRow): boolean {
  if (state === 'cancelled') return false;
  return outcomes.some(({ code, at }) => code === 'CANCELLED_BY_OPERATOR' && at >= createdAt);
}

/** Whether the HR system says something of a cancelled hire that counts if the cancel is undone. */
export function bringsNewsForUndo(row: HireRow, look: Look): boolean {
  return row.beforeCancel !== undefined && bringsNews(beforeCancel(row), look);
}

export function withNewsForUndo(row: HireRow, look: Look): HireRow {
  const { beforeCancel: before } = row;
  if (before === undefined) return row;
  const { announced, ...counting } = latestWord(beforeCancel(row), look);
  const hasNews = before.hasNews === true || announced !== before.announced;
  return { ...row, ...counting, beforeCancel: { ...before, ...(announced && { announced }), hasNews } };
}
