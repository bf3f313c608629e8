import type { ApiSettings, EmployeeListSettings, Source } from '../../../config/source.ts';
import { createOAuthTokens, type OAuthTokens } from './oauth-token.ts';

/** An HR system's API, with the address at which it is asked. */
export interface ConnectedApi extends Omit<ApiSettings, 'list'> {
  /** How to ask for all employees, page by page. Absent if the API has no such call. */
  list?: EmployeeListSettings;
  /** How it writes start dates. */
  startDateFormat: Source['startDateFormat'];
  /** Absent if calls carry the credential itself. */
  tokens?: OAuthTokens;
}

/** @param url another address than the vendor's, for the calls and for their tokens. */
export function connectApi(
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
