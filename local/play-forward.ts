import type { Clock } from './clock.ts';
import { untilNothingIsDue, type Watch } from './quiet.ts';

/** At most a day at a time, so that recurring runs happen on the way too. */
const longestStepMs = 24 * 60 * 60 * 1000;
/** How long to wait for something that does not end, such as an answer that hangs. */
const patienceMs = 30 * 1000;
const shortStepMs = 60 * 1000;

/**
 * Moves the clock forward, from one thing that is due to the next, so that everything happens at its own time.
 * @param ms how far, in milliseconds.
 */
export async function playForward(
  ms: number,
  clock: Pick<Clock, 'moveForward'>,
  watch: Watch,
): Promise<void> {
  const end = Date.now() + ms;
  for (;;) {
    const { isQuiet, nextAt = end } = await untilNothingIsDue({ lookEveryMs: 20, patienceMs, ...watch });
    const leftMs = end - Date.now();
    if (leftMs <= 0) return;
    const untilNextMs = isQuiet ? nextAt - Date.now() : shortStepMs;
    clock.moveForward(Math.min(leftMs, longestStepMs, Math.max(untilNextMs, 0)));
  }
}
