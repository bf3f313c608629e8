import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../lambda/hire/record.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The configuration of a fresh clone: nobody's own, but good enough for this machine. */
export const sampleConfiguration = {
  $schema: './hire-invites.schema.json',
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
} as const satisfies Json;

/** Whether a source is the sample's, also once the set-up has tried it on this machine. */
export function isOfSample(source: string, settings: unknown): boolean {
  const { refusalStatus, ...others } = isJsonObject(settings) ? settings : {};
  return source === 'bamboohr' && isDeepStrictEqual(others, sampleConfiguration.sources.bamboohr);
}

/**
 * A person who tried the sample on this machine may have set more. OneLogin and the HR system are still nobody's.
 * @returns the same object if nothing in it is the sample's.
 */
export function withoutSample(json: Json): Json {
  const { $schema, oneLogin, sources, ...others } = json;
  const all = isJsonObject(sources) ? Object.entries(sources) : [];
  const own = all.filter(([source, settings]) => !isOfSample(source, settings));
  const isHostOfSample = isDeepStrictEqual(oneLogin, sampleConfiguration.oneLogin);
  if (!isHostOfSample && own.length === all.length) return json;
  return {
    ...(isHostOfSample || oneLogin === undefined ? {} : { oneLogin }),
    ...(own.length > 0 && { sources: Object.fromEntries(own) }),
    ...others,
  };
}
