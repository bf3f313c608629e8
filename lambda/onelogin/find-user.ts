import * as v from 'valibot';
import { type Failure, isFailure, outOfTime } from '../hire/outcomes.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  type NoAnswer,
  readJson,
} from '../http/http-request.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { failureOf, judgeRead, readVerdict, type TokenRefused, tokenRefused } from './answer.ts';
import { callWithToken } from './call-with-token.ts';
import type { OneLogin } from './one-login.ts';

const lookUpTimeoutMs = 5 * 1000;

/**
 * The one OneLogin user with a work address.
 *
 * It is not documented whether OneLogin's filter is case-sensitive, so the address is looked up as written, then in
 * lower case.
 * @param email a checked address: `*` would be a wildcard.
 */
export async function findUser(
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
    if (others.length > 0) return { code: 'SEVERAL_USERS' };
    if (user !== undefined) return user;
  }
  return { code: 'USER_NOT_IN_ONELOGIN_YET' };
}

const User = v.pipe(
  v.object({
    id: v.union([v.number(), v.string()]),
    email: v.nullish(v.string(), ''),
    status: v.nullish(v.number(), null),
    state: v.nullish(v.number(), null),
    invitation_sent_at: v.nullish(v.string(), null),
    activated_at: v.nullish(v.string(), null),
  }),
  v.transform((user) => ({
    id: String(user.id),
    email: user.email,
    status: user.status,
    state: user.state,
    invitationSentAt: user.invitation_sent_at || null,
    activatedAt: user.activated_at || null,
  })),
);

export type OneLoginUser = v.InferOutput<typeof User>;

const fields = 'id,email,status,state,invitation_sent_at,activated_at';

/**
 * List Users, v2: https://developers.onelogin.com/api-docs/2/users/list-users (read 2026-11).
 * @param email a checked address: `*` would be a wildcard.
 */
function usersRequest(call: {
  baseUrl: string;
  token: string;
  email: string;
  timeoutMs: number;
}): HttpRequest {
  return {
    method: 'GET',
    url: `${call.baseUrl}/api/2/users?email=${encodeURIComponent(call.email)}&fields=${fields}`,
    headers: { authorization: `bearer ${call.token}`, accept: 'application/json' },
    timeoutMs: call.timeoutMs,
  };
}

/** The users whose address equals `email`, ignoring case, in OneLogin's own spelling. */
export function judgeUsersAnswer(
  result: HttpAnswer | NoAnswer,
  email: string,
): OneLoginUser[] | Failure | TokenRefused {
  if (!isNoAnswer(result)) {
    const { status, message } = readVerdict(result);
    const forbidden = status === 403 && readJson(result) !== undefined; // an HTML page comes from a proxy
    if (forbidden || (status === 401 && message === 'insufficient permission')) {
      return failureOf('INSUFFICIENT_PERMISSION', result);
    }
    if (status === 401) return tokenRefused;
  }
  const answer = judgeRead(result);
  if (isFailure(answer)) return answer;
  const users = v.safeParse(v.array(User), readJson(answer));
  if (!users.success) return { code: 'ONELOGIN_UNAVAILABLE', reason: 'an unreadable list of users' };
  return users.output.filter((user) => user.email.toLowerCase() === email.toLowerCase());
}

/** Whether the person has set up the account: OneLogin gives these statuses, or the date, only after that. */
function isActivated(user: OneLoginUser): boolean {
  const { status } = user;
  return status === 1 || status === 4 || status === 8 || user.activatedAt !== null;
}

/**
 * Whether to invite the user and, if not, why not.
 * `status` and `state`: https://developers.onelogin.com/api-docs/2/users/user-resource (read 2026-11). A user who was
 * created a moment ago may have status 7 (password pending).
 */
export function judgeUser(user: OneLoginUser): 'invite' | 'already-active' | Failure {
  const { status, state } = user;
  if (status === 2) return { code: 'USER_SUSPENDED' };
  if (status === 3) return { code: 'USER_LOCKED' };
  if (isActivated(user)) return 'already-active';
  if (status !== 0 && status !== 5 && status !== 7) return { code: 'USER_STATUS_UNKNOWN' };
  if (state === 0) return { code: 'USER_UNAPPROVED' };
  if (state === 2) return { code: 'USER_REJECTED' };
  if (state === 3) return { code: 'USER_UNLICENSED' };
  return state === 1 ? 'invite' : { code: 'USER_STATUS_UNKNOWN' };
}

/**
 * Whether an earlier send to this user turns out to have gone out.
 *
 * The date must be different from the one before: an earlier invite, by hand or by another tool, leaves a date too. If
 * it is a different user (the address in HR was corrected), the date says nothing.
 * @param send.invitationSentAt the user's `invitation_sent_at` before that send.
 */
export function hasGoneOut(
  user: OneLoginUser,
  send: { userId: string; invitationSentAt: string | null },
): boolean {
  if (user.id !== send.userId) return false;
  const dated = user.invitationSentAt !== null && user.invitationSentAt !== send.invitationSentAt;
  return dated || isActivated(user);
}
