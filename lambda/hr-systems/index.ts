import type { Source } from '../shared/configuration.ts';
import { bambooHr } from './bamboohr.ts';
import type { EmployeeApi, HmacScheme, HrSystem } from './hr-system.ts';
import { standardWebhooks } from './standard-webhooks.ts';

/** An HR system with the settings of one source filled in. */
export interface ConnectedHrSystem
  extends Pick<HrSystem, 'readEvents' | 'readEmployeeId' | 'readPerson' | 'readTimestamp'> {
  scheme: HmacScheme;
  api?: ConnectedApi;
}

export type ConnectedApi = Omit<EmployeeApi<Source>, 'baseUrl'> & { baseUrl: string };

/**
 * The HR system behind a source of the configuration.
 * @param apiUrl the address of its API, if not the vendor's own.
 */
export function connectHrSystem(source: Source, apiUrl?: string): ConnectedHrSystem {
  switch (source.type) {
    case 'bamboohr':
      return connect(bambooHr, source, apiUrl);
    case 'standard-webhooks':
      return connect(standardWebhooks, source, apiUrl);
  }
}

function connect<S extends Source>(
  system: HrSystem<S>,
  source: S,
  apiUrl: string | undefined,
): ConnectedHrSystem {
  const { api, scheme, ...rest } = system;
  return {
    ...rest,
    scheme: scheme(source),
    ...(api && { api: { ...api, baseUrl: apiUrl ?? api.baseUrl(source) } }),
  };
}
