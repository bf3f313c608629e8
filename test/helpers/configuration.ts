import type * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { parseConfiguration } from '../../config/read-configuration.ts';

/** A source as it may stand in `hire-invites.json`: a preset's name, and whatever is said besides. */
type SourceInFile = { type: string } & Record<string, unknown>;

export type ConfigurationInput = Partial<
  Omit<v.InferInput<typeof Configuration>, 'sources'> & { sources: Record<string, SourceInFile> }
>;

/** A configuration with its presets and defaults, as the functions get it; two sources unless others are given. */
export function createConfiguration(change: ConfigurationInput = {}): Configuration {
  const input = {
    oneLogin: { host: 'acme.onelogin.com' },
    sources: {
      bamboohr: { type: 'bamboohr', company: 'acme' },
      'home-made': { type: 'standard-webhooks' },
    },
    ...change,
  };
  return parseConfiguration(structuredClone(input), 'the test’s configuration');
}
