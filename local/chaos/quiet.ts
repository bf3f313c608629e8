import { setTimeout as delay } from 'node:timers/promises';
import type { LocalStack } from '../aws/stack.ts';
import type { Clock } from '../clock.ts';

const lookEveryMs = 100;
/** A wait up to here, in milliseconds, is waited for; beyond it the clock is moved. */
const nearMs = 500;
/** Past the longest delay of SQS (15 minutes), in milliseconds. */
const moveMs = 16 * 60 * 1000;
/** Two days and more: what still waits then waits for something that does not come. */
const mostMoves = 200;

/** What is looked at. */
export type Watched = Pick<LocalStack, 'isWorking' | 'lookIntoQueue' | 'pendingSchedules'>;

/**
 * Waits until the stack has nothing left to do: no message on the invite queue, nothing scheduled. SQS tells nobody of what it
 * does by itself, so it is asked. When all that is left waits for later, the clock is moved forward.
 * @param isBusyElsewhere what must be over before the clock may move, besides the functions' work.
 * @param onMove called after each move of the clock.
 * @returns how often the clock was moved.
 */
export async function untilQuiet(
  { stack, queueName, clock }: { stack: Watched; queueName: string; clock: Pick<Clock, 'moveForward'> },
  isBusyElsewhere: () => boolean,
  onMove: () => void,
): Promise<number> {
  async function look(): Promise<'busy' | 'waiting' | 'empty'> {
    if (stack.isWorking() || isBusyElsewhere()) return 'busy';
    const left = [...(await stack.lookIntoQueue(queueName)), ...stack.pendingSchedules()];
    if (stack.isWorking()) return 'busy';
    const nextAt = left.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
    if (left.length === 0) return 'empty';
    return nextAt - Date.now() > nearMs ? 'waiting' : 'busy';
  }

  let before = await look();
  for (let moves = 0; ; ) {
    await delay(lookEveryMs);
    const now = await look();
    // Twice the same: a message that was just received is not yet known to be worked on.
    const settled = now === before;
    before = now;
    if (!settled || now === 'busy') continue;
    if (now === 'empty' || moves === mostMoves) return moves;
    clock.moveForward(moveMs);
    moves += 1;
    before = 'busy';
    onMove();
  }
}
