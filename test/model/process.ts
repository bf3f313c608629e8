import type { World } from './world.ts';

/** An outcome of a call other than the ordinary one. `answer` does what the call does, if anything, and may throw. */
export interface Trouble<Answer> {
  /** Milliseconds; an ordinary call's if absent. */
  afterMs?: number;
  answer: () => Answer;
}

/** A process of the function: it makes calls, each of which it may not survive. */
export interface Process {
  isAlive(): boolean;
  /** Its clock, which differs from the world's by some seconds. */
  nowMs(): number;
  die(why: string): void;
  /** What is to happen when it dies, once: the one before is forgotten. */
  onDeath(happen: () => void): void;
  /**
   * A call to somewhere else. The history decides what comes of it: the ordinary, a trouble, or that the process dies
   * before or after the call's effect. A dead process never hears of it.
   */
  call<Answer>(
    what: () => string,
    ordinary: () => Answer,
    troubles: Record<string, Trouble<Answer>>,
    /** The trouble that comes of it, whatever the history decides. */
    certain?: string,
  ): Promise<Answer>;
}

const ordinaryMs = 20;
const extraMs = [0, 700, 3000];
const skewsMs = [0, 3000, -3000];

/** Kills a process at the n-th call of the history, before or after its effect. */
export interface Death {
  call: number;
  when: 'before' | 'after';
}

/** @param calls counts the calls of the whole history, in which `deaths` are placed. */
export function createProcess(
  name: string,
  world: World,
  { calls, deaths }: { calls: { count: number }; deaths: readonly Death[] },
): Process {
  const skewMs = skewsMs[world.choose(skewsMs.length)] ?? 0;
  let alive = true;
  let onDeath = (): void => undefined;

  const process: Process = {
    isAlive: () => alive,
    nowMs: () => world.now() + skewMs,
    die(why) {
      world.tell(() => `${name} is killed ${why}`);
      alive = false;
      world.at(world.now(), onDeath);
    },
    onDeath(happen) {
      onDeath = happen;
    },
    call(what, ordinary, troubles, certain) {
      const index = calls.count;
      calls.count += 1;
      const outcomes = ['', 'dies before', 'dies after', ...Object.keys(troubles)];
      const decision = world.choose(outcomes.length * extraMs.length);
      const placed = deaths.find(({ call }) => call === index);
      const decided = placed ? `dies ${placed.when}` : (outcomes[decision % outcomes.length] ?? '');
      const outcome = certain ?? decided;
      const trouble = troubles[outcome];
      const afterMs = trouble?.afterMs ?? ordinaryMs + (extraMs[Math.floor(decision / outcomes.length)] ?? 0);

      return new Promise((resolve, reject) => {
        world.at(world.now() + afterMs, () => {
          // A request in flight arrives, or not, whatever has become of the process.
          if (!alive && world.choose(2) === 0) return;
          world.tell(() => `${name}: ${what()}${outcome === '' ? '' : ` (${outcome})`}`);
          if (outcome === 'dies before') return process.die('before the call');
          try {
            const answer = (trouble?.answer ?? ordinary)();
            if (outcome === 'dies after') return process.die('after the call');
            if (alive) resolve(answer);
          } catch (error) {
            if (alive) reject(error);
          }
        });
      });
    },
  };
  return process;
}

/** What can become of a call to AWS: an error before or after its effect, or the SDK repeats it after a lost answer. */
export function awsTroubles<Answer>(world: World, ordinary: () => Answer): Record<string, Trouble<Answer>> {
  const fail = (): never => {
    world.excuse();
    throw new Error('service unavailable');
  };
  return {
    'fails before': { answer: fail },
    'fails after': {
      answer: () => {
        ordinary();
        return fail();
      },
    },
    'is repeated': {
      answer: () => {
        world.excuse();
        ordinary();
        return ordinary();
      },
    },
  };
}
