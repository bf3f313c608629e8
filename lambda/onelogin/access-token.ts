import * as v from 'valibot';
import type { OneLoginSecret } from '../aws/secrets.ts';
import { type Failure, isFailure, outOfTime } from '../hire/outcomes.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  type NoAnswer,
  readJson,
  type SendHttpRequest,
} from '../http/http-request.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { failureOf, judgeLimit, judgeRead, readVerdict } from './answer.ts';

type Credential = v.InferOutput<typeof OneLoginSecret>;

export interface AccessToken {
  value: string;
  expiresAtMs: number;
}

export interface AccessTokens {
  /** The stored token until it expires, then a new one. There is one call for a token at a time. */
  get(budget: TimeBudget): Promise<AccessToken | Failure>;
  /** Forgets this token if it is still the stored one, because OneLogin has refused it. */
  drop(value: string): void;
}

const wantedMs = 5 * 1000;
/** How long a refused credential is not tried again: many retries would only use up the rate limit. */
const refusalLastsMs = 10 * 1000;

const TokenAnswer = v.object({
  access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)), // it goes into a header
  created_at: v.fallback(v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse)), 0),
  expires_in: v.fallback(v.number(), 0),
});

/**
 * Generate Token, v2: https://developers.onelogin.com/api-docs/2/oauth20-tokens/generate-tokens-2 (read 2026-11).
 * The content type has no charset suffix, because one is reported to break the call.
 */
export function tokenRequest(baseUrl: string, credential: Credential, timeoutMs: number): HttpRequest {
  return {
    method: 'POST',
    url: `${baseUrl}/auth/oauth2/v2/token`,
    headers: {
      authorization: `client_id:${credential.clientId}, client_secret:${credential.clientSecret}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({ grant_type: 'client_credentials' }),
    timeoutMs,
  };
}

/**
 * The token in an answer. It expires at `created_at` + `expires_in`, not at now + `expires_in`: OneLogin returns the
 * same token until it expires, with the same `expires_in`. A token without these dates is used, but not stored.
 */
export function judgeTokenAnswer(result: HttpAnswer | NoAnswer): AccessToken | Failure {
  if (!isNoAnswer(result) && judgeLimit(result) === undefined) {
    const { status } = readVerdict(result);
    if ([400, 401, 403].includes(status)) return failureOf('CREDENTIAL_REFUSED', result);
    if (status === 500) return failureOf('TOKEN_CALL_FAILED', result);
  }
  const answer = judgeRead(result);
  if (isFailure(answer)) return answer;
  const token = v.safeParse(TokenAnswer, readJson(answer));
  if (!token.success) return { code: 'ONELOGIN_UNAVAILABLE', reason: 'an answer without a token' };
  return {
    value: token.output.access_token,
    expiresAtMs: token.output.created_at + token.output.expires_in * 1000,
  };
}

/** Keeps the access token of one OneLogin account. If the credential cannot be read, `get` returns that failure. */
export function createAccessTokens(options: {
  baseUrl: string;
  http: SendHttpRequest;
  readCredential: () => Promise<Credential | Failure>;
  /** Called when OneLogin refuses the credential, so that the next read may give a different one. */
  onRefused: () => void;
  nowMs: () => number;
}): AccessTokens {
  const { baseUrl, http, readCredential, onRefused, nowMs } = options;
  let inHand: AccessToken | undefined;
  let minting: Promise<AccessToken | Failure> | undefined;
  let refused: { credential: Credential; untilMs: number; failure: Failure } | undefined;

  async function mint(budget: TimeBudget): Promise<AccessToken | Failure> {
    const credential = await readCredential();
    if (isFailure(credential)) return credential;
    if (refused !== undefined && nowMs() < refused.untilMs && isSame(refused.credential, credential)) {
      return refused.failure;
    }
    const timeoutMs = budget(wantedMs);
    if (timeoutMs === undefined) return outOfTime;
    const result = judgeTokenAnswer(await http(tokenRequest(baseUrl, credential, timeoutMs)));
    if (!isFailure(result)) {
      inHand = result;
    } else if (result.code === 'CREDENTIAL_REFUSED') {
      refused = { credential, untilMs: nowMs() + refusalLastsMs, failure: result };
      onRefused();
    }
    return result;
  }

  return {
    async get(budget) {
      if (inHand !== undefined && nowMs() < inHand.expiresAtMs) return inHand;
      minting ??= mint(budget).finally(() => {
        minting = undefined;
      });
      return minting;
    },
    drop(value) {
      if (inHand?.value === value) inHand = undefined;
    },
  };
}

function isSame(one: Credential, other: Credential): boolean {
  return one.clientId === other.clientId && one.clientSecret === other.clientSecret;
}
