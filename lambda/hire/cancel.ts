import { type HireRow, toFinalRow } from './hire-row.ts';
import type { Look } from './look.ts';

/** The row of a hire whose employee has been removed. It still remembers what was sent before. */
export function cancel(
  row: HireRow | undefined,
  { hire, requestId }: Look,
  { token, now }: { token: string; now: number },
): HireRow {
  const written = { version: (row?.version ?? 0) + 1, writer: token, updatedAt: now };
  if (row?.state === 'invited') {
    const { followUpAt, lease, ...rest } = row;
    return { ...rest, ...written };
  }
  const { lease, waitUntil, ...rest } = row ?? { rung: 0, firstAttemptAt: now };
  return toFinalRow({ ...rest, hire, requestId, ...written, state: 'cancelled', code: 'CANCELLED' });
}
