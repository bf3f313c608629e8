import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import type { StoredRow } from '../aws/stored-hires.ts';
import { explainNeed } from '../hire/explain-need.ts';
import { nameHire } from '../hire/hire-key.ts';
import { HireRow } from '../hire/hire-row.ts';
import { unknownRequest } from '../hire/invite-message.ts';
import { meantWaits, type Need, needsOf } from '../hire/needs-hand.ts';
import { outcomeOf } from '../hire/outcomes.ts';
import { isWaiting } from '../hire/states.ts';
import { type HireInList, iso, type ListedHire, type ShownHire } from './answer.ts';

/** What a person sees of a hire's row. */

export type DescribeSettings = Pick<Configuration, 'name' | 'retry' | 'alarms'>;

/** @param item a row of the hires table as it is stored, perhaps with some attributes only. */
export function describeHire(item: StoredRow, settings: DescribeSettings, now: number): HireInList {
  const key = String(item['hire']);
  const [need] = needsOf(item, settings.alarms, now).filter(({ listedUntil = now + 1 }) => now < listedUntil);
  const row = v.safeParse(HireRow, item);
  if (!row.success)
    return {
      ...nameHire(key),
      state: 'unreadable',
      needsHand: need !== undefined,
      ...sayNeed(need, settings),
    };
  const { state, invitedAt, followUpsSent, notBefore, startDate } = row.output;
  const nextLook = nextLookAt(row.output);
  const givesUpAt = givesUp(row.output, settings);
  return {
    ...nameHire(key),
    state,
    needsHand: need !== undefined,
    ...(need === undefined ? sayRow(row.output, settings) : sayNeed(need, settings)),
    ...(nextLook !== undefined && { nextLook: iso(nextLook) }),
    ...(notBefore !== undefined && { notBefore: iso(notBefore) }),
    ...(givesUpAt !== undefined && { givesUpAt: iso(givesUpAt) }),
    ...(invitedAt !== undefined && { invitedAt: iso(invitedAt) }),
    ...(followUpsSent !== undefined && { followUpsSent }),
    ...(startDate !== undefined && { startDate }),
  };
}

/** @param item the whole row as it is stored. */
export function showHire(item: StoredRow, settings: DescribeSettings, now: number): ShownHire {
  const listed = describeHire(item, settings, now);
  const row = v.safeParse(HireRow, item);
  if (!row.success) return { ...listed, outcomes: [], engagement: 1 };
  const { outcomes = [], engagement = 1, oneLoginUserId, retryAskedAt, requestId } = row.output;
  return {
    ...listed,
    outcomes: outcomes.map(({ code, at, times = 1 }) => ({
      code,
      at: iso(at),
      times,
      meaning: outcomeOf(code).meaning,
    })),
    engagement,
    ...(requestId !== unknownRequest && { requestId }),
    ...(oneLoginUserId !== undefined && { oneLoginUserId }),
    ...(retryAskedAt !== undefined && { retryAskedAt: iso(retryAskedAt) }),
  };
}

type Said = Pick<ListedHire, 'code' | 'since' | 'meaning' | 'whatToDo'>;

function sayNeed(need: Need | undefined, settings: DescribeSettings): Said {
  if (need === undefined) return {};
  const { code, since } = need;
  return { code, ...(since !== undefined && { since: iso(since) }), ...explainNeed(need, settings) };
}

function sayRow(row: HireRow, { name }: DescribeSettings): Said {
  const { code, firstAttemptAt, updatedAt } = row;
  const since = iso(isWaiting(row) ? Math.min(firstAttemptAt, updatedAt) : updatedAt);
  if (code === undefined) return { since };
  const { meaning, whatToDo } = outcomeOf(code);
  return { code, since, meaning, whatToDo: whatToDo.replaceAll('<name>', name) };
}

function nextLookAt({ state, waitUntil, followUpAt }: HireRow): number | undefined {
  return state === 'waiting' ? waitUntil : followUpAt;
}

/** Waits that are meant to be, and waits for a limit, use up none of the time. */
function givesUp(
  { state, code, firstAttemptAt, limitedMs = 0 }: HireRow,
  { retry }: DescribeSettings,
): number | undefined {
  if (state !== 'waiting' || meantWaits.includes(code)) return undefined;
  return firstAttemptAt + limitedMs + retry.forHours * 60 * 60 * 1000;
}
