import type { MoveTasks } from '../aws/move-tasks.ts';
import { type DeadLettersSeen, iso, type Refused, type ReplayBegun, refuse } from './answer.ts';
import type { CountParts } from './count-hires.ts';
import { type RetryParts, sayPaused } from './retry-hire.ts';

export interface ReplayParts {
  moveTasks: MoveTasks;
  brake: Pick<RetryParts['brake'], 'isPaused'>;
}

/**
 * Has SQS put all dead letters back on the invite queue, by itself and after this has answered. It can be repeated.
 * @throws the errors of SQS and the table.
 */
export async function beginReplay({ moveTasks, brake }: ReplayParts): Promise<ReplayBegun | Refused> {
  if (await brake.isPaused()) return refuse('PAUSED', sayPaused);
  if ((await moveTasks.start()) === 'moving-already')
    return refuse('BEING_REPLAYED', 'The dead-letter queue is being replayed already.');
  return { ok: true, message: 'The replay has begun. Each hire is tried in earnest again.' };
}

/**
 * How many dead letters there are, and how the last replay goes. No message is received for that.
 * @throws the errors of SQS.
 */
export async function lookAtDeadLetters({
  moveTasks,
  depths,
}: Pick<ReplayParts, 'moveTasks'> & Pick<CountParts, 'depths'>): Promise<DeadLettersSeen> {
  const [count, move] = await Promise.all([depths.deadLetters(), moveTasks.latest()]);
  return { ok: true, count, ...(move && { replay: { ...move, startedAt: iso(move.startedAt) } }) };
}
