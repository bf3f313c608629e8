import { afterAllSaid, beforeCancel } from './cancel-by-hand.ts';
import { type HireRow, isLeased, linkLivesMs } from './hire-row.ts';
import { unknownRequest } from './invite-message.ts';
import type { Look } from './look.ts';

/**
 * What is left of a hire whose person has been forgotten: a row with its key and no history. It is that of a removed
 * employee, so what is still on its way ends at it, and the sweep leaves it alone. What the HR system announces later
 * begins anew.
 */

const keepDays = 100;

export function isForgotten({ state, code }: HireRow): boolean {
  return state === 'cancelled' && code === 'FORGOTTEN';
}

/** Why a hire cannot be forgotten now, and until when at most, in milliseconds since 1970. */
export interface NotYet {
  reason: 'BEING_TRIED' | 'SEND_UNCLEAR';
  until: number;
}

/** While a send is unclear, only the row knows of it: without the row, the person could be mailed once more. */
export function whyNotForget(row: HireRow, now: number): NotYet | undefined {
  if (isLeased(row, now)) return { reason: 'BEING_TRIED', until: row.lease.until };
  const { unresolvedSend } = row;
  const until = unresolvedSend === undefined ? 0 : unresolvedSend.startedAt + linkLivesMs;
  return now < until ? { reason: 'SEND_UNCLEAR', until } : undefined;
}

/** The row of a hire that is over, but still has what is needed to find the rest of it. */
export function beginForgetting(row: HireRow, { token, now }: { token: string; now: number }): HireRow {
  const {
    heardRecords = [],
    parkedRecords = [],
    announced,
    sinceRemoval,
    wakeUp,
    parked,
  } = beforeCancel(row);
  const said = [announced, sinceRemoval?.announced, wakeUp].flatMap((one) => one?.personHash ?? []);
  return {
    ...toTombstone({ ...row, updatedAt: now }, token),
    heardRecords: [...new Set([...heardRecords, ...parkedRecords, ...said])],
    ...(parked && { parked }),
  };
}

/**
 * The row once nothing else is left.
 * @param row as it has been since the hire was over.
 */
export function toTombstone(row: HireRow, token: string): HireRow {
  const { hire, version, updatedAt: at } = row;
  const saidAt = afterAllSaid(row, at);
  return {
    hire,
    version: version + 1,
    writer: token,
    state: 'cancelled',
    code: 'FORGOTTEN',
    engagement: 0, // the next one is the first again
    announced: { event: 'removed', saidAt, isDated: false, personHash: '' },
    createdAt: saidAt, // a creation that was said before is not to be noted
    rung: 0,
    firstAttemptAt: at,
    updatedAt: at,
    requestId: unknownRequest,
    expiresAt: Math.ceil(at / 1000) + keepDays * 24 * 60 * 60,
  };
}

/** The row once the HR system, too, has removed the employee: only since when a creation counts again is new. */
export function stayForgotten(row: HireRow, { saidAt, isDated }: Look, token: string): HireRow {
  return {
    ...toTombstone(row, token),
    announced: { event: 'removed', saidAt, isDated, personHash: '' },
    createdAt: saidAt,
  };
}
