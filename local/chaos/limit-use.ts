import type { LimitWindow } from '../sandbox/onelogin-rate-limit.ts';

/** How OneLogin's limit was used. */
export interface LimitUse {
  calls: number;
  windowSeconds: number;
  /** How many calls were refused, in all. */
  refused: number;
  /** In per cent, of the windows in which there was work from beginning to end; absent if there was none. */
  percentUsed?: number;
}

/** @param fullWindows those in which there was work from beginning to end. */
export function toLimitUse(
  { calls, windowSeconds }: { calls: number; windowSeconds: number },
  windows: readonly LimitWindow[],
  fullWindows: readonly LimitWindow[],
): LimitUse {
  const refused = windows.reduce((sum, window) => sum + window.refused, 0);
  if (fullWindows.length === 0) return { calls, windowSeconds, refused };
  const passed = fullWindows.reduce((sum, window) => sum + window.asked - window.refused, 0);
  return {
    calls,
    windowSeconds,
    refused,
    percentUsed: Math.round((100 * passed) / (fullWindows.length * calls)),
  };
}
