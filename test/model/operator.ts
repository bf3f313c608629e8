import { cancelHire } from '../../lambda/operate/cancel-hire.ts';
import { type ForgetParts, forgetHire } from '../../lambda/operate/forget-hire.ts';
import { type PauseParts, pauseAll } from '../../lambda/operate/pause.ts';
import { resumeAll } from '../../lambda/operate/resume.ts';
import { type RetryContext, type RetryParts, retryHire } from '../../lambda/operate/retry-hire.ts';
import { type UndoParts, undoCancelOf } from '../../lambda/operate/undo-cancel.ts';
import { createProcess, type Death, type Process } from './process.ts';
import type { World } from './world.ts';

/** The operator, who presses whatever `operate` offers: its own code, in a process that may fail or die. */

export type OperatorParts = RetryParts & UndoParts & ForgetParts & PauseParts;

export type Answer = { ok: true; by?: string } | { ok: false; code: string };

interface Doing {
  carryOut: (hire: string, context: RetryContext, parts: OperatorParts) => Promise<Answer>;
  /** What it is about. The operator who wants something else of it now does not press the first again. */
  about: 'next look' | 'stop' | 'pause';
  /** The refusals that say: try again. */
  saysAgain: readonly string[];
}

const isBusy = ['TRY_AGAIN', 'BEING_TRIED', 'BEING_REPLAYED'];

/** A further action is one entry. */
const doings = {
  retry: { carryOut: retryHire, about: 'next look', saysAgain: ['TRY_AGAIN'] },
  cancel: {
    carryOut: (hire, _context, parts) => cancelHire(hire, parts),
    about: 'stop',
    saysAgain: isBusy,
  },
  'undo-cancel': { carryOut: undoCancelOf, about: 'stop', saysAgain: isBusy },
  forget: {
    carryOut: (hire, { hasTime }, parts) => forgetHire(hire, hasTime, parts),
    about: 'stop',
    saysAgain: isBusy,
  },
  pause: {
    carryOut: (_hire, _context, parts) => pauseAll('OneLogin moves', parts),
    about: 'pause',
    saysAgain: isBusy,
  },
  resume: { carryOut: (_hire, _context, parts) => resumeAll(parts), about: 'pause', saysAgain: isBusy },
} satisfies Record<string, Doing>;

export type Action = keyof typeof doings;

const timeoutMs = 60 * 1000;
const dayMs = 24 * 60 * 60 * 1000;
/** The first time after a minute, then ever later, and at least once a day. */
const pressesAgainAfterMs = (tries: number) => Math.min(60 * 1000 * 4 ** tries, dayMs);

export interface Operator {
  /** @param death the call that `operate` does not survive, counted from its own first. */
  press(action: Action, hire: string, death?: Death): void;
}

export interface OperatorEvents {
  onPress(action: Action, hire: string): void;
  /** @param answer undefined if the operator has given up, and wants something else by now. */
  onAnswer(action: Action, hire: string, pressedAt: number, answer: Answer | undefined): void;
}

/** @param connect gives the parts of `operate` in a new process. */
export function createOperator(
  world: World,
  connect: (process: Process) => OperatorParts,
  { onPress, onAnswer }: OperatorEvents,
): Operator {
  const wanted = new Map<string, Action>();

  function attempt(
    action: Action,
    hire: string,
    { death, tries = 0 }: { death?: Death; tries?: number },
  ): void {
    world.tell(() => `the operator presses ${action} for ${hire}`);
    world.excuse(); // each may put a message on the queue
    const pressedAt = world.now();
    const deaths = death ? [death] : [];
    const process = createProcess('operate', world, { calls: { count: 0 }, deaths });
    const { carryOut, about, saysAgain }: Doing = doings[action];
    // Whoever gets no answer, or is told to, tries again.
    function pressAgain(): void {
      world.at(world.now() + pressesAgainAfterMs(tries), () => {
        if (wanted.get(topicOf(about, hire)) === action) attempt(action, hire, { tries: tries + 1 });
        else onAnswer(action, hire, pressedAt, undefined);
      });
    }
    process.onDeath(pressAgain);
    const context = { requestId: 'operate-1', hasTime: () => world.now() < pressedAt + timeoutMs };
    carryOut(hire, context, connect(process)).then(
      (answer) => {
        if (!process.isAlive()) return;
        world.tell(() => `the operator is answered ${answer.ok ? (answer.by ?? 'ok') : answer.code}`);
        if (!answer.ok && saysAgain.includes(answer.code)) pressAgain();
        else onAnswer(action, hire, pressedAt, answer);
      },
      () => {
        if (process.isAlive()) pressAgain();
      },
    );
  }

  return {
    press(action, hire, death) {
      wanted.set(topicOf(doings[action].about, hire), action);
      onPress(action, hire);
      attempt(action, hire, death ? { death } : {});
    },
  };
}

function topicOf(about: Doing['about'], hire: string): string {
  return about === 'pause' ? about : `${about} of ${hire}`;
}
