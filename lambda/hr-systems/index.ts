import type { Source } from '../shared/configuration.ts';
import { bambooHr } from './bamboohr.ts';
import type { EmployeeApi, HmacScheme, HrSystem } from './hr-system.ts';
import { standardWebhooks } from './standard-webhooks.ts';

/** An HR system with the settings of one source filled in. */
export interface ConnectedHrSystem extends Pick<HrSystem, 'readEvents' | 'readEmployeeId' | 'readPerson'> {
  scheme: HmacScheme;
  api?: Omit<EmployeeApi<Source>, 'baseUrl'> & { baseUrl: string };
}

/** The HR system behind a source of the configuration. */
export function connectHrSystem(source: Source): ConnectedHrSystem {
  switch (source.type) {
    case 'bamboohr':
      return connect(bambooHr, source);
    case 'standard-webhooks':
      return connect(standardWebhooks, source);
  }
}

function connect<S extends Source>(system: HrSystem<S>, source: S): ConnectedHrSystem {
  const { api, ...rest } = system;
  return {
    ...rest,
    scheme: system.scheme(source),
    ...(api && { api: { ...api, baseUrl: api.baseUrl(source) } }),
  };
}
