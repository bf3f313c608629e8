import type { ApiSettings, Source } from '../../../config/source.ts';
import type { ConnectedApi } from './api.ts';
import { createOAuthTokens } from './oauth-token.ts';

/**
 * The API of the HR system behind a source; undefined if it has no API.
 * @param url replaces the vendor's address, for the calls and for their tokens.
 */
export function connectApi(
  source: Pick<Source, 'api' | 'startDateFormat'>,
  url: string | undefined,
): ConnectedApi | undefined {
  return source.api && connect(source.api, source, url);
}

function connect(
  api: ApiSettings,
  { startDateFormat }: Pick<Source, 'startDateFormat'>,
  url: string | undefined,
): ConnectedApi {
  const { baseUrl, authentication, list, ...rest } = api;
  const tokens = authentication.type === 'oauth' ? createOAuthTokens(authentication, url) : undefined;
  return {
    ...rest,
    authentication,
    baseUrl: url ?? baseUrl,
    startDateFormat,
    ...(list && { list }),
    ...(tokens && { tokens }),
  };
}
