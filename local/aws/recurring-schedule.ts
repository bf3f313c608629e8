import type { Clock } from '../clock.ts';
import type { LocalFunction } from './lambda-function.ts';
import { longestTimerMs } from './scheduler.ts';
import type { ScheduleDefinition } from './template.ts';

export interface RecurringSchedule {
  /** Whether a run is under way. */
  isRunning(): boolean;
  close(): void;
}

/**
 * A stand-in for a recurring schedule of EventBridge Scheduler: invokes the function every so many hours of the clock, for the
 * first time after so many. Never twice at once, and once for a move of the clock, however many runs it skips: a run more
 * would find nothing more. What becomes of a run, the function itself tells.
 * @param clock what it takes for the time; the machine's if absent.
 */
export function startRecurringSchedule(
  { everyHours, event }: Pick<ScheduleDefinition, 'everyHours' | 'event'>,
  lambda: Pick<LocalFunction, 'invoke'>,
  clock?: Clock,
): RecurringSchedule {
  const everyMs = everyHours * 60 * 60 * 1000;
  let dueAt = Date.now() + everyMs;
  let running = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  function arm(): void {
    clearTimeout(timer);
    if (running || closed) return;
    const leftMs = dueAt - Date.now();
    if (leftMs <= 0) void run();
    else timer = setTimeout(arm, Math.min(leftMs, longestTimerMs));
  }

  async function run(): Promise<void> {
    running = true;
    dueAt = Date.now() + everyMs;
    await lambda.invoke(event).catch(() => undefined);
    running = false;
    arm();
  }

  const forgetClock = clock?.onMove(arm);
  arm();
  return {
    isRunning: () => running,
    close() {
      closed = true;
      clearTimeout(timer);
      forgetClock?.();
    },
  };
}
