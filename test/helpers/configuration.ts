import * as v from 'valibot';
import { Configuration } from '../../lambda/shared/configuration.ts';

/** A configuration with its defaults, as the functions get it; two sources unless others are given. */
export function createConfiguration(change: Partial<v.InferInput<typeof Configuration>> = {}): Configuration {
  return v.parse(Configuration, {
    oneLogin: { host: 'acme.onelogin.com' },
    sources: {
      bamboohr: { type: 'bamboohr', company: 'acme' },
      'home-made': { type: 'standard-webhooks' },
    },
    ...change,
  });
}
