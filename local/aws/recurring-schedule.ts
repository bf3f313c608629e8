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
 * A stand-in for a recurring schedule of EventBridge Scheduler. It invokes the function at a fixed interval, the first
 * time after one interval. Runs never overlap. If the clock is moved past several runs, there is only one,
 * because another would find nothing new. The function itself reports how a run ended.
 * @param clock the time to use. If absent, the machine's clock.
 */
export function startRecurringSchedule(
  { everyMinutes, event, alias }: Pick<ScheduleDefinition, 'everyMinutes' | 'event' | 'alias'>,
  lambda: Pick<LocalFunction, 'invoke'>,
  clock?: Clock,
): RecurringSchedule {
  const everyMs = everyMinutes * 60 * 1000;
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
    await lambda.invoke(event, alias).catch(() => undefined);
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
