import type { HireRow, Lease } from './hire-row.ts';
import { latestWord } from './latest-word.ts';
import type { Look } from './look.ts';
import { keepNotesDays } from './note.ts';

/** How many different records of a hire are remembered, so that a repeat is not taken for news. */
const mostHeardRecords = 10;

/**
 * The row while we work on the hire: it is ours until the lease ends. After a parking it starts from the first rung.
 * After a replay every record may be tried again. An unresolved send stays unresolved.
 * @param options.notBefore the moment that follows from the message's own start date, if it has one.
 */
export function claim(
  row: HireRow | undefined,
  look: Look,
  { lease, now, notBefore }: { lease: Lease; now: number; notBefore?: number },
): HireRow {
  const written = { lease, version: (row?.version ?? 0) + 1, writer: lease.token, updatedAt: now };
  // An invited hire stays `invited` during its follow-up.
  if (row?.state === 'invited') return { ...row, ...written, firstAttemptAt: triedSince(row, now) };
  const { waitUntil, expiresAt, ...kept } = progressOf(row, look, now);
  const heard = row?.heardRecords ?? [];
  return {
    ...kept,
    ...written,
    ...latestWord(row, look, notBefore),
    hire: look.hire,
    requestId: look.requestId,
    state: 'sending',
    heardAt: Math.min(firstHeardAt(row, now) ?? look.receivedAt, look.receivedAt),
    heardRecords: [...heard.filter((hash) => hash !== look.personHash), look.personHash].slice(
      -mostHeardRecords,
    ),
  };
}

/** From these states a hire is tried as if for the first time. */
const startsAnew: readonly HireRow['state'][] = ['parked', 'unannounced', 'not-eligible'];

/** The parts of the row that are kept, with its progress so far. */
function progressOf(
  row: HireRow | undefined,
  look: Look,
  now: number,
): Partial<HireRow> & Pick<HireRow, 'rung' | 'firstAttemptAt'> {
  if (row === undefined) return { rung: 0, firstAttemptAt: now };
  if (!startsAnew.includes(row.state)) return { ...row, firstAttemptAt: triedSince(row, now) };
  const { limitedMs, parkedRecords, ...kept } = row;
  const isReplay = row.state === 'parked' && row.parked !== undefined && look.sentAt > row.parked.at;
  const refused = isReplay || parkedRecords === undefined ? {} : { parkedRecords };
  return { ...kept, ...refused, rung: 0, firstAttemptAt: now };
}

/** After the wait for the moment or for a follow-up, the time of trying begins now, however late the wake-up comes. */
function triedSince({ code, firstAttemptAt }: HireRow, now: number): number {
  return code === 'NOT_DUE_YET' || code === 'INVITED' ? now : firstAttemptAt;
}

/**
 * If a person was left out by mistake, that is corrected soon; a later word is about another hire. Old rows do not have
 * `heardAt`, but they know when the hire was first tried.
 */
function firstHeardAt(row: HireRow | undefined, now: number): number | undefined {
  if (row === undefined || row.state === 'unannounced') return undefined;
  if (row.state === 'not-eligible' && now - row.updatedAt > keepNotesDays * 24 * 60 * 60 * 1000)
    return undefined;
  return row.heardAt ?? Math.min(row.firstAttemptAt, row.updatedAt);
}
