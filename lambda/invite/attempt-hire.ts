import type { LookBudget } from '../aws/look-budget.ts';
import { type HireRow, isAwaited } from '../hire/hire-row.ts';
import type { KnownHire } from '../hire/invitee.ts';
import { judgeHire } from '../hire/judge-hire.ts';
import { withMailsOfOthers, withoutSend } from '../hire/mailed.ts';
import { momentOf } from '../hire/moment.ts';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import { isShortLook } from '../hire/pause.ts';
import { unreadableDate } from '../hire/start-date.ts';
import { unknownZone, zoneOf } from '../hire/time-zone.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { findUser } from '../onelogin/find-user.ts';
import { judgeUser } from '../onelogin/user.ts';
import type { CompleteHire } from './complete-hire.ts';
import { type Attempt, type InviteUserParts, inviteUser, paused } from './invite-user.ts';
import { noteAddresses } from './note-addresses.ts';
import type { HireLook } from './read-look.ts';

export interface AttemptParts extends InviteUserParts {
  completeHire: CompleteHire;
  lookBudget: LookBudget;
}

/**
 * Tries to invite a hire under our lease: complete it, check whether its moment has come, find the user, note and claim
 * the send, send.
 * @param claimed the row as we claimed it.
 * @throws LeaseLost; the errors of the tables.
 */
export type AttemptHire = (claimed: HireRow, look: HireLook, budget: TimeBudget) => Promise<Attempt>;

export function createAttemptHire(parts: AttemptParts): AttemptHire {
  const { settings, completeHire, oneLogin, brake, nowMs } = parts;

  return async (leased, look, budget) => {
    if (isShortLook(leased) && (await brake.isPaused())) return { end: await paused(brake), row: leased };
    const claimed = placed(await countMailsOfOthers(leased, parts), settings, nowMs());
    const readAgain = isToBeReadAgain(claimed, look, nowMs());
    const known = await completeHire(look, { readAgain, knownZone: claimed.timeZone }, budget);
    if (isFailure(known)) return { end: known, row: claimed };
    const read = withReading(claimed, known, nowMs());
    const dated = placed(withStart(read, known), settings, nowMs());
    const row = await noteAddresses(dated, known, parts);
    const { eligible } = look.hr;
    const circumstances = {
      eligible,
      isUpdate: look.hr.updatesInvite && look.event === 'updated',
      timeZone: zoneOf(row, settings),
      announcedAt: claimed.heardAt ?? look.receivedAt,
      notBefore: row.notBefore,
      isFirstLook: row.state === 'sending' && row.rung === 0,
    };
    const invitee = judgeHire(known, circumstances, nowMs());
    if (isFailure(invitee)) return withoutInvitee(row, { end: invitee, known }, budget, parts);
    const heldBack = await holdBackLook(row, parts);
    if (heldBack !== undefined) return { end: heldBack, row };
    const attempt = await oneLogin.rateLimit.keep(() =>
      inviteUser(row, { ...invitee, eligible }, budget, parts),
    );
    return isFailure(attempt) ? { end: attempt, row } : attempt;
  };
}

/** They count from the beginning: whatever this look fails by, a person must not be told too early. */
async function countMailsOfOthers(row: HireRow, { hires, users }: AttemptParts): Promise<HireRow> {
  const { hire, oneLoginUserId } = row;
  if (!isAwaited(row) || oneLoginUserId === undefined) return row;
  const note = await users.read(oneLoginUserId);
  const holder = note && note.hire !== hire ? await hires.read(note.hire) : undefined;
  return withMailsOfOthers(row, note, holder);
}

/** Only a hire that was looked at before is held back: a first look, and one at news, is never late. */
async function holdBackLook(
  { state, rung }: HireRow,
  { oneLogin, lookBudget }: AttemptParts,
): Promise<Failure | undefined> {
  const most = oneLogin.rateLimit.looksInHour();
  if (state !== 'sending' || rung === 0 || most === undefined) return undefined;
  const taken = await lookBudget.take(most);
  return taken === 'go' ? undefined : { code: 'HELD_BACK', ...taken };
}

/** Nobody can be mailed by what is known. But who was invited before may use the account by now. */
async function withoutInvitee(
  row: HireRow,
  { end, known }: { end: Failure; known: KnownHire },
  budget: TimeBudget,
  { oneLogin }: Pick<AttemptParts, 'oneLogin'>,
): Promise<Attempt> {
  if (!isAwaited(row) || known.userKey === undefined) return { end, row };
  const user = await findUser(known.userKey, oneLogin, budget);
  const isActive = !isFailure(user) && user.id === row.oneLoginUserId && judgeUser(user) === 'active';
  return isActive ? { end: { code: 'ACTIVATED' }, row: withoutSend(row) } : { end, row };
}

const readAgainMs = 60 * 60 * 1000;

/** The record may be weeks old. The latest is as good as the HR system for an hour after that has confirmed it. */
function isToBeReadAgain({ version, readAt, announced }: HireRow, look: HireLook, now: number): boolean {
  const isConfirmed = readAt !== undefined && now - readAt < readAgainMs;
  return version > 1 && !(isConfirmed && look.personHash === announced?.personHash);
}

function withReading(row: HireRow, { wasRead, isAsRecorded }: KnownHire, now: number): HireRow {
  if (!wasRead) return row;
  const { readAt, ...rest } = row;
  return isAsRecorded ? { ...rest, readAt: now } : rest;
}

/** The start by the data that was just read from HR. The record was already used when the hire was claimed. */
function withStart(row: HireRow, { wasRead, startDate, timeZone }: KnownHire): HireRow {
  if (!wasRead) return row;
  const { timeZone: before, ...unplaced } = row;
  const zoned = timeZone === undefined ? unplaced : { ...unplaced, timeZone };
  if (startDate === unreadableDate) return zoned;
  const { notBefore, startDate: previous, ...rest } = zoned;
  return startDate === undefined ? rest : { ...rest, startDate };
}

/**
 * The row with the moment that follows from its start date and time zone, by the settings of today. A person is told of
 * a zone that is not known.
 */
function placed(row: HireRow, settings: AttemptParts['settings'], now: number): HireRow {
  const { zoneUnknownAt = now, ...rest } = row;
  const { startDate, timeZone } = row;
  return {
    ...rest,
    ...(timeZone === unknownZone && { zoneUnknownAt }),
    ...(startDate !== undefined && {
      notBefore: momentOf(startDate, { ...settings, timeZone: zoneOf(row, settings) }),
    }),
  };
}
