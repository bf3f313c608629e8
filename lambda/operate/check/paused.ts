import type { Finding } from '../answer.ts';
import type { FindParts } from '../find-hire.ts';
import { readStandingPause } from '../standing-pause.ts';
import { fault, fine } from './finding.ts';

export async function checkPaused(parts: Pick<FindParts, 'readStored'>, name: string): Promise<Finding[]> {
  const subject = 'pause';
  const { paused } = await readStandingPause(parts);
  if (paused === undefined) return [fine(subject, 'NOT_PAUSED', 'Nothing is paused.')];
  return [fault('PAUSED', subject, name, paused.since && `since ${paused.since}`)];
}
