import { type Failure, isFailure } from '../hire/outcomes.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import type { AccessTokens } from './access-token.ts';
import { type TokenRefused, tokenRefused } from './answer.ts';

/**
 * Makes a call with the access token. If OneLogin refuses the token, it gets one new token and makes the call once
 * more. It never loops, because that would only use up the limit of the token endpoint.
 */
export async function callWithToken<Result>(
  tokens: AccessTokens,
  budget: TimeBudget,
  call: (token: string) => Promise<Result | TokenRefused>,
): Promise<Result | Failure> {
  const token = await tokens.get(budget);
  if (isFailure(token)) return token;
  const first = await call(token.value);
  if (first !== tokenRefused) return first;
  tokens.drop(token.value);
  const fresh = await tokens.get(budget);
  if (isFailure(fresh)) return fresh;
  const second = await call(fresh.value);
  if (second !== tokenRefused) return second;
  return { code: 'CREDENTIAL_REFUSED', reason: 'the token it gave is refused' };
}
