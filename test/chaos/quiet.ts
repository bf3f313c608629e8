import type { Clock } from '../../local/clock.ts';
import { untilNothingIsDue, type Watch } from '../../local/quiet.ts';

/** Past the longest delay of SQS (15 minutes), in milliseconds: what is due at about the same time comes at once. */
const pastDelaysMs = 16 * 60 * 1000;
/** A sweep runs once for a move, so one runs at least once a day. */
const longestMoveMs = 24 * 60 * 60 * 1000;
/** While nobody waits for the mail, looks at those who have it may be late, and come at once too. */
const looksMoveMs = 12 * 60 * 60 * 1000;
/** Beyond that, what still waits waits for something that does not come. */
const mostMoves = 400;
const lookEveryMs = 30;

/** What is still to come when the stack has nothing to do right now. */
export interface ToCome {
  /** When somebody is looked at next who waits for the mail, in milliseconds since 1970. Infinity if nobody does. */
  nextMailAt: number;
  /** Whether nothing of it is waited for. */
  isAtRest: boolean;
}

/**
 * Waits until the stack has nothing left to do: no message on the invite queue, nothing scheduled, or nothing that is
 * worth waiting for. When all that is left waits for later, the clock is moved forward.
 * @param options.look called before each move. If absent, everything is waited for, and comes at its own time.
 * @param options.onMove called after each move of the clock.
 * @returns how often the clock was moved.
 */
export async function untilQuiet({
  clock,
  shortestMoveMs = pastDelaysMs,
  look = async () => ({ nextMailAt: 0, isAtRest: false }),
  onMove = async () => undefined,
  ...watch
}: Watch & {
  clock: Pick<Clock, 'moveForward'>;
  shortestMoveMs?: number;
  look?: () => Promise<ToCome>;
  onMove?: () => Promise<void>;
}): Promise<number> {
  for (let moves = 0; ; moves += 1) {
    const { nextAt } = await untilNothingIsDue({ lookEveryMs, ...watch });
    if (nextAt === undefined || moves === mostMoves) return moves;
    const { nextMailAt, isAtRest } = await look();
    if (isAtRest) return moves;
    const leftMs = Math.max(nextAt - Date.now(), Math.min(nextMailAt - Date.now(), looksMoveMs));
    clock.moveForward(Math.min(Math.max(leftMs, shortestMoveMs), longestMoveMs));
    await onMove();
  }
}
