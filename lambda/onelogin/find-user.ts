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
import { usersPath } from './rate-limit.ts';

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

/**
 * Of somebody who signs in, one of these is set. If OneLogin leaves one out of its answer, nothing is known, and the user
 * does not count as one who never signed in.
 */
const signsOfUse = ['last_login', 'password_changed_at'] as const;
/** A user with one of these signs in with a password that is not OneLogin's. */
const otherPasswords = ['directory_id', 'trusted_idp_id'] as const;

export const User = v.pipe(
  v.object({
    id: v.union([v.number(), v.string()]),
    email: v.nullish(v.string(), ''),
    status: v.nullish(v.number(), null),
    state: v.nullish(v.number(), null),
    invitation_sent_at: v.nullish(v.string(), null),
    activated_at: v.nullish(v.string(), null),
    last_login: v.optional(v.unknown()),
    password_changed_at: v.optional(v.unknown()),
    directory_id: v.optional(v.unknown()),
    trusted_idp_id: v.optional(v.unknown()),
  }),
  v.transform((user) => ({
    id: String(user.id),
    email: user.email,
    status: user.status,
    state: user.state,
    invitationSentAt: user.invitation_sent_at || null,
    activatedAt: user.activated_at || null,
    neverSignedIn:
      signsOfUse.every((field) => user[field] === null || user[field] === '') &&
      otherPasswords.every((field) => !user[field]),
  })),
);

export type OneLoginUser = v.InferOutput<typeof User>;

export const userFields = [
  'id',
  'email',
  'status',
  'state',
  'invitation_sent_at',
  'activated_at',
  ...signsOfUse,
  ...otherPasswords,
];

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
    url: `${call.baseUrl}${usersPath}?email=${encodeURIComponent(call.email)}&fields=${userFields.join()}`,
    headers: { authorization: `bearer ${call.token}`, accept: 'application/json' },
    timeoutMs: call.timeoutMs,
  };
}

/** The users whose address equals `email`, ignoring case, in OneLogin's own spelling. */
export function judgeUsersAnswer(
  result: HttpAnswer | NoAnswer,
  email: string,
): OneLoginUser[] | Failure | TokenRefused {
  const users = readUsers(result, User);
  if (isFailure(users) || users === tokenRefused) return users;
  return users.filter((user) => user.email.toLowerCase() === email.toLowerCase());
}

/** The users in an answer to List Users. @param schema what has to be known of each. */
export function readUsers<Schema extends v.GenericSchema>(
  result: HttpAnswer | NoAnswer,
  schema: Schema,
): v.InferOutput<Schema>[] | Failure | TokenRefused {
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
  const users = v.safeParse(v.array(schema), readJson(answer));
  if (!users.success) return { code: 'ONELOGIN_UNAVAILABLE', reason: 'an unreadable list of users' };
  return users.output;
}

/** Whether the account is on. A connector may have created it so: `activated_at` is only the date of the status. */
function isSwitchedOn({ status, activatedAt }: OneLoginUser): boolean {
  return status === 1 || activatedAt !== null;
}

/** Whether the person has set up the account. An expired password (4) and security questions (8) come after that. */
function isActivated(user: OneLoginUser): boolean {
  if (user.status === 4 || user.status === 8) return true;
  return isSwitchedOn(user) && !user.neverSignedIn;
}

/**
 * Whether to invite the user and, if not, why not. `never-signed-in`: the account is on and nothing is against an
 * invite, but nobody uses it.
 * `status` and `state`: https://developers.onelogin.com/api-docs/2/users/user-resource (read 2026-11). A user who was
 * created a moment ago may have status 7 (password pending).
 */
export function judgeUser(user: OneLoginUser): 'invite' | 'active' | 'never-signed-in' | Failure {
  const { status, state } = user;
  if (status === 2) return { code: 'USER_SUSPENDED' };
  if (status === 3) return { code: 'USER_LOCKED' };
  if (isActivated(user)) return 'active';
  const switchedOn = isSwitchedOn(user);
  if (!switchedOn && status !== 0 && status !== 5 && status !== 7) return { code: 'USER_STATUS_UNKNOWN' };
  if (state === 0) return { code: 'USER_UNAPPROVED' };
  if (state === 2) return { code: 'USER_REJECTED' };
  if (state === 3) return { code: 'USER_UNLICENSED' };
  if (state !== 1) return { code: 'USER_STATUS_UNKNOWN' };
  return switchedOn ? 'never-signed-in' : 'invite';
}

/**
 * Whether an earlier send to this user turns out to have gone out.
 *
 * The date must be different from the one before: an earlier invite, by hand or by another tool, leaves a date too. If
 * it is a different user (the address in HR was corrected), the date says nothing. Nor does it say anything that the
 * account is on, if nobody has signed in to it.
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
