import { bringsNewsForUndo, withNewsForUndo } from './cancel-by-hand.ts';
import { isChangeSinceRemoval, isRemoved } from './engagement.ts';
import type { HireRow } from './hire-row.ts';
import { latestWord } from './latest-word.ts';
import type { Look } from './look.ts';

/** How long to wait for the creation that a change has overtaken. */
export const keepNotesDays = 30;

/**
 * The row after a message that leads to no attempt, but says something that counts later. For an employee who has not
 * been announced, that is everything, and also since a removal. For one who was invited, it is the moment, the date of
 * the creation, and the date of what was said last. For one whom an operator has cancelled, it counts after an undo.
 */
export function note(row: HireRow | undefined, look: Look, options: NoteOptions): HireRow {
  const noted = noteWord(row, look, options);
  return row !== undefined && bringsNewsForUndo(row, look) ? withNewsForUndo(noted, look) : noted;
}

interface NoteOptions {
  token: string;
  now: number;
  /** When the message comes once more, if it does. */
  keepUntil?: number | undefined;
}

function noteWord(row: HireRow | undefined, look: Look, { token, now, keepUntil }: NoteOptions): HireRow {
  const written = { version: (row?.version ?? 0) + 1, writer: token };
  const isKept = keepUntil !== undefined && { waitUntil: keepUntil };
  if (row !== undefined && isChangeSinceRemoval(row, look))
    return { ...row, ...written, sinceRemoval: { ...latestWord(row.sinceRemoval, look), ...isKept } };
  if (row !== undefined && row.state !== 'unannounced')
    return { ...row, ...whatCounts(row, look), ...written };
  return {
    hire: look.hire,
    requestId: look.requestId,
    state: 'unannounced',
    ...written,
    rung: 0,
    firstAttemptAt: now,
    ...latestWord(row, look),
    ...isKept,
    updatedAt: now,
    expiresAt: Math.ceil(now / 1000) + keepNotesDays * 24 * 60 * 60,
  };
}

/** A later word with the same record counts from its own date on: what was said before it is older now. */
function whatCounts(row: HireRow, look: Look): Partial<HireRow> {
  const { announced, ...counting } = latestWord(row, look);
  const isSame = announced?.personHash === row.announced?.personHash && !isRemoved(row);
  return isSame && announced !== undefined ? { ...counting, announced } : counting;
}
