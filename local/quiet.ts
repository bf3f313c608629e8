import { setTimeout as delay } from 'node:timers/promises';
import type { LocalStack } from './aws/stack.ts';

/** What is observed. */
export type Watched = Pick<LocalStack, 'isWorking' | 'lookIntoQueue' | 'pendingSchedules'>;

/** A message due within this time, in milliseconds, counts as due now, and is waited for. */
const nearMs = 500;

export interface Watch {
  stack: Watched;
  /** The invite queue. */
  queueName: string;
  /** Other work that must be finished too. */
  isBusyElsewhere?: () => boolean;
  lookEveryMs?: number;
  /** The longest time to wait, in milliseconds. If absent, there is no limit. */
  patienceMs?: number;
}

/**
 * Waits until the stack has nothing to do right now. SQS does not report what it does, so this polls.
 * @returns `nextAt`: when the next message or schedule is due, in milliseconds since 1970; absent if there is none.
 *   `isQuiet` is false only if the time ran out first.
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
    // Look twice: a message that was just received may not yet show as being processed.
    if (now.isQuiet && before.isQuiet && now.nextAt === before.nextAt) return now;
    if (performance.now() > givesUpAt) return now;
    before = now;
  }
}
