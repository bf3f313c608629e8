import * as v from 'valibot';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  type NoAnswer,
  readJson,
} from '../http/http-request.ts';
import { failureOf, judgeRead, readVerdict, type TokenRefused, tokenRefused } from './request.ts';

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
export function usersRequest(call: {
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

/** The users whose address equals `email` without regard to case, in OneLogin's stored spelling. */
export function judgeUsersAnswer(
  result: HttpAnswer | NoAnswer,
  email: string,
): OneLoginUser[] | Failure | TokenRefused {
  if (!isNoAnswer(result)) {
    const { status, message } = readVerdict(result);
    const forbidden = status === 403 && readJson(result) !== undefined; // an HTML one is a proxy's
    if (forbidden || (status === 401 && message === 'insufficient permission')) {
      return failureOf('INSUFFICIENT_PERMISSION', result);
    }
    if (status === 401) return tokenRefused;
  }
  const answer = judgeRead(result);
  if (isFailure(answer)) return answer;
  const users = v.safeParse(v.array(User), readJson(answer));
  if (!users.success) return { failure: 'ONELOGIN_UNAVAILABLE', detail: 'an unreadable list of users' };
  return users.output.filter((user) => user.email.toLowerCase() === email.toLowerCase());
}

/** Whether the person has set up the account: the statuses that OneLogin gives only after that, or the date. */
export function isActivated(user: OneLoginUser): boolean {
  const { status } = user;
  return status === 1 || status === 4 || status === 8 || user.activatedAt !== null;
}

/**
 * Whether the user is to be invited; otherwise what stands against it.
 * `status` and `state`: https://developers.onelogin.com/api-docs/2/users/user-resource (read 2026-11). A user created
 * a moment ago may read as 7 (password pending).
 */
export function judgeUser(user: OneLoginUser): 'invite' | 'already-active' | Failure {
  const { status, state } = user;
  if (status === 2) return { failure: 'USER_SUSPENDED' };
  if (status === 3) return { failure: 'USER_LOCKED' };
  if (isActivated(user)) return 'already-active';
  if (status !== 0 && status !== 5 && status !== 7) return { failure: 'USER_STATUS_UNKNOWN' };
  if (state === 0) return { failure: 'USER_UNAPPROVED' };
  if (state === 2) return { failure: 'USER_REJECTED' };
  if (state === 3) return { failure: 'USER_UNLICENSED' };
  return state === 1 ? 'invite' : { failure: 'USER_STATUS_UNKNOWN' };
}
