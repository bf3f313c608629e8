/**
 * How long an outgoing call may take, if the function is to have time to store the result.
 * @param wantedMs the longest time for the call.
 * @param leastMs with less time than this, the call is not worth starting. Default: 1,000 (1 second).
 * @returns milliseconds; undefined if there is not enough time left to start.
 */
export type TimeBudget = (wantedMs: number, leastMs?: number) => number | undefined;

/** Time for the note of the mail, the wake-up and the row after the last call. */
const reservedMs = 6 * 1000;

/** @param remainingMs gives the time that the function has left, in milliseconds. */
export function createTimeBudget(remainingMs: () => number): TimeBudget {
  return (wantedMs, leastMs = 1000) => {
    const leftMs = remainingMs() - reservedMs;
    return leftMs < leastMs ? undefined : Math.min(wantedMs, leftMs);
  };
}
