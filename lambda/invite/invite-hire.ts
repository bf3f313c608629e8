import type { Configuration } from '../../config/configuration.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import type { AccessTokens } from '../onelogin/access-token.ts';
import { inviteRequest, judgeInviteAnswer } from '../onelogin/invites.ts';
import type { RateLimit } from '../onelogin/rate-limit.ts';
import { callWithToken } from '../onelogin/request.ts';
import {
  isActivated,
  judgeUser,
  judgeUsersAnswer,
  type OneLoginUser,
  usersRequest,
} from '../onelogin/users.ts';
import type { Invitee } from './complete-hire.ts';
import type { TimeBudget } from './time-budget.ts';

export interface OneLogin {
  baseUrl: string;
  /** Learns the limit of calls from the answers. */
  http: SendHttpRequest;
  rateLimit: RateLimit;
  tokens: AccessTokens;
  authorization: Configuration['oneLogin']['inviteAuthorization'];
}

/** What came of it. */
export type InviteEnd =
  | { code: 'INVITED' | 'INVITED_AS_ANOTHER_HIRE' | 'ALREADY_ACTIVE'; userId: string }
  | Failure;

/** Whether this hire may send to the user, whom another hire may have claimed: see `judgeHolder`. */
export type SendClaim = 'ours' | 'invited' | 'busy';

/**
 * Finds the person's OneLogin user and sends the invite link, unless an earlier send turns out to have gone out.
 * @param unresolvedSend a send of this hire whose outcome is not known, if there is one.
 * @param beginSend writes down that a send begins, before it does: whatever happens then, it is known of.
 * @param options.dryRun do everything but send.
 * @throws SecretUnavailable if the OneLogin credential cannot be read; what `beginSend` throws.
 */
export async function inviteHire(
  invitee: Invitee,
  unresolvedSend: HireRow['unresolvedSend'],
  beginSend: (user: OneLoginUser) => Promise<SendClaim>,
  { oneLogin, budget, dryRun }: { oneLogin: OneLogin; budget: TimeBudget; dryRun: boolean },
): Promise<InviteEnd> {
  const user = await findUser(invitee.workEmail, oneLogin, budget);
  if (isFailure(user)) return user;
  if (unresolvedSend !== undefined && hasGoneOut(user, unresolvedSend))
    return { code: 'INVITED', userId: user.id };
  const verdict = judgeUser(user);
  if (verdict === 'already-active') return { code: 'ALREADY_ACTIVE', userId: user.id };
  if (verdict !== 'invite') return verdict;
  if (dryRun) {
    const address = invitee.sendTo === undefined ? 'work' : 'personal';
    return { failure: 'DRY_RUN', detail: `would be mailed to the ${address} address` };
  }
  if (budget(sendTimeoutMs, leastSendMs) === undefined) return outOfTime;
  const claim = await beginSend(user);
  if (claim === 'invited') return { code: 'INVITED_AS_ANOTHER_HIRE', userId: user.id };
  if (claim === 'busy') return { failure: 'USER_BEING_INVITED' };
  const sent = await send(user, invitee, oneLogin, budget);
  return sent === 'sent' ? { code: 'INVITED', userId: user.id } : sent;
}

const lookUpTimeoutMs = 5 * 1000;
const sendTimeoutMs = 10 * 1000;
/** A send cut short leaves its outcome open: better not begun. */
const leastSendMs = 3 * 1000;

/** It is not known whether OneLogin's filter compares case, so it is asked as written, then in lower case. */
async function findUser(
  email: string,
  oneLogin: OneLogin,
  budget: TimeBudget,
): Promise<OneLoginUser | Failure> {
  for (const spelling of new Set([email, email.toLowerCase()])) {
    const users = await callWithToken(oneLogin.tokens, budget, async (token) => {
      const timeoutMs = budget(lookUpTimeoutMs);
      if (timeoutMs === undefined) return outOfTime;
      const call = { baseUrl: oneLogin.baseUrl, token, email: spelling, timeoutMs };
      return judgeUsersAnswer(await oneLogin.http(usersRequest(call)), email);
    });
    if (isFailure(users)) return users;
    const [user, ...others] = users;
    if (others.length > 0) return { failure: 'SEVERAL_USERS' };
    if (user !== undefined) return user;
  }
  return { failure: 'USER_NOT_IN_ONELOGIN_YET' };
}

/**
 * Another date than before, not just a date: an earlier invite, by hand or by another tool, leaves one too. Of another
 * user (the address in HR was corrected) the date says nothing.
 */
function hasGoneOut(user: OneLoginUser, send: NonNullable<HireRow['unresolvedSend']>): boolean {
  if (user.id !== send.userId) return false;
  const dated = user.invitationSentAt !== null && user.invitationSentAt !== send.invitationSentAt;
  return dated || isActivated(user);
}

function send(user: OneLoginUser, invitee: Invitee, oneLogin: OneLogin, budget: TimeBudget) {
  return callWithToken(oneLogin.tokens, budget, async (token) => {
    const timeoutMs = budget(sendTimeoutMs, leastSendMs);
    if (timeoutMs === undefined) return outOfTime;
    return judgeInviteAnswer(
      await oneLogin.http(
        inviteRequest({
          baseUrl: oneLogin.baseUrl,
          authorization: oneLogin.authorization,
          token,
          email: user.email,
          ...(invitee.sendTo !== undefined && { personalEmail: invitee.sendTo }),
          timeoutMs,
        }),
      ),
    );
  });
}

const outOfTime: Failure = { failure: 'OUT_OF_TIME' };
