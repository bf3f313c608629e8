import type { Configuration } from '../../config/configuration.ts';
import type { Source } from '../../config/source.ts';
import type { Brake } from '../aws/brake.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import type { Pseudonyms } from '../aws/pseudonyms.ts';
import type { RestoreNote } from '../aws/restore-note.ts';
import type { UsersTable } from '../aws/users-table.ts';
import { whenToSendAgain } from '../hire/awaited.ts';
import { isByHand } from '../hire/by-hand.ts';
import { judgeDomain } from '../hire/eligibility.ts';
import { type HireRow, isInvited, keptUntil, withOutcome } from '../hire/hire-row.ts';
import type { Invitee } from '../hire/invitee.ts';
import { judgeMail, type MailVerdict } from '../hire/judge-mail.ts';
import { followUser, mailed, withoutSend } from '../hire/mailed.ts';
import { type Failure, isFailure, type MailReason, type Outcome, outOfTime } from '../hire/outcomes.ts';
import type { UserNote } from '../hire/user-note.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { findInviteEvent } from '../onelogin/find-invite-event.ts';
import { findUser } from '../onelogin/find-user.ts';
import type { OneLogin } from '../onelogin/one-login.ts';
import { hasTimeToSend, sendInvite } from '../onelogin/send-invite.ts';
import { hasGoneOut, judgeUser, type OneLoginUser } from '../onelogin/user.ts';
import { findForgottenMail } from './find-forgotten-mail.ts';
import { noteLogin } from './note-addresses.ts';

export interface InviteUserParts {
  settings: Configuration['invite'];
  oneLogin: OneLogin;
  hires: HiresTable;
  users: UsersTable;
  pseudonyms: Pseudonyms;
  brake: Brake;
  restores: Pick<RestoreNote, 'read'>;
  nowMs: () => number;
}

/** How an attempt ended, and the row at that point, with the unresolved send if there is one. */
export interface Attempt {
  end: Outcome;
  row: HireRow;
}

/** Somebody else has written to the row. Our lease is over, and they decide what to do next. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** An address to mail to, and its pseudonym. */
interface Target {
  sendTo: string | undefined;
  pseudonym: string | undefined;
}

/**
 * Finds the person's OneLogin user and sends the invite link, unless the person is active, was mailed already, or an
 * earlier send turns out to have gone out.
 * @throws LeaseLost; the errors of the tables.
 */
export async function inviteUser(
  leased: HireRow,
  { eligible, sendTo, ...userKey }: Invitee & Pick<Source, 'eligible'>,
  budget: TimeBudget,
  parts: InviteUserParts,
): Promise<Attempt> {
  const { settings, oneLogin, pseudonyms, nowMs } = parts;
  const user = await findUser(userKey, oneLogin, budget);
  if (isFailure(user)) return { end: user, row: leased };
  const claimed = await noteLogin(leased, user.email, parts);
  const target = { sendTo, pseudonym: await pseudonyms.of(sendTo ?? user.email) };
  const followed = followUser(claimed, user.id, nowMs());
  const unclear = await askForSend(followed, user, budget, parts);
  if (isFailure(unclear)) return { end: unclear, row: claimed };
  const known = unclear === 'sent' ? await noteUnclearSend(followed, parts) : followed;
  const sent = invited(claimed.unresolvedSend);
  // However this look ends, that mail is an outcome too.
  const row = unclear === 'sent' ? withOutcome(known, sent, nowMs()) : known;

  const verdict = judgeUser(user);
  if (isFailure(verdict)) return { end: verdict, row };
  if (verdict === 'active') return { end: { code: activeCode(row) }, row: withoutSend(row) };
  const notEligible = userKey.workEmail === undefined ? judgeDomain(user.email, eligible) : undefined;
  if (notEligible !== undefined) return { end: notEligible, row };
  const isAskedFor = row.retryAskedAt !== undefined || isByHand(row.hire);
  const isInviteWanted = settings.neverSignedIn === 'invite' || isAskedFor;
  if (verdict === 'never-signed-in' && !isInviteWanted) {
    const { awaitedSince = nowMs() } = row;
    return { end: { code: 'ACTIVE_NEVER_SIGNED_IN' }, row: { ...withoutSend(row), awaitedSince } };
  }
  if (unclear === 'sent' && isTo(claimed.unresolvedSend, target)) return { end: sent, row: known };
  return mail(row, user, target, budget, parts);
}

function invited(send: HireRow['unresolvedSend']): Outcome {
  return { code: 'INVITED', ...(send?.reason && { mail: send.reason }) };
}

function activeCode(row: HireRow): 'ACTIVATED' | 'ALREADY_ACTIVE' {
  return isInvited(row) ? 'ACTIVATED' : 'ALREADY_ACTIVE';
}

