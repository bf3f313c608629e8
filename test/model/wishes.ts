import { clocksMs } from './mails.ts';
import { isFinal, type Row } from './promises.ts';
import type { World } from './world.ts';

/** What is promised of what the operator asks for. */
export interface Wishes {
  onWrite(row: Row, before: Row | undefined): void;
  /** A retry was answered with `ok`. */
  onDone(hire: string, pressedAt: number, by: string | undefined): void;
  /** After everything has come to rest. */
  onRest(): void;
  /** Whether the row has noted a wish since. */
  isAskedSince(hire: string, at: number): boolean;
  /** How many wishes the rows of these hires have noted. */
  count(hires: readonly string[]): number;
}

const minuteMs = 60 * 1000;
/** Nobody who was mailed within this time can be mailed by a wish. */
const justMailedMs = 15 * minuteMs;
/** For so long a wish is the same one when the operator presses again. */
const isSameWithinMs = 2 * minuteMs;
/** What is to be looked at now is looked at within this time, if nothing is out of the ordinary. */
const looksWithinMs = 3 * minuteMs;

export function createWishes(
  world: World,
  options: {
    row: (hire: string) => Row | undefined;
    /** Whether a wake-up of the hire could not be delivered: the operator has yet to send it again. */
    isUndelivered: (hire: string) => boolean;
    isPlain: boolean;
  },
): Wishes {
  const { row, isUndelivered, isPlain } = options;
  const noted: { hire: string; at: number }[] = [];
  const granted: { hire: string; since: number }[] = [];
  const lookedAt = new Map<string, number>();

  /** A removal, or a word that leaves the person out, may come first. */
  const isLookedAt = (hire: string, since: number) =>
    (lookedAt.get(hire) ?? 0) >= since || isFinal(row(hire)) || row(hire)?.state === 'not-eligible';

  return {
    onWrite(row, before) {
      const { hire, lease, retryAskedAt } = row;
      const isCancelled = row.state === 'cancelled'; // whatever was asked for before is over
      const isClaimed = lease !== undefined && lease.token !== before?.lease?.token;
      if (isClaimed || isCancelled) lookedAt.set(hire, world.now());
      if (retryAskedAt === undefined || retryAskedAt === before?.retryAskedAt) return;
      noted.push({ hire, at: world.now() });
      const mailedAt = before?.state === 'invited' ? Date.parse(before.invitedAt ?? '') : Number.NaN;
      if (world.now() < mailedAt + justMailedMs - clocksMs)
        world.breaks(`${hire} was mailed a moment ago, and is to be mailed again`);
    },
    onDone(hire, pressedAt, by) {
      const since = by === 'earlier-retry' ? pressedAt - isSameWithinMs : pressedAt;
      granted.push({ hire, since });
      if (by === 'next-look') return;
      world.at(world.now() + looksWithinMs, () => {
        if (isPlain && world.isOrdinary() && !isLookedAt(hire, since))
          world.breaks(`${hire} is to be tried again now, and is not looked at`);
      });
    },
    onRest() {
      for (const { hire, since } of granted) {
        if (!isLookedAt(hire, since) && !isUndelivered(hire))
          world.breaks(`${hire} is to be tried again, and is never looked at`);
      }
    },
    isAskedSince: (hire, at) => noted.some((wish) => wish.hire === hire && wish.at >= at - clocksMs),
    count: (hires) => noted.filter(({ hire }) => hires.includes(hire)).length,
  };
}
