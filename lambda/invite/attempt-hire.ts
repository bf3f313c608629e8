import type { Configuration } from '../../config/configuration.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import type { UsersTable } from '../aws/users-table.ts';
import type { HireRow } from '../hire/hire-row.ts';
import type { Invitee, KnownHire } from '../hire/invitee.ts';
import { judgeHire } from '../hire/judge-hire.ts';
import { momentOf } from '../hire/moment.ts';
import { type Failure, isFailure, type Outcome, outOfTime } from '../hire/outcomes.ts';
import { unreadableDate } from '../hire/person.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { findUser, hasGoneOut, judgeUser, type OneLoginUser } from '../onelogin/find-user.ts';
import type { OneLogin } from '../onelogin/one-login.ts';
import { hasTimeToSend, sendInvite } from '../onelogin/send-invite.ts';
import { claimUser } from './claim-user.ts';
import type { CompleteHire } from './complete-hire.ts';
import type { HireLook } from './read-look.ts';

export interface AttemptParts {
  settings: Configuration['invite'];
  completeHire: CompleteHire;
  oneLogin: OneLogin;
  hires: HiresTable;
  users: UsersTable;
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

/**
 * Tries to invite a hire under our lease: complete it, check whether its moment has come, find the user, note and claim
 * the send, send.
 * @param claimed the row as we claimed it.
 * @throws LeaseLost; the errors of the tables.
 */
export type AttemptHire = (claimed: HireRow, look: HireLook, budget: TimeBudget) => Promise<Attempt>;

export function createAttemptHire(parts: AttemptParts): AttemptHire {
  const { settings, completeHire, oneLogin, nowMs } = parts;

  return async (claimed, look, budget) => {
    const known = await completeHire(look, claimed.version > 1, budget);
    if (isFailure(known)) return { end: known, row: claimed };
    const row = withMoment(claimed, known, settings);
    const circumstances = {
      eligible: look.hr.eligible,
      isUpdate: look.hr.updatesInvite && look.event === 'updated',
      timeZone: settings.timeZone,
      announcedAt: claimed.heardAt ?? look.receivedAt,
      notBefore: row.notBefore,
      isFirstLook: row.state !== 'invited' && row.rung === 0,
    };
    const invitee = judgeHire(known, circumstances, nowMs());
    if (isFailure(invitee)) return { end: invitee, row };
    const attempt = await oneLogin.rateLimit.keep(() => inviteUser(row, invitee, budget, parts));
    return isFailure(attempt) ? { end: attempt, row } : attempt;
  };
}

/** The moment by the data that was just read from HR. The record was already used when the hire was claimed. */
function withMoment(
  row: HireRow,
  { wasRead, startDate }: KnownHire,
  settings: Configuration['invite'],
): HireRow {
  if (!wasRead || startDate === unreadableDate) return row;
  const { notBefore, ...rest } = row;
  return startDate === undefined ? rest : { ...rest, notBefore: momentOf(startDate, settings) };
}

/** Finds the person's OneLogin user and sends the invite link, unless an earlier send turns out to have gone out. */
async function inviteUser(
  row: HireRow,
  { workEmail, sendTo }: Invitee,
  budget: TimeBudget,
  { settings, oneLogin, hires, users, nowMs }: Omit<AttemptParts, 'completeHire'>,
): Promise<Attempt> {
  const user = await findUser(workEmail, oneLogin, budget);
  if (isFailure(user)) return { end: user, row };
  const resolved = { ...withoutSend(row), oneLoginUserId: user.id };
  if (row.unresolvedSend !== undefined && hasGoneOut(user, row.unresolvedSend))
    return { end: { code: 'INVITED' }, row: resolved };

  const verdict = judgeUser(user);
  if (verdict === 'already-active') return { end: { code: 'ALREADY_ACTIVE' }, row: resolved };
  if (verdict !== 'invite') return { end: verdict, row };
  if (settings.dryRun) return { end: dryRun(sendTo), row };
  if (!hasTimeToSend(budget)) return { end: outOfTime, row };

  // First the note, then the claim: a hire that finds the claim then sees from the note that a send may be under way.
  const noted = noteSend(row, user, nowMs());
  if (!(await hires.write(noted))) throw new LeaseLost();
  const claimed = await claimUser(user.id, noted, { hires, users, nowMs });
  if (claimed === 'invited') return { end: { code: 'INVITED_AS_ANOTHER_HIRE' }, row: withoutSend(noted) };
  if (claimed === 'busy') return { end: { code: 'USER_BEING_INVITED' }, row: withoutSend(noted) };

  const sent = await sendInvite({ email: user.email, personalEmail: sendTo }, oneLogin, budget);
  if (sent === 'sent') return { end: { code: 'INVITED' }, row: withoutSend(noted) };
  return { end: sent, row: sent.code === 'SEND_OUTCOME_UNKNOWN' ? noted : withoutSend(noted) };
}

function dryRun(sendTo: string | undefined): Failure {
  const address = sendTo === undefined ? 'work' : 'personal';
  return { code: 'DRY_RUN', reason: `would be mailed to the ${address} address` };
}

/** Notes the send before it begins, so that it is known whatever happens then. */
function noteSend(row: HireRow, { id, invitationSentAt }: OneLoginUser, now: number): HireRow {
  return {
    ...row,
    version: row.version + 1,
    updatedAt: now,
    oneLoginUserId: id,
    unresolvedSend: { startedAt: now, userId: id, invitationSentAt },
  };
}

function withoutSend(row: HireRow): HireRow {
  const { unresolvedSend, unclearSends, ...rest } = row;
  return rest;
}
