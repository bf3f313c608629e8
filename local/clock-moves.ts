import type * as v from 'valibot';
import type { Clock } from './clock.ts';
import { playForward } from './play-forward.ts';
import type { ClockMove, ClockMoved } from './requests.ts';
import type { LocalRun } from './run.ts';

type Moved = v.InferOutput<typeof ClockMoved>;

/** The clock of a running stack, as people move it. */
export interface ClockMoves {
  /** Moves run one after another: each goes from one thing that is due to the next. */
  move(by: v.InferOutput<typeof ClockMove>): Promise<Moved>;
  /** Whether the clock was moved, or is being moved right now. */
  state(): 'real' | 'moved' | 'moving';
  /** How the move ended that ended last; `failed` if it broke off. */
  last(): Moved | 'failed' | undefined;
  /** In how many seconds the next wake-up of a hire is due, at least one. */
  nextDueInSeconds(): Promise<number | undefined>;
}

export function createClockMoves({ stack, queues, oneLogin }: LocalRun, clock: Clock): ClockMoves {
  let lastMove: Promise<unknown> = Promise.resolve();
  let last: Moved | 'failed' | undefined;
  let moves = 0;

  async function moveOnce(seconds: number): Promise<Moved> {
    const before = oneLogin?.mails.length ?? 0;
    await playForward(seconds * 1000, clock, { stack, queueName: queues.invite });
    const mails = oneLogin && { mails: oneLogin.mails.length - before };
    return { now: new Date().toISOString(), ...mails };
  }

  return {
    async move({ moveSeconds }) {
      moves += 1;
      const moved = lastMove.then(() => moveOnce(moveSeconds));
      lastMove = moved.then(
        (end) => {
          last = end;
        },
        () => {
          last = 'failed';
        },
      );
      return moved.finally(() => {
        moves -= 1;
      });
    },
    state: () => (moves > 0 ? 'moving' : clock.aheadMs() > 0 ? 'moved' : 'real'),
    last: () => last,
    async nextDueInSeconds() {
      const due = [...(await stack.lookIntoQueue(queues.invite)), ...stack.pendingSchedules()];
      const waitsMs = due.map(({ at }) => at - Date.now()).filter((waitMs) => waitMs > 0);
      return waitsMs.length === 0 ? undefined : Math.ceil(Math.min(...waitsMs) / 1000);
    },
  };
}
