import * as v from 'valibot';
import type { ApiSettings } from '../../../config/source.ts';
import type { ApiSecret } from '../../aws/secrets.ts';
import { type Failure, isFailure, outOfTime } from '../../hire/outcomes.ts';
import type { HttpRequest } from '../../http/http-request.ts';
import type { ApiCalls, OAuthTokens } from './api.ts';
import { basic } from './call-api.ts';
import { judgeAnswer } from './judge-answer.ts';

type OAuth = Extract<ApiSettings['authentication'], { type: 'oauth' }>;

const TokenAnswer = v.object({
  access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)), // it goes into a header
  expires_in: v.fallback(v.number(), 0),
});

/** For a token that does not say how long it is valid (RFC 6749, section 5.1, only recommends that). */
const assumedSeconds = 5 * 60;
/** A token that expires while the call is on its way is refused. */
const spareSeconds = 30;

/**
 * Access tokens from OAuth 2.0's client credentials (RFC 6749, section 4.4). The secret's `user` is the client's id,
 * its `password` the client's secret.
 * @param url replaces the vendor's address; the path of `tokenUrl` is added to it.
 */
export function createOAuthTokens(settings: OAuth, url: string | undefined): OAuthTokens {
  const { tokenUrl } = settings;
  const address = url === undefined ? tokenUrl : `${url}${new URL(tokenUrl).pathname}`;
  let inHand: { token: string; expiresAtMs: number } | undefined;
  let minting: Promise<string | Failure> | undefined;

  async function mint({ readSecret, timeoutMs, http, nowMs }: ApiCalls): Promise<string | Failure> {
    const secret = await readSecret();
    if (isFailure(secret)) return secret;
    const leftMs = timeoutMs();
    if (leftMs === undefined) return outOfTime;
    const answer = await http({ ...tokenRequest(address, settings, secret), timeoutMs: leftMs });
    // For a wrong client the answer is 400 or 401 (RFC 6749, section 5.2).
    if ('status' in answer && answer.status === 400) return { code: 'HR_CREDENTIAL_REFUSED', status: 400 };
    const token = judgeAnswer(answer, readToken, 'token');
    if (isFailure(token)) return token;
    const livesSeconds = token.expires_in > 0 ? token.expires_in : assumedSeconds;
    inHand = { token: token.access_token, expiresAtMs: nowMs() + (livesSeconds - spareSeconds) * 1000 };
    return token.access_token;
  }

  return {
    async get(calls) {
      if (inHand !== undefined && calls.nowMs() < inHand.expiresAtMs) return inHand.token;
      minting ??= mint(calls).finally(() => {
        minting = undefined;
      });
      return minting;
    },
    drop(token) {
      if (inHand?.token === token) inHand = undefined;
    },
  };
}

function tokenRequest(
  url: string,
  { scope, clientIn }: OAuth,
  secret: ApiSecret,
): Omit<HttpRequest, 'timeoutMs'> {
  const [user, password] = 'user' in secret ? [secret.user, secret.password] : ['', secret.apiKey];
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  if (clientIn === 'body') form.set('client_id', user);
  if (clientIn === 'body') form.set('client_secret', password);
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      // Both are encoded like form fields before they are joined (RFC 6749, section 2.3.1).
      ...(clientIn === 'header' && basic(encodeURIComponent(user), encodeURIComponent(password))),
    },
    body: form.toString(),
  };
}

function readToken(body: unknown): v.InferOutput<typeof TokenAnswer> | undefined {
  const token = v.safeParse(TokenAnswer, body);
  return token.success ? token.output : undefined;
}
