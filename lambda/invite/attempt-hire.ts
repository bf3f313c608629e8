import type { Configuration } from '../shared/configuration.ts';
import { type Failure, isFailure, type OutcomeCode } from '../shared/failures.ts';
import type { SendHttpRequest } from '../shared/http-request.ts';
import { ApiKeySecret, type SecretReader, SecretUnavailable, secretNames } from '../shared/secrets.ts';
import { claimUser } from './claim-user.ts';
import { completeHire } from './complete-hire.ts';
import type { AttemptEnd } from './decide.ts';
import type { HireRow } from './hire-row.ts';
import type { HiresTable } from './hires-table.ts';
import { type InviteEnd, inviteHire, type OneLogin, type SendClaim } from './invite-hire.ts';
import type { HireMessage } from './read-message.ts';
import type { TimeBudget } from './time-budget.ts';
import type { UserClaims } from './user-claims.ts';

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
 * One attempt at a hire under our lease: complete it, find the user, send the invite.
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
  let row = claimed;

  // First the note, then the claim: whoever finds the claim sees by the note that a send may be under way.
  async function beginSend(user: { id: string; invitationSentAt: string | null }): Promise<SendClaim> {
    const startedAt = parts.nowMs();
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

  const end = await parts.oneLogin.rateLimit.keep(() => runSteps(claimed, message, beginSend, budget, parts));
  if (!isFailure(end)) return { end, row: { ...withoutSend(row), oneLoginUserId: end.userId } };
  const wasSent = row !== claimed;
  const isDefinite = wasSent && end.failure !== 'SEND_OUTCOME_UNKNOWN';
  return { end: { ...end, code: end.failure }, row: isDefinite ? withoutSend(row) : row };
}

async function runSteps(
  { unresolvedSend }: HireRow,
  { hr, invite }: HireMessage,
  beginSend: Parameters<typeof inviteHire>[2],
  budget: TimeBudget,
  { configuration, secrets, http, oneLogin }: AttemptParts,
): Promise<InviteEnd> {
  const apiSecret = secretNames.api(configuration.name, invite.source);
  const invitee = await completeHire(invite.record, {
    hr,
    sendTo: configuration.invite.sendTo,
    http,
    readApiKey: () =>
      orFailure('HR_CREDENTIAL_REFUSED', async () => (await secrets.read(apiSecret, ApiKeySecret)).apiKey),
    budget,
  });
  if (isFailure(invitee)) return invitee;
  return orFailure('SECRET_UNAVAILABLE', () =>
    inviteHire(invitee, unresolvedSend, beginSend, { oneLogin, budget }),
  );
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
