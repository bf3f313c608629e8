/**
 * How long an outgoing call may take so that the function still has time to write down what came of it.
 * @param wantedMs how long it may take at most.
 * @param leastMs with less time than this the call is not worth beginning. Default: 1,000 (1 second).
 * @returns milliseconds; undefined if there is not enough time left to begin.
 */
export type TimeBudget = (wantedMs: number, leastMs?: number) => number | undefined;

/** For the write and the wake-up after the last call. */
const reservedMs = 4 * 1000;

/** @param remainingMs what is left of the function's own time, in milliseconds. */
export function createTimeBudget(remainingMs: () => number): TimeBudget {
  return (wantedMs, leastMs = 1000) => {
    const leftMs = remainingMs() - reservedMs;
    return leftMs < leastMs ? undefined : Math.min(wantedMs, leftMs);
  };
}
