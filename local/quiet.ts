import { setTimeout as delay } from 'node:timers/promises';
import type { LocalStack } from './aws/stack.ts';

/** What is looked at. */
export type Watched = Pick<LocalStack, 'isWorking' | 'lookIntoQueue' | 'pendingSchedules'>;

/** A wait up to here, in milliseconds, is waited for: it counts as due. */
const nearMs = 500;

export interface Watch {
  stack: Watched;
  /** The invite queue. */
  queueName: string;
  /** What must be over too. */
  isBusyElsewhere?: () => boolean;
  lookEveryMs?: number;
  /** How long to wait at most, in milliseconds; for ever if absent. */
  patienceMs?: number;
}

/**
 * Waits until the stack has nothing to do just now. SQS tells nobody of what it does by itself, so it is asked.
 * @returns `nextAt`: when the next message or schedule is due, in milliseconds since 1970; absent if there is none.
 *   `isQuiet` is false only if the patience was over first.
 */
export async function untilNothingIsDue(watch: Watch): Promise<{ isQuiet: boolean; nextAt?: number }> {
  const { stack, queueName, isBusyElsewhere = () => false, lookEveryMs = 100, patienceMs } = watch;
  const givesUpAt = performance.now() + (patienceMs ?? Number.POSITIVE_INFINITY);

  async function look(): Promise<{ isQuiet: boolean; nextAt?: number }> {
    if (stack.isWorking() || isBusyElsewhere()) return { isQuiet: false };
    const left = [...(await stack.lookIntoQueue(queueName)), ...stack.pendingSchedules()];
    if (stack.isWorking()) return { isQuiet: false };
    if (left.length === 0) return { isQuiet: true };
    const nextAt = left.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
    return { isQuiet: nextAt - Date.now() > nearMs, nextAt };
  }

  let before = await look();
  for (;;) {
    await delay(lookEveryMs);
    const now = await look();
    // Twice the same: a message that was just received is not yet known to be worked on.
    if (now.isQuiet && before.isQuiet && now.nextAt === before.nextAt) return now;
    if (performance.now() > givesUpAt) return now;
    before = now;
  }
}
