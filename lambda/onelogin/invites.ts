import type { Configuration } from '../../config/configuration.ts';
import type { Failure, OutcomeCode } from '../hire/outcomes.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  type NoAnswer,
  readJson,
} from '../http/http-request.ts';
import { failureOf, judgeLimit, property, readVerdict, type TokenRefused, tokenRefused } from './request.ts';

/**
 * Send Invite Link, v1 (there is no v2): https://developers.onelogin.com/api-docs/1/invite-links/send-invite-link
 * (read 2026-11).
 */
export function inviteRequest(call: {
  baseUrl: string;
  token: string;
  authorization: Configuration['oneLogin']['inviteAuthorization'];
  /** The user's address in OneLogin's own spelling: this call compares case. */
  email: string;
  /** Where the mail goes instead. */
  personalEmail?: string;
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

const refusals: Record<string, OutcomeCode> = {
  '400 no user exists for input email': 'USER_NOT_IN_ONELOGIN_YET',
  '400 email input is in incorrect format': 'EMAIL_REFUSED',
  '400 authorization information is incorrect': 'AUTHORIZATION_MALFORMED',
  '401 insufficient permission': 'INSUFFICIENT_PERMISSION',
};

/**
 * What an answer means. `sent`: the mail is on its way. SEND_OUTCOME_UNKNOWN: it may be. Everything else: it is not.
 * An unknown 4xx is permanent; whatever else is no clear answer leaves the outcome open.
 */
export function judgeInviteAnswer(result: HttpAnswer | NoAnswer): 'sent' | Failure | TokenRefused {
  if (isNoAnswer(result)) {
    return {
      failure: result.sent ? 'SEND_OUTCOME_UNKNOWN' : 'ONELOGIN_UNAVAILABLE',
      detail: result.noAnswer,
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
