import * as v from 'valibot';
import { readEmail } from '../hire/email.ts';
import type { UserKey } from '../hire/invitee.ts';
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
import { type OneLoginUser, User, userFields } from './user.ts';

const lookUpTimeoutMs = 5 * 1000;

const notYet: Failure = { code: 'USER_NOT_IN_ONELOGIN_YET' };

/**
 * The one OneLogin user with an external id, or with a work address. If both are known, they must be one user's.
 * A user who has no external id is found by the work address alone.
 */
export async function findUser(
  key: UserKey,
  oneLogin: OneLogin,
  budget: TimeBudget,
): Promise<OneLoginUser | Failure> {
  if (key.externalId === undefined) return findByEmail(key.workEmail, oneLogin, budget);
  const user = await findByExternalId(key.externalId, oneLogin, budget);
  if (!isFailure(user)) return confirm(user, key, oneLogin, budget);
  const { workEmail } = key;
  if (user.code !== notYet.code || workEmail === undefined) return user;
  const other = await findByEmail(workEmail, oneLogin, budget);
  return isFailure(other) || other.externalId === undefined ? other : { code: 'DIFFERENT_USERS' };
}

/**
 * The user with an external id, if HR's work address is that user's, and nobody else has the address by which the invite is
 * sent. While nobody has the work address, it may still come. The external id is seen a second time: it may have been
 * changed a moment ago.
 */
async function confirm(
  user: OneLoginUser,
  { workEmail, externalId }: UserKey,
  oneLogin: OneLogin,
  budget: TimeBudget,
): Promise<OneLoginUser | Failure> {
  const email = workEmail ?? readEmail(user.email);
  if (email === undefined) return user;
  const found = await findByEmail(email, oneLogin, budget);
  if (isFailure(found)) return found.code === notYet.code && hasEmail(user, email) ? user : found;
  const isSame = found.id === user.id && found.externalId === externalId;
  return isSame ? user : { code: 'DIFFERENT_USERS' };
}

/**
 * It is not documented whether OneLogin's filter is case-sensitive, so the address is looked up as written, then in
 * lower case.
 * @param email a checked address: `*` would be a wildcard.
 */
async function findByEmail(
  email: string,
  oneLogin: OneLogin,
  budget: TimeBudget,
): Promise<OneLoginUser | Failure> {
  for (const spelling of new Set([email, email.toLowerCase()])) {
    const user = await findOne({ email: spelling }, (one) => hasEmail(one, email), oneLogin, budget);
    if (!isFailure(user) || user.code !== notYet.code) return user;
  }
  return notYet;
}

/** @param externalId a checked id: `*` would be a wildcard. */
function findByExternalId(
  externalId: string,
  oneLogin: OneLogin,
  budget: TimeBudget,
): Promise<OneLoginUser | Failure> {
  const isTheirs = (user: OneLoginUser) => user.externalId === externalId;
  return findOne({ external_id: externalId }, isTheirs, oneLogin, budget);
}

/** @param isMeant whether a user is really the one: what OneLogin's filter lets through besides is not documented. */
async function findOne(
  filter: Filter,
  isMeant: (user: OneLoginUser) => boolean,
  oneLogin: OneLogin,
  budget: TimeBudget,
): Promise<OneLoginUser | Failure> {
  const users = await callWithToken(oneLogin.tokens, budget, async (token) => {
    const timeoutMs = budget(lookUpTimeoutMs);
    if (timeoutMs === undefined) return outOfTime;
    const request = usersRequest(filter, { baseUrl: oneLogin.baseUrl, token, timeoutMs });
    return judgeUsersAnswer(await oneLogin.http(request), isMeant);
  });
  if (isFailure(users)) return users;
  const [user, ...others] = users;
  return others.length > 0 ? { code: 'SEVERAL_USERS' } : (user ?? notYet);
}

/** The users have OneLogin's own spelling. */
export function hasEmail(user: OneLoginUser, email: string): boolean {
  return user.email.toLowerCase() === email.toLowerCase();
}

type Filter = { email: string } | { external_id: string };

/** List Users, v2: https://developers.onelogin.com/api-docs/2/users/list-users (read 2026-11). */
function usersRequest(
  filter: Filter,
  call: { baseUrl: string; token: string; timeoutMs: number },
): HttpRequest {
  const [[name, value] = ['', '']] = Object.entries(filter);
  return {
    method: 'GET',
    url: `${call.baseUrl}${usersPath}?${name}=${encodeURIComponent(value)}&fields=${userFields.join()}`,
    headers: { authorization: `bearer ${call.token}`, accept: 'application/json' },
    timeoutMs: call.timeoutMs,
  };
}

/** The users in an answer who are really meant. */
export function judgeUsersAnswer(
  result: HttpAnswer | NoAnswer,
  isMeant: (user: OneLoginUser) => boolean,
): OneLoginUser[] | Failure | TokenRefused {
  const users = readUsers(result, User);
  return isFailure(users) || users === tokenRefused ? users : users.filter(isMeant);
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
