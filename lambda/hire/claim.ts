import { beginsEngagement, withNewEngagement } from './engagement.ts';
import { type HireRow, isAwaited, isOver, type Lease } from './hire-row.ts';
import { bringsNews, isLeftToChange, latestWord } from './latest-word.ts';
import type { Look } from './look.ts';
import { withoutMails } from './mailed.ts';
import { keepNotesDays } from './note.ts';
import { outcomeOf } from './outcomes.ts';

/** How many different records of a hire are remembered, so that a repeat is not taken for news. */
const mostHeardRecords = 10;

/**
 * The row while we work on the hire: it is ours until the lease ends. After a parking it starts from the first rung.
 * After a replay every record may be tried again. An unresolved send stays unresolved.
 */
export function claim(
  row: HireRow | undefined,
  look: Look,
  { lease, now }: { lease: Lease; now: number },
): HireRow {
  const written = { lease, version: (row?.version ?? 0) + 1, writer: lease.token, updatedAt: now };
  const begins = row !== undefined && beginsEngagement(row, look);
  // A hire whose activation is awaited stays so while it is looked at.
  if (!begins && row !== undefined && isAwaited(row) && look.purpose !== 'invite')
    return { ...withMails(row), ...written, firstAttemptAt: triedSince(row, now) };
  const before = begins ? withNewEngagement(row, now) : row;
  const { waitUntil, expiresAt, followUpAt, endedAt, ...kept } = begins
    ? { ...before, rung: 0, firstAttemptAt: now }
    : progressOf(row, look, now);
  const heard = before?.heardRecords ?? [];
  const heardBefore = begins ? undefined : firstHeardAt(row, now);
  return withoutOldWakeUp({
    ...kept,
    ...written,
    ...latestWord(before, look, { isKept: before !== undefined && isLeftToChange(before, look, now) }),
    hire: look.hire,
    requestId: look.requestId,
    state: 'sending',
    heardAt: Math.min(heardBefore ?? look.receivedAt, look.receivedAt),
    heardRecords: [...heard.filter((hash) => hash !== look.personHash), look.personHash].slice(
      -mostHeardRecords,
    ),
  });
}

/** A wake-up with another record than the latest comes to nothing. If this function dies, nobody must count on it. */
function withoutOldWakeUp({ wakeUp, ...row }: HireRow): HireRow {
  const { announced } = row;
  const isOld = announced?.isWhole === true && wakeUp?.personHash !== announced.personHash;
  return isOld ? row : { ...row, ...(wakeUp && { wakeUp }) };
}

/** The row with what a message says, which is tried later. */
export function postpone(
  row: HireRow,
  look: Look,
  { token, now, until }: { token: string; now: number; until: number },
): HireRow {
  const { lease, ...heard } = claim(row, look, { lease: { token, messageId: look.messageId, until }, now });
  const { purpose, personHash } = look;
  return { ...heard, state: 'waiting', waitUntil: until, wakeUp: { purpose, personHash, at: until } };
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
  const isAnew = startsAnew.includes(row.state) || isOver(row) || isAwaited(row);
  if (!isAnew && bringsNews(row, look)) return withNews(row, now);
  if (!isAnew) return { ...row, firstAttemptAt: triedSince(row, now) };
  // Who used the account was mailed for that; whoever is announced now may be somebody else.
  const { limitedMs, parkedRecords, readAt, ...kept } = isOver(row) ? withoutMails(row) : withMails(row);
  const isReplay = row.state === 'parked' && row.parked !== undefined && look.sentAt > row.parked.at;
  const refused = isReplay || parkedRecords === undefined ? {} : { parkedRecords };
  return { ...kept, ...refused, rung: 0, firstAttemptAt: now };
}

/** As many as the settings allow. */
const allFollowUps = 10;

/**
 * Rows of earlier versions may not say when the person was mailed, and need no follow-up any more if none was to come.
 * It must not look as if nobody had been mailed.
 */
function withMails(row: HireRow): HireRow {
  if (!isAwaited(row) || row.schema !== undefined) return row;
  const { invitedAt = row.updatedAt, followUpAt, followUpsSent } = row;
  const sent = followUpAt === undefined ? allFollowUps : followUpsSent;
  return { ...row, invitedAt, ...(sent !== undefined && { followUpsSent: sent }) };
}

/** News may be what the hire waited for, so the waits are short again. The hours of trying go on. */
function withNews({ readAt, ...row }: HireRow, now: number): HireRow {
  return { ...row, rung: 0, firstAttemptAt: triedSince(row, now) };
}

/** After a wait for the moment or for the activation, the time of trying begins now, however late the wake-up comes. */
function triedSince({ code, firstAttemptAt }: HireRow, now: number): number {
  const hasOnlyWaited = code === 'NOT_DUE_YET' || (code && outcomeOf(code).consequence === 'await');
  return hasOnlyWaited ? now : firstAttemptAt;
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
