import type { Clock } from '../../local/clock.ts';
import { untilNothingIsDue, type Watch } from '../../local/quiet.ts';

/** Past the longest delay of SQS (15 minutes), in milliseconds: what is due at about the same time comes at once. */
const shortestMoveMs = 16 * 60 * 1000;
/** So that a sweep, which runs once for a move, runs as often as it would. */
const longestMoveMs = 6 * 60 * 60 * 1000;
/** Beyond that, what still waits waits for something that does not come. */
const mostMoves = 400;

/**
 * Waits until the stack has nothing left to do: no message on the invite queue, nothing scheduled. When all that is left
 * waits for later, the clock is moved forward.
 * @param onMove called after each move of the clock.
 * @returns how often the clock was moved.
 */
export async function untilQuiet(
  { clock, ...watch }: Watch & { clock: Pick<Clock, 'moveForward'> },
  onMove: () => void = () => undefined,
): Promise<number> {
  for (let moves = 0; ; moves += 1) {
    const { nextAt } = await untilNothingIsDue(watch);
    if (nextAt === undefined || moves === mostMoves) return moves;
    clock.moveForward(Math.min(Math.max(nextAt - Date.now(), shortestMoveMs), longestMoveMs));
    onMove();
  }
}