function isTo(send: HireRow['unresolvedSend'], { pseudonym }: Target): boolean {
  return send?.sentTo === undefined || pseudonym === undefined || send.sentTo === pseudonym;
}

/** OneLogin's clock may be a little behind ours. */
const clocksMs = 5 * 1000;

/**
 * Asks both witnesses, the user and OneLogin's events, whether an earlier send without a clear answer went out. If both
 * are silent, the note of the send stays until the next send.
 */
async function askForSend(
  { unresolvedSend: send }: HireRow,
  user: OneLoginUser,
  budget: TimeBudget,
  { oneLogin }: InviteUserParts,
): Promise<'sent' | 'silent' | Failure> {
  if (send === undefined || send.userId !== user.id) return 'silent';
  if (hasGoneOut(user, send)) return 'sent';
  return findInviteEvent(user.id, { since: send.startedAt - clocksMs }, oneLogin, budget);
}

/** The row once it is known that the unclear send went out. */
async function noteUnclearSend(row: HireRow, { users }: InviteUserParts): Promise<HireRow> {
  const { unresolvedSend: send } = row;
  if (send === undefined) return row;
  const mailedAt = await noteMail(row, send.userId, { at: send.startedAt, to: send.sentTo }, users);
  return mailed(withoutSend(row), mailedAt, send);
}

/** Mails the person, unless the mails so far or the settings speak against it. */
async function mail(
  row: HireRow,
  user: OneLoginUser,
  target: Target,
  budget: TimeBudget,
  parts: InviteUserParts,
): Promise<Attempt> {
  const { settings, oneLogin, hires, brake, nowMs } = parts;
  const { note, verdict } = await judge(row, user, target, parts);
  if (!('send' in verdict)) {
    // The address may have been corrected: that cannot be told without the key.
    if (target.pseudonym === undefined && note?.mailedTo !== undefined) return { end: noLookupKey, row };
    return notMailed(row, user.id, { verdict, target }, parts);
  }
  const forgotten = await findForgottenMail(row, { user, note }, budget, parts);
  if (isFailure(forgotten)) return { end: forgotten, row };
  if (forgotten !== undefined)
    return mailedBeforeRestore(row, user.id, { at: forgotten, reason: verdict.send, target }, parts);
  if (settings.dryRun) return { end: dryRun(target), row };
  if (!hasTimeToSend(budget)) return { end: outOfTime, row };
  if (await isStopped(row, verdict.send, brake)) return { end: await paused(brake), row };
  const counted = verdict.send === 'first' ? { ...row, isCounted: true } : row;

  // First the note, then the claim: a hire that finds the claim then sees from the note that a send may be under way.
  const noted = noteSend(counted, user, { target, reason: verdict.send, now: nowMs() });
  if (!(await hires.write(noted))) throw new LeaseLost();
  const claimed = await claimUser(noted, user, { note, target }, parts);
  if (claimed !== 'ours') return notMailed(noted, user.id, { verdict: claimed, target }, parts);

  const { sendTo } = target;
  const sent = await sendInvite({ email: user.email, personalEmail: sendTo }, oneLogin, budget);
  if (sent === 'sent') {
    const { startedAt: at } = noted.unresolvedSend;
    await noteMail(noted, user.id, { at, to: target.pseudonym }, parts.users);
    const end: Outcome = { code: 'INVITED', mail: verdict.send };
    return { end, row: mailed(withoutSend(noted), at, noted.unresolvedSend) };
  }
  return { end: sent, row: sent.code === 'SEND_OUTCOME_UNKNOWN' ? noted : withoutSend(noted) };
}

const noLookupKey: Failure = { code: 'SECRET_UNAVAILABLE', reason: 'no key for pseudonyms' };

/** A hire's first mail is counted once, however often it is tried. Follow-ups are bounded by it, corrections are not. */
async function isStopped({ isCounted }: HireRow, reason: MailReason, brake: Brake): Promise<boolean> {
  const isToBeCounted = reason === 'correction' || (reason === 'first' && isCounted !== true);
  return isToBeCounted ? (await brake.countFirstMail()) === 'paused' : brake.isPaused();
}

/** The end of an attempt while everything is paused. */
export async function paused(brake: Brake): Promise<Failure> {
  const pausedBecause = await brake.pausedBecause();
  return { code: 'PAUSED', ...(pausedBecause && { pausedBecause }) };
}

type NotMailed = Exclude<MailVerdict, { send: MailReason }>;

