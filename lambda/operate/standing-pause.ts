import { stackKey } from '../aws/brake.ts';
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
  const item = await readStored(stackKey);
  const pause = item && readPause(item);
  if (pause === undefined) return {};
  if (pause === 'unreadable') return { paused: {} };
  const { pausedAt, pausedBecause: because, pausedReason: reason } = pause;
  return { paused: { since: iso(pausedAt), ...(because && { because }), ...(reason && { reason }) } };
}
