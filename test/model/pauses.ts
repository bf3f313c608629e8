import type { Action, Answer } from './operator.ts';
import type { Row } from './promises.ts';
import type { World } from './world.ts';

/** What is promised when the operator pauses everything, and lets it go on. */
export interface Pauses {
  onPress(action: Action): void;
  onAnswer(action: Action, pressedAt: number, answer: Answer | undefined): void;
  onWrite(row: Row, before: Row | undefined): void;
  /** At a call that mails for the hire. */
  onMail(hire: string): void;
}

/** What waits for the end of a pause is looked at within a quarter of an hour. */
const goesOnWithinMs = 17 * 60 * 1000;

const waitsForEnd = ({ state, code }: Row) =>
  code === 'PAUSED' && (state === 'waiting' || state === 'invited');

export function createPauses(
  world: World,
  { isPlain, isLeftToHr }: { isPlain: boolean; isLeftToHr: (hire: string) => boolean },
): Pauses {
  const rows = new Map<string, Row>();
  const claimedAt = new Map<string, number>();
  /** Since when the operator knows that everything is paused. */
  let pausedSince: number | undefined;
  let resumePressedAt = Number.NEGATIVE_INFINITY;

  function onResumed(): void {
    const waiting = [...rows.values()].filter(waitsForEnd);
    world.at(world.now() + goesOnWithinMs, () => {
      if (!isPlain || !world.isOrdinary() || pausedSince !== undefined) return;
      for (const { hire, version } of waiting)
        if (rows.get(hire)?.version === version && !isLeftToHr(hire))
          world.breaks(`everything goes on, and ${hire} still waits for that`);
    });
  }

  return {
    onPress(action) {
      if (action !== 'resume') return;
      pausedSince = undefined;
      resumePressedAt = world.now();
    },
    onAnswer(action, pressedAt, answer) {
      if (answer?.ok !== true) return;
      if (action === 'pause' && pressedAt > resumePressedAt) pausedSince = world.now();
      if (action === 'resume') onResumed();
    },
    onWrite(row, before) {
      const { hire, lease, code, state, rung } = row;
      rows.set(hire, row);
      if (lease !== undefined && lease.token !== before?.lease?.token) claimedAt.set(hire, world.now());
      const isEnd = lease === undefined && before?.lease !== undefined;
      if (!isEnd || code !== 'PAUSED') return;
      if (state === 'parked') world.breaks(`${hire} is parked by a pause`);
      if (rung > before.rung) world.breaks(`a pause uses up a step of ${hire}`);
    },
    onMail(hire) {
      // What had been begun goes on.
      if (pausedSince !== undefined && (claimedAt.get(hire) ?? 0) > pausedSince)
        world.breaks(`${hire} is mailed, though everything is paused`);
    },
  };
}
