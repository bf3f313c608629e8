import type { Configuration } from '../../config/configuration.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import { type SecretReader, SecretUnavailable, secretNames } from '../aws/secrets.ts';
import type { UserClaims } from '../aws/users-table.ts';
import { judgeEligibility } from '../hire/eligibility.ts';
import { unreadableDate } from '../hire/hire.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { type MomentSettings, momentOf } from '../hire/moment.ts';
import { type Failure, isFailure, type OutcomeCode, outcomeOf } from '../hire/outcomes.ts';
import type { AttemptEnd } from '../hire/settle.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import { claimUser } from './claim-user.ts';
import { completeHire, type KnownHire } from './complete-hire.ts';
import { inviteHire, type OneLogin, type SendClaim } from './invite-hire.ts';
import type { HireMessage } from './read-message.ts';
import type { TimeBudget } from './time-budget.ts';

export interface AttemptParts {
  configuration: Pick<Configuration, 'name' | 'invite'>;
  secrets: SecretReader;
  http: SendHttpRequest;
  oneLogin: OneLogin;
  table: HiresTable;
  userClaims: UserClaims;
  nowMs: () => number;
}

/** Somebody else has written to the row: our lease is over, and what is to be done is theirs to decide. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * One attempt at a hire under our lease: complete it, see whether its moment has come, find the user, send the invite.
 * @param claimed the row as we claimed it.
 * @returns how it ended, and the row as it stands then: with the unresolved send if there is one.
 * @throws LeaseLost; the errors of the table.
 */
export async function attemptHire(
  claimed: HireRow,
  message: HireMessage,
  budget: TimeBudget,
  parts: AttemptParts,
): Promise<{ end: AttemptEnd & Partial<Failure>; row: HireRow }> {
  const { configuration, oneLogin, nowMs } = parts;
  const known = await readHire(claimed, message, budget, parts);
  if (isFailure(known)) return { end: { ...known, code: known.failure }, row: claimed };
  let row = withMoment(claimed, known, configuration.invite);
  const notEligible = judgeEligibility(known, message.hr.eligible, {
    isUpdate: message.hr.updatesInvite && message.invite.event === 'updated',
    timeZone: configuration.invite.timeZone,
    announcedAt: claimed.heardAt ?? message.wakeUp.receivedAt,
  });
  if (notEligible !== undefined) return { end: { ...notEligible, code: notEligible.failure }, row };
  const notNow = judgeMoment(row, known, nowMs());
  if (isFailure(notNow)) return { end: { ...notNow, code: notNow.failure }, row };
  const { invitee } = known;
  if (isFailure(invitee)) return { end: { ...invitee, code: invitee.failure }, row };

  // First the note, then the claim: whoever finds the claim sees by the note that a send may be under way.
  let wasSent = false;
  async function beginSend(user: { id: string; invitationSentAt: string | null }): Promise<SendClaim> {
    const startedAt = nowMs();
    wasSent = true;
    row = {
      ...row,
      version: row.version + 1,
      updatedAt: startedAt,
      oneLoginUserId: user.id,
      unresolvedSend: { startedAt, userId: user.id, invitationSentAt: user.invitationSentAt },
    };
    if (!(await parts.table.write(row))) throw new LeaseLost();
    return claimUser(user.id, row, parts);
  }

  const { dryRun } = configuration.invite;
  const end = await oneLogin.rateLimit.keep(() =>
    orFailure('SECRET_UNAVAILABLE', () =>
      inviteHire(invitee, claimed.unresolvedSend, beginSend, { oneLogin, budget, dryRun }),
    ),
  );
  if (!isFailure(end)) return { end, row: { ...withoutSend(row), oneLoginUserId: end.userId } };
  const isDefinite = wasSent && end.failure !== 'SEND_OUTCOME_UNKNOWN';
  return { end: { ...end, code: end.failure }, row: isDefinite ? withoutSend(row) : row };
}

const apiTimeoutMs = 5 * 1000;

/** What the record, or the HR system, says of the hire now. */
function readHire(
  { version }: HireRow,
  { hr, invite }: HireMessage,
  budget: TimeBudget,
  { configuration, secrets, http, nowMs }: AttemptParts,
): Promise<KnownHire | Failure> {
  const apiSecret = secretNames.api(configuration.name, invite.source);
  return completeHire(invite.record, {
    hr,
    sendTo: configuration.invite.sendTo,
    readAgain: version > 1,
    http,
    readSecret: (schema) => orFailure('HR_CREDENTIAL_REFUSED', () => secrets.read(apiSecret, schema)),
    timeoutMs: () => budget(apiTimeoutMs),
    nowMs,
  });
}

/** What was read just now says when the moment is; the record has been asked when the hire was claimed. */
function withMoment(row: HireRow, { wasRead, startDate }: KnownHire, settings: MomentSettings): HireRow {
  if (!wasRead || startDate === unreadableDate) return row;
  const { notBefore, ...rest } = row;
  return startDate === undefined ? rest : { ...rest, notBefore: momentOf(startDate, settings) };
}

/** Why the hire is not to be invited now, if it is not. What no wait can cure is told at once. */
function judgeMoment(
  { notBefore, rung, state }: HireRow,
  { invitee, startDate, startDateMayCome }: KnownHire,
  now: number,
): Failure | undefined {
  if (isFailure(invitee) && outcomeOf(invitee.failure).consequence === 'park') return invitee;
  if (startDate === unreadableDate) return { failure: 'START_DATE_UNREADABLE' };
  if (notBefore !== undefined && now < notBefore) return { failure: 'NOT_DUE_YET' };
  if (isFailure(invitee)) return invitee;
  const isFirstLook = state !== 'invited' && rung === 0;
  return startDateMayCome && isFirstLook ? { failure: 'START_DATE_NOT_YET' } : undefined;
}

/** A secret that cannot be used is a failure of the attempt; which one and why goes to the log. */
async function orFailure<Result>(
  failure: OutcomeCode,
  work: () => Promise<Result>,
): Promise<Result | Failure> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SecretUnavailable) return { failure, detail: error.message };
    throw error;
  }
}

function withoutSend(row: HireRow): HireRow {
  const { unresolvedSend, unclearSends, ...rest } = row;
  return rest;
}
