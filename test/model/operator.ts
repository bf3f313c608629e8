import { type RetryContext, type RetryParts, retryHire } from '../../lambda/operate/retry-hire.ts';
import { createProcess, type Death, type Process } from './process.ts';
import type { World } from './world.ts';

/** The operator, who presses whatever `operate` offers: its own code, in a process that may fail or die. */

type Answer = { ok: true; by?: string } | { ok: false; code: string };

interface Doing {
  carryOut: (hire: string, context: RetryContext, parts: RetryParts) => Promise<Answer>;
  /** Whether the hire has to be looked at once it was answered with `ok`. */
  leadsToLook: boolean;
}

/** A further action is one entry. */
const doings = { retry: { carryOut: retryHire, leadsToLook: true } } satisfies Record<string, Doing>;

export type Action = keyof typeof doings;
export const actions = Object.keys(doings).filter((name): name is Action => Object.hasOwn(doings, name));

const timeoutMs = 60 * 1000;
const pressesAgainAfterMs = 60 * 1000;

export interface Operator {
  /** @param death the call that `operate` does not survive, counted from its own first. */
  press(action: Action, hire: string, death?: Death): void;
}

/**
 * @param connect gives the parts of `operate` in a new process.
 * @param onDone is told of what was answered with `ok` and leads to a look, and when the operator had pressed.
 */
export function createOperator(
  world: World,
  connect: (process: Process) => RetryParts,
  onDone: (hire: string, pressedAt: number, by: string | undefined) => void,
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
    const { carryOut, leadsToLook }: Doing = doings[action];
    carryOut(hire, context, connect(process)).then(
      (answer) => {
        if (!process.isAlive()) return;
        world.tell(() => `the operator is answered ${answer.ok ? (answer.by ?? 'ok') : answer.code}`);
        if (answer.ok && leadsToLook) onDone(hire, pressedAt, answer.by);
        if (!answer.ok && answer.code === 'TRY_AGAIN') pressAgain();
      },
      () => {
        if (process.isAlive()) pressAgain();
      },
    );
  }

  return { press };
}