async function notMailed(
  row: HireRow,
  user: string,
  { verdict, target }: { verdict: NotMailed; target: Target },
  { users }: InviteUserParts,
): Promise<Attempt> {
  const { code } = verdict;
  if (code === 'USER_BEING_INVITED') return { end: { code }, row: withoutSend(row) };
  const { mailedAt } = verdict;
  // A mail that somebody else had sent counts like ours, also for other hires of the person.
  if (code === 'INVITED_BY_SOMEBODY_ELSE')
    await noteMail(row, user, { at: mailedAt, to: target.pseudonym }, users);
  const { pseudonym: mailedTo } = target;
  const known = { ...withoutSend(row), invitedAt: mailedAt, ...(mailedTo !== undefined && { mailedTo }) };
  return { end: { code }, row: known };
}

/** What is about to be sent has gone out already. The person who asked for it sees that first, and may ask again. */
async function mailedBeforeRestore(
  row: HireRow,
  user: string,
  { at, reason, target }: { at: number; reason: MailReason; target: Target },
  { users }: InviteUserParts,
): Promise<Attempt> {
  const { pseudonym: sentTo } = target;
  const mailedAt = await noteMail(row, user, { at, to: sentTo }, users);
  return {
    end: { code: 'INVITED_BEFORE_RESTORE' },
    row: mailed(withoutSend(row), mailedAt, { reason, sentTo }),
  };
}

async function judge(
  row: HireRow,
  user: OneLoginUser,
  { sendTo, pseudonym }: Target,
  { settings, hires, users, nowMs }: InviteUserParts,
): Promise<{ note: UserNote | undefined; verdict: MailVerdict }> {
  const note = await users.read(user.id);
  const now = nowMs();
  const isHeldByOther = note !== undefined && note.hire !== row.hire;
  const verdict = judgeMail(
    {
      row,
      user,
      note,
      holder: isHeldByOther ? await hires.read(note.hire) : undefined,
      address: pseudonym,
      isWorkAddress: sendTo === undefined,
      isFallback: sendTo === undefined && settings.sendTo !== 'work',
      saidAt: row.announced?.saidAt ?? 0,
      sendAgainAt: whenToSendAgain(row, settings, now),
    },
    now,
  );
  return { note, verdict };
}

/**
 * Claims the user for the hire, unless another hire has claimed the user meanwhile, and that speaks against a mail. Each
 * send writes the claim again, even if the hire already holds it, so that a hire that judged earlier is refused.
 */
async function claimUser(
  row: HireRow,
  user: OneLoginUser,
  { note, target }: { note: UserNote | undefined; target: Target },
  parts: InviteUserParts,
): Promise<'ours' | NotMailed> {
  if (await parts.users.write(toClaim(row, user.id, note))) return 'ours';
  const again = await judge(withoutSend(row), user, target, parts);
  if (!('send' in again.verdict)) return again.verdict;
  return claimUser(row, user, { note: again.note, target }, parts);
}

function toClaim(row: HireRow, user: string, note: UserNote | undefined): UserNote {
  return {
    ...note,
    user,
    hire: row.hire,
    version: (note?.version ?? 0) + 1,
    writer: row.writer,
    expiresAt: keptUntil(row.updatedAt),
  };
}

/**
 * Notes of the user that a mail went out, unless a later one is noted.
 * @returns when the latest mail went out.
 */
async function noteMail(
  row: HireRow,
  user: string,
  { at, to }: { at: number; to: string | undefined },
  users: UsersTable,
): Promise<number> {
  const before = await users.read(user);
  if (before?.mailedAt !== undefined && before.mailedAt > at) return before.mailedAt;
  const { mailedTo, ...claim } = toClaim(row, user, before);
  const written = await users.write({ ...claim, mailedAt: at, ...(to !== undefined && { mailedTo: to }) });
  return written ? at : noteMail(row, user, { at, to }, users);
}

function dryRun({ sendTo }: Target): Failure {
  const address = sendTo === undefined ? 'work' : 'personal';
  return { code: 'DRY_RUN', reason: `would be mailed to the ${address} address` };
}

/** Notes the send before it begins, so that it is known whatever happens then. */
function noteSend(
  row: HireRow,
  { id, invitationSentAt }: OneLoginUser,
  { target, reason, now }: { target: Target; reason: MailReason; now: number },
): HireRow & { unresolvedSend: NonNullable<HireRow['unresolvedSend']> } {
  return {
    ...row,
    version: row.version + 1,
    updatedAt: now,
    unresolvedSend: {
      startedAt: now,
      userId: id,
      invitationSentAt,
      ...(target.pseudonym !== undefined && { sentTo: target.pseudonym }),
      // An earlier version, after a rollback, could not read the row.
      ...(reason !== 'retry' && { reason }),
    },
  };
}
