import type { Configuration } from '../../config/configuration.ts';
import { byHand } from '../hire/by-hand.ts';
import type { ConnectedApi } from './api/api.ts';
import { connectApi } from './api/connect-api.ts';
import { byHandSystem } from './by-hand.ts';
import { createHrSystem } from './create-hr-system.ts';
import type { HrSystem } from './hr-system.ts';

/** A source of hires, by its key: one of the configuration, or the operators. */
export interface ConnectedSource {
  source: string;
  hr: HrSystem;
  /** Absent if the HR system has no API to ask. */
  api: ConnectedApi | undefined;
}

/** @param hrApiUrl gives the address of a source's API, if it is not the vendor's own. */
export function connectSources(
  { sources, invite }: Pick<Configuration, 'sources' | 'invite'>,
  hrApiUrl: (source: string) => string | undefined,
): ConnectedSource[] {
  const configured = Object.entries(sources).map(([source, settings]) => ({
    source,
    hr: createHrSystem(settings, invite),
    api: connectApi(settings, hrApiUrl(source), invite),
  }));
  return [...configured, { source: byHand, hr: byHandSystem, api: undefined }];
}
