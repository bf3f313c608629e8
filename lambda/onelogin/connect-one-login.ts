import type { Configuration } from '../../config/configuration.ts';
import { OneLoginSecret, type SecretReader, secretNames } from '../aws/secrets.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import { createAccessTokens } from './access-token.ts';
import type { OneLogin } from './one-login.ts';
import { createRateLimit } from './rate-limit.ts';

/**
 * Connects a function with the OneLogin account of its configuration. Nothing is called yet.
 * @param parts.url the address of OneLogin, if it is not the account's own.
 */
export function connectOneLogin(
  { name, oneLogin }: Pick<Configuration, 'name' | 'oneLogin'>,
  parts: {
    url: string | undefined;
    http: SendHttpRequest;
    secrets: Pick<SecretReader, 'readOr' | 'distrust'>;
    nowMs: () => number;
  },
): OneLogin {
  const { secrets, nowMs } = parts;
  const baseUrl = parts.url ?? `https://${oneLogin.host}`;
  const rateLimit = createRateLimit({ reservePercent: oneLogin.reservePercent, nowMs });
  const http = rateLimit.watch(parts.http);
  const secret = secretNames.oneLogin(name);
  return {
    baseUrl,
    http,
    rateLimit,
    authorization: oneLogin.inviteAuthorization,
    tokens: createAccessTokens({
      baseUrl,
      http,
      readCredential: () => secrets.readOr('SECRET_UNAVAILABLE', secret, OneLoginSecret),
      onRefused: () => secrets.distrust(secret),
      nowMs,
    }),
  };
}
