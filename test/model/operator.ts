import { type RetryContext, type RetryParts, retryHire } from '../../lambda/operate/retry-hire.ts';
import { createProcess, type Death, type Process } from './process.ts';
import type { World } from './world.ts';

/** The operator, who presses whatever `operate` offers: its own code, in a process that may fail or die. */

type Answer = { ok: true; by: string } | { ok: false; code: string };
type Carry = (hire: string, context: RetryContext, parts: RetryParts) => Promise<Answer>;

/** A further action is one entry. */
const carries = { retry: retryHire } satisfies Record<string, Carry>;

export type Action = keyof typeof carries;
export const actions = Object.keys(carries).filter((name): name is Action => Object.hasOwn(carries, name));

const timeoutMs = 60 * 1000;
const pressesAgainAfterMs = 60 * 1000;

export interface Operator {
  /** @param death the call that `operate` does not survive, counted from its own first. */
  press(action: Action, hire: string, death?: Death): void;
}

/**
 * @param connect gives the parts of `operate` in a new process.
 * @param onDone is told of what was answered with `ok`, and when the operator had pressed.
 */
export function createOperator(
  world: World,
  connect: (process: Process) => RetryParts,
  onDone: (hire: string, pressedAt: number, by: string) => void,
): Operator {
  function press(action: Action, hire: string, death?: Death): void {
    world.tell(() => `the operator presses ${action} for ${hire}`);
    world.excuse(); // each may put a message on the queue
    const pressedAt = world.now();
    const deaths = death ? [death] : [];
    const process = createProcess('operate', world, { calls: { count: 0 }, deaths });
    // Whoever gets no answer, or is told to, tries once more.
    const pressAgain = () => world.at(world.now() + pressesAgainAfterMs, () => press(action, hire));
    process.onDeath(pressAgain);
    const context = { requestId: 'operate-1', hasTime: () => world.now() < pressedAt + timeoutMs };
    carries[action](hire, context, connect(process)).then(
      (answer) => {
        if (!process.isAlive()) return;
        world.tell(() => `the operator is answered ${answer.ok ? answer.by : answer.code}`);
        if (answer.ok) onDone(hire, pressedAt, answer.by);
        else if (answer.code === 'TRY_AGAIN') pressAgain();
      },
      () => {
        if (process.isAlive()) pressAgain();
      },
    );
  }

  return { press };
}
