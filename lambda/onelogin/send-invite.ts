import type { Configuration } from '../../config/configuration.ts';
import { type Failure, type FailureCode, outOfTime } from '../hire/outcomes.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  type NoAnswer,
  readJson,
} from '../http/http-request.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { failureOf, judgeLimit, property, readVerdict, type TokenRefused, tokenRefused } from './answer.ts';
import { callWithToken } from './call-with-token.ts';
import type { OneLogin } from './one-login.ts';

const sendTimeoutMs = 10 * 1000;
/** A send that is cut short has an unknown outcome, so with less time it is better not to start. */
const leastSendMs = 3 * 1000;

/** Whether there is time left to send and to hear the answer. */
export function hasTimeToSend(budget: TimeBudget): boolean {
  return budget(sendTimeoutMs, leastSendMs) !== undefined;
}

/**
 * Asks OneLogin to mail a user the invite link.
 * @param invitee.email the user's address in OneLogin's own spelling: this call is case-sensitive.
 * @param invitee.personalEmail where the mail goes instead.
 */
export function sendInvite(
  invitee: { email: string; personalEmail?: string | undefined },
  { baseUrl, http, tokens, authorization }: OneLogin,
  budget: TimeBudget,
): Promise<'sent' | Failure> {
  return callWithToken(tokens, budget, async (token) => {
    const timeoutMs = budget(sendTimeoutMs, leastSendMs);
    if (timeoutMs === undefined) return outOfTime;
    return judgeInviteAnswer(
      await http(inviteRequest({ baseUrl, authorization, token, ...invitee, timeoutMs })),
    );
  });
}

/**
 * Send Invite Link, v1 (there is no v2): https://developers.onelogin.com/api-docs/1/invite-links/send-invite-link
 * (read 2026-11).
 */
function inviteRequest(call: {
  baseUrl: string;
  token: string;
  authorization: Configuration['oneLogin']['inviteAuthorization'];
  email: string;
  personalEmail?: string | undefined;
  timeoutMs: number;
}): HttpRequest {
  const { email, personalEmail } = call;
  return {
    method: 'POST',
    url: `${call.baseUrl}/api/1/invites/send_invite_link`,
    headers: {
      authorization: call.authorization.replace('<token>', () => call.token),
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify(personalEmail === undefined ? { email } : { email, personal_email: personalEmail }),
    timeoutMs: call.timeoutMs,
  };
}

const refusals: Record<string, FailureCode> = {
  '400 no user exists for input email': 'USER_NOT_IN_ONELOGIN_YET',
  '400 email input is in incorrect format': 'EMAIL_REFUSED',
  '400 authorization information is incorrect': 'AUTHORIZATION_MALFORMED',
  '401 insufficient permission': 'INSUFFICIENT_PERMISSION',
};

/**
 * What an answer means. `sent`: the mail is on its way. SEND_OUTCOME_UNKNOWN: perhaps it is. Everything else: it is
 * not. An unknown 4xx is permanent. After any other unclear answer the outcome is unknown.
 */
export function judgeInviteAnswer(result: HttpAnswer | NoAnswer): 'sent' | Failure | TokenRefused {
  if (isNoAnswer(result)) {
    return {
      code: result.sent ? 'SEND_OUTCOME_UNKNOWN' : 'ONELOGIN_UNAVAILABLE',
      reason: result.noAnswer,
    };
  }
  const limited = judgeLimit(result);
  if (limited !== undefined) return limited;
  const { status, message } = readVerdict(result);
  if (status === 200 && isSuccess(readJson(result))) return 'sent';
  const refusal = refusals[`${status} ${message}`];
  if (refusal !== undefined) return failureOf(refusal, result);
  if (status === 401) return tokenRefused;
  const refused = status >= 400 && status < 500 && status !== 408;
  return failureOf(refused ? 'ONELOGIN_REQUEST_REFUSED' : 'SEND_OUTCOME_UNKNOWN', result);
}

function isSuccess(body: unknown): boolean {
  const status = property(body, 'status');
  return typeof status === 'object' && status !== null && property(status, 'error') !== true;
}
