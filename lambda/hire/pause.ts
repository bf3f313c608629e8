import * as v from 'valibot';
import { HireRow } from './hire-row.ts';
import { pauseCauses } from './outcomes.ts';

/** Everything is paused: by the brake, or by an operator. The stack's own row in the hires table says so. */

/**
 * Why an operator pauses everything. It stands in the table and is mailed, so it is one line and has no address; names
 * cannot be told from words.
 */
export const pauseReasonRule =
  'The reason has to be one line of at most 200 characters, without an e-mail address.';
export const PauseReason = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty(),
  v.maxLength(200),
  v.regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u),
  v.check((text) => !/\S@\S/.test(text)),
);

/** What the row says of a pause, besides its time. What only another version knows must not hide that there is one. */
export const pauseEntries = {
  pausedBecause: v.fallback(v.optional(v.picklist(pauseCauses)), undefined),
  pausedReason: v.fallback(v.optional(PauseReason), undefined),
};

const StackRow = v.object({ pausedAt: v.optional(HireRow.entries.updatedAt), ...pauseEntries });

export interface Pause extends Pick<v.InferOutput<typeof StackRow>, 'pausedBecause' | 'pausedReason'> {
  /** Milliseconds since 1970. */
  pausedAt: number;
}

/** The pause that stands, by the stack's row as it is stored; undefined if there is none. */
export function readPause(item: Readonly<Record<string, unknown>>): Pause | undefined | 'unreadable' {
  const row = v.safeParse(StackRow, item);
  if (!row.success) return 'unreadable';
  const { pausedAt, ...why } = row.output;
  return pausedAt === undefined ? undefined : { ...why, pausedAt };
}

/** Who has paused everything, and why: the end of a sentence. */
export function sayWhyPaused({ pausedBecause, pausedReason }: Omit<Pause, 'pausedAt'>): string {
  switch (pausedBecause) {
    case 'OPERATOR':
      return pausedReason === undefined ? 'by an operator' : `by an operator: "${pausedReason}"`;
    case 'MAX_FIRST_MAILS':
      return 'by the brake: more first mails than invite.maxFirstMailsPerDay';
    case undefined:
      return 'for a cause that only another version knows';
  }
}

const forgottenMs = 24 * 60 * 60 * 1000;

/** From when on a person is told. An operator knows of the own pause, and may forget to end it. */
export function tellPauseFrom({ pausedAt, pausedBecause }: Pause): number {
  return pausedBecause === 'OPERATOR' ? pausedAt + forgottenMs : pausedAt;
}

/**
 * Of so many looks at a hire that waits for the end of a pause, one is a whole look, which notices that the person is
 * active or no longer eligible. The others ask neither the HR system nor OneLogin, whose calls thousands of paused hires
 * would use up.
 */
const wholeLookEvery = 4;

export function isShortLook({ outcomes }: Pick<HireRow, 'outcomes'>): boolean {
  const last = outcomes?.at(-1);
  return last?.code === 'PAUSED' && (last.times ?? 1) % wholeLookEvery !== 0;
}
