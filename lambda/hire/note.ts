import type { HireRow } from './hire-row.ts';
import { latestWord } from './latest-word.ts';
import type { Look } from './look.ts';

/** How long to wait for the creation that a change has overtaken. */
export const keepNotesDays = 30;

/**
 * The row after a message that leads to no attempt, but says something that counts later. For an employee who has not
 * been announced, that is everything. For one who was invited, it is the moment and the date of the creation.
 */
export function note(
  row: HireRow | undefined,
  look: Look,
  { token, now, keepUntil }: { token: string; now: number; keepUntil?: number | undefined },
): HireRow {
  if (row !== undefined && row.state !== 'unannounced') return noteWhatCounts(row, look, { token, now });
  return {
    hire: look.hire,
    requestId: look.requestId,
    state: 'unannounced',
    version: (row?.version ?? 0) + 1,
    writer: token,
    rung: 0,
    firstAttemptAt: now,
    ...latestWord(row, look),
    ...(keepUntil !== undefined && { waitUntil: keepUntil }),
    updatedAt: now,
    expiresAt: Math.ceil(now / 1000) + keepNotesDays * 24 * 60 * 60,
  };
}

function noteWhatCounts(row: HireRow, look: Look, { token, now }: { token: string; now: number }): HireRow {
  const { announced, ...counting } = latestWord(row, look);
  return { ...row, ...counting, version: row.version + 1, writer: token, updatedAt: now };
}
