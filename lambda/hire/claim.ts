import type { HireRow, Lease } from './hire-row.ts';
import { latestWord } from './latest-word.ts';
import type { Look } from './look.ts';
import { keepNotesDays } from './note.ts';

/** How many different records of a hire are remembered, to tell a repeat from news. */
const mostHeardRecords = 10;

/**
 * The row while the hire is worked on: ours until the lease ends. After a parking it starts from the first rung, and
 * after a replay every record may be tried again; an unresolved send stays what it is.
 * @param options.notBefore the moment by the message's own start date, if it has one.
 */
export function claim(
  row: HireRow | undefined,
  look: Look,
  { lease, now, notBefore }: { lease: Lease; now: number; notBefore?: number },
): HireRow {
  const written = { lease, version: (row?.version ?? 0) + 1, writer: lease.token, updatedAt: now };
  // Once invited, a hire stays so while it is followed up.
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

/** From these a hire is tried as if for the first time. */
const startsAnew: readonly HireRow['state'][] = ['parked', 'unannounced', 'not-eligible'];

/** What of the row goes on, and how far it has got. */
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

/** After the wait for the moment, or for a follow-up, it is tried from now on, however late the wake-up has come. */
function triedSince({ code, firstAttemptAt }: HireRow, now: number): number {
  return code === 'NOT_DUE_YET' || code === 'INVITED' ? now : firstAttemptAt;
}

/**
 * A person who was left out may have been left out by a slip, which is mended soon; later it is another hire. Rows from
 * before this was noted know when the hire was first tried.
 */
function firstHeardAt(row: HireRow | undefined, now: number): number | undefined {
  if (row === undefined || row.state === 'unannounced') return undefined;
  if (row.state === 'not-eligible' && now - row.updatedAt > keepNotesDays * 24 * 60 * 60 * 1000)
    return undefined;
  return row.heardAt ?? Math.min(row.firstAttemptAt, row.updatedAt);
}
