import type { Configuration } from '../shared/configuration.ts';
import { type Failure, isFailure } from '../shared/failures.ts';
import { ApiKeySecret, type SecretReader, SecretUnavailable, secretNames } from '../shared/secrets.ts';
import { completeHire } from './complete-hire.ts';
import type { AttemptEnd } from './decide.ts';
import type { HireRow } from './hire-row.ts';
import type { HiresTable } from './hires-table.ts';
import { inviteHire, type OneLogin } from './invite-hire.ts';
import type { HireMessage } from './read-message.ts';
import type { TimeBudget } from './time-budget.ts';

export interface AttemptParts {
  configuration: Pick<Configuration, 'name' | 'invite'>;
  secrets: SecretReader;
  oneLogin: OneLogin;
  table: HiresTable;
  nowMs: () => number;
}

/** Somebody else has written to the row: our lease is over, and what is to be done is theirs to decide. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * One attempt at a hire under our lease: complete it, find the user, send the invite.
 * @param row the claimed row.
 * @returns how it ended, and the row as it stands then: with the unresolved send if there is one.
 * @throws LeaseLost; the errors of the table.
 */
export async function attemptHire(
  row: HireRow,
  message: HireMessage,
  budget: TimeBudget,
  parts: AttemptParts,
): Promise<{ end: AttemptEnd; detail?: string; row: HireRow }> {
  let standing = row;

  async function noteSend(user: { id: string; invitationSentAt: string | null }): Promise<void> {
    const startedAt = parts.nowMs();
    standing = {
      ...standing,
      version: standing.version + 1,
      updatedAt: startedAt,
      oneLoginUserId: user.id,
      unresolvedSend: { startedAt, invitationSentAt: user.invitationSentAt },
    };
    if (!(await parts.table.write(standing))) throw new LeaseLost();
  }

  const result = await runSteps();
  const begun = standing !== row;
  if (!isFailure(result)) {
    return { end: { code: result.code }, row: resolve({ ...standing, oneLoginUserId: result.userId }) };
  }
  const { failure: code, resetSeconds, detail } = result;
  const isDefinite = begun && code !== 'SEND_OUTCOME_UNKNOWN';
  return {
    end: { code, ...(resetSeconds !== undefined && { resetSeconds }) },
    ...(detail !== undefined && { detail }),
    row: isDefinite ? resolve(standing) : standing,
  };

  async function runSteps() {
    const { configuration, secrets, oneLogin } = parts;
    const apiSecret = secretNames.api(configuration.name, message.invite.source);
    try {
      const invitee = await completeHire(message.invite.record, {
        hr: message.hr,
        sendTo: configuration.invite.sendTo,
        readApiKey: async () => (await secrets.read(apiSecret, ApiKeySecret)).apiKey,
        budget,
      });
      if (isFailure(invitee)) return invitee;
      return await inviteHire(invitee, row.unresolvedSend, noteSend, { oneLogin, budget });
    } catch (error) {
      if (error instanceof SecretUnavailable) return secretUnavailable(error);
      throw error;
    }
  }
}

function secretUnavailable({ secret, reason }: SecretUnavailable): Failure {
  return { failure: 'SECRET_UNAVAILABLE', detail: `${secret}: ${reason}` };
}

function resolve(row: HireRow): HireRow {
  const { unresolvedSend, ...rest } = row;
  return rest;
}
