import { setImmediate as nextTurn } from 'node:timers/promises';

/** A promise of the product that a history has broken. */
export class PromiseBroken extends Error {
  override readonly name = 'PromiseBroken';
}

/** Time, what is to happen in it, and the decisions of one history. Nothing in it is real, or waits. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** The history's next decision, of so many: 0, the ordinary, once it has no more. */
  choose(options: number): number;
  /** Lets something happen later, or now if the time is over. */
  at(ms: number, happen: () => void): void;
  /** Says what happens, if somebody wants to read it. */
  tell(what: () => string): void;
  /** Notes something that can leave a message too many, or have a hire parked once more. */
  excuse(): void;
  excuses(): number;
  /** From now on only the ordinary happens. */
  calm(): void;
  /** Whether nothing out of the ordinary has happened so far. */
  isOrdinary(): boolean;
  /** Notes a broken promise, which `check` throws: the code under test would catch it. */
  breaks(what: string): void;
  /** @throws PromiseBroken if one is. */
  check(): void;
  /** Lets everything happen that is to. @throws PromiseBroken. */
  run(): Promise<void>;
}

const mostEvents = 20_000;

/**
 * @param start milliseconds since 1970.
 * @param troublesFrom when the decisions begin; before, only the ordinary happens.
 * @param story gets what happens, line by line.
 */
export function createWorld(
  start: number,
  decisions: readonly number[],
  { troublesFrom, story }: { troublesFrom: number; story?: string[] | undefined },
): World {
  const events: { ms: number; happen: () => void }[] = [];
  let now = start;
  let decided = 0;
  let excused = 0;
  let isOrdinary = true;
  let broken: PromiseBroken | undefined;

  const world: World = {
    now: () => now,
    choose(options) {
      if (now < troublesFrom) return 0;
      const decision = decisions[decided] ?? 0;
      decided += 1;
      const chosen = decision % options;
      if (chosen !== 0) isOrdinary = false;
      return chosen;
    },
    at(ms, happen) {
      const later = events.findIndex((event) => event.ms > ms);
      events.splice(later < 0 ? events.length : later, 0, { ms, happen });
    },
    tell: (what) => story?.push(`${((now - start) / 1000).toFixed(1).padStart(9)} s  ${what()}`),
    excuse() {
      excused += 1;
    },
    excuses: () => excused,
    calm() {
      decided = decisions.length;
    },
    isOrdinary: () => isOrdinary,
    breaks(what) {
      world.tell(() => `PROMISE BROKEN: ${what}`);
      broken ??= new PromiseBroken(what);
    },
    check() {
      if (broken !== undefined) throw broken;
    },
    async run() {
      for (let count = 0; events.length > 0; count += 1) {
        if (count === mostEvents) world.breaks('the history does not end');
        world.check();
        const event = events.shift();
        now = Math.max(now, event?.ms ?? now);
        event?.happen();
        await nextTurn(); // the code under test goes on until it waits for the world again
      }
      world.check();
    },
  };
  return world;
}
