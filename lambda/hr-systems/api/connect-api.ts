import type { ApiSettings, Source } from '../../../config/source.ts';
import { inUtc, type ZoneSettings } from '../../hire/time-zone.ts';
import type { ConnectedApi } from './api.ts';
import { createOAuthTokens } from './oauth-token.ts';

/**
 * The API of the HR system behind a source; undefined if it has no API.
 * @param url replaces the vendor's address, for the calls and for their tokens.
 * @param zones where the hires' days begin, for start dates that are instants.
 */
export function connectApi(
  source: Pick<Source, 'api' | 'startDateFormat'>,
  url: string | undefined,
  { timeZone, timeZones }: ZoneSettings = inUtc,
): ConnectedApi | undefined {
  return source.api && connect(source.api, { ...source, timeZone, timeZones }, url);
}

function connect(
  api: ApiSettings,
  { startDateFormat, timeZone, timeZones }: Pick<ConnectedApi, 'startDateFormat' | 'timeZone' | 'timeZones'>,
  url: string | undefined,
): ConnectedApi {
  const { baseUrl, authentication, list, ...rest } = api;
  const tokens = authentication.type === 'oauth' ? createOAuthTokens(authentication, url) : undefined;
  return {
    ...rest,
    authentication,
    baseUrl: url ?? baseUrl,
    startDateFormat,
    timeZone,
    timeZones,
    ...(list && { list }),
    ...(tokens && { tokens }),
  };
}
