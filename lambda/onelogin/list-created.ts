import * as v from 'valibot';
import { type Failure, isFailure, outOfTime } from '../hire/outcomes.ts';
import { type HttpAnswer, isNoAnswer, type NoAnswer } from '../http/http-request.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { type TokenRefused, tokenRefused } from './answer.ts';
import { callWithToken } from './call-with-token.ts';
import { readUsers } from './find-user.ts';
import type { OneLogin } from './one-login.ts';
import { usersPath } from './rate-limit.ts';
import { User, userFields } from './user.ts';

/** Later than `after`, and up to `until`, in milliseconds since 1970. */
export interface Period {
  after: number;
  until: number;
}

export interface CreatedPage {
  users: CreatedUser[];
  /** Where the next page begins, as OneLogin wrote it. Absent on the last page. */
  next?: string;
}

const pageTimeoutMs = 20 * 1000;
/** The most that OneLogin gives. */
const usersInPage = 100;

const CreatedUser = v.intersect([
  User,
  v.pipe(
    v.object({ created_at: v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse)) }),
    v.transform((user) => ({ createdAt: user.created_at })),
  ),
]);
export type CreatedUser = v.InferOutput<typeof CreatedUser>;

/**
 * A page of the users that were created in a period, in any order. It takes one call, out of the same share of the call
 * limit as the calls for hires.
 * @param cursor where the previous page ended.
 * @returns the failure HELD_BACK if only the reserve of the limit is left.
 */
export function listCreated(
  period: Period,
  cursor: string | undefined,
  { baseUrl, http, rateLimit, tokens }: OneLogin,
  budget: TimeBudget,
): Promise<CreatedPage | Failure> {
  return rateLimit.keep(() =>
    callWithToken(tokens, budget, async (token) => {
      const timeoutMs = budget(pageTimeoutMs);
      if (timeoutMs === undefined) return outOfTime;
      const answer = await http({
        method: 'GET',
        url: `${baseUrl}${usersPath}?${toQuery(period, cursor)}`,
        headers: { authorization: `bearer ${token}`, accept: 'application/json' },
        timeoutMs,
      });
      return judgePage(answer, period);
    }),
  );
}

/**
 * List Users, v2: https://developers.onelogin.com/api-docs/2/users/list-users (read 2026-11). Whether its bounds belong to
 * the period is not documented, and dates may be rounded to seconds. So a little more is asked for.
 */
function toQuery({ after, until }: Period, cursor: string | undefined): URLSearchParams {
  return new URLSearchParams({
    created_since: new Date(after - 1000).toISOString(),
    created_until: new Date(until + 1000).toISOString(),
    fields: [...userFields, 'created_at'].join(),
    limit: String(usersInPage),
    ...(cursor !== undefined && { cursor }),
  });
}

export function judgePage(
  result: HttpAnswer | NoAnswer,
  { after, until }: Period,
): CreatedPage | Failure | TokenRefused {
  const listed = readUsers(result, CreatedUser);
  if (isFailure(listed) || listed === tokenRefused) return listed;
  const users = listed.filter(({ createdAt }) => after < createdAt && createdAt <= until);
  const next = (isNoAnswer(result) ? undefined : result.headers['after-cursor'])?.trim();
  return next ? { users, next } : { users };
}
