import { stackKey } from '../aws/brake.ts';
import type { StoredRow } from '../aws/stored-hires.ts';
import { readPause } from '../hire/pause.ts';
import { iso, type StandingPause } from './answer.ts';
import type { FindParts } from './find-hire.ts';

/**
 * The pause that stands, if everything is paused.
 * @throws the errors of the table.
 */
export async function readStandingPause({
  readStored,
}: Pick<FindParts, 'readStored'>): Promise<{ paused?: StandingPause }> {
  return toStandingPause(await readStored(stackKey));
}

/** @param item the row of the whole stack, as it is stored. */
export function toStandingPause(item: StoredRow | undefined): { paused?: StandingPause } {
  const pause = item && readPause(item);
  if (pause === undefined) return {};
  if (pause === 'unreadable') return { paused: {} };
  const { pausedAt, pausedBecause: because, pausedReason: reason } = pause;
  return { paused: { since: iso(pausedAt), ...(because && { because }), ...(reason && { reason }) } };
}
