import type { Configuration } from '../../config/configuration.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import type { AccessTokens } from './access-token.ts';
import type { RateLimit } from './rate-limit.ts';

/** A OneLogin account, and what is needed to call it. */
export interface OneLogin {
  baseUrl: string;
  /** Learns the rate limit from the answers. */
  http: SendHttpRequest;
  rateLimit: RateLimit;
  tokens: AccessTokens;
  authorization: Configuration['oneLogin']['inviteAuthorization'];
}
