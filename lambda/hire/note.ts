import type { HireRow } from './hire-row.ts';
import { latestWord } from './latest-word.ts';
import type { Look } from './look.ts';

/** How long to wait for the creation that a change has overtaken. */
export const keepNotesDays = 30;

/** The row of an employee who has not been announced as a hire. */
export function note(
  row: HireRow | undefined,
  look: Look,
  { token, now, notBefore }: { token: string; now: number; notBefore?: number },
): HireRow {
  return {
    hire: look.hire,
    requestId: look.requestId,
    state: 'unannounced',
    version: (row?.version ?? 0) + 1,
    writer: token,
    rung: 0,
    firstAttemptAt: now,
    ...latestWord(row, look, notBefore),
    updatedAt: now,
    expiresAt: Math.ceil(now / 1000) + keepNotesDays * 24 * 60 * 60,
  };
}
