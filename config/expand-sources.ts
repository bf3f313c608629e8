import * as v from 'valibot';
import { isJsonObject } from '../lambda/hire/record.ts';
import { mergeSettings } from './merge-settings.ts';
import { presets } from './presets/index.ts';
import { Source } from './source.ts';

/** What `type` may be. `generic` has no preset. */
export const sourceTypes = ['generic', ...Object.keys(presets)].sort();

const TypeName = v.looseObject({
  type: v.picklist(sourceTypes, `one of ${sourceTypes.map((type) => `"${type}"`).join(', ')}`),
});

/** A fault in a file: the check that found it, what was checked, and where in the file that is. */
export interface Fault {
  above: string[];
  issue: v.BaseIssue<unknown>;
  input: unknown;
  schema: v.GenericSchema;
}

/** A preset's own settings, as they were given and as the schema read them. */
export interface Taken {
  above: string[];
  given: unknown;
  taken: unknown;
}

/**
 * Fills in the presets of the sources, and says what is wrong with the presets' names and own settings. The caller
 * checks the rest afterwards, on the expanded configuration.
 */
export function expandSources(configuration: unknown): {
  expanded: unknown;
  faults: Fault[];
  taken: Taken[];
} {
  if (!isJsonObject(configuration) || !isJsonObject(configuration['sources']))
    return { expanded: configuration, faults: [], taken: [] };
  const sources = Object.entries(configuration['sources']).map(([key, source]) => ({
    key,
    ...expandSource(source, ['sources', key]),
  }));
  const expanded = sources.map(({ key, source }) => [key, source]);
  return {
    expanded: { ...configuration, sources: Object.fromEntries(expanded) },
    faults: sources.flatMap(({ faults }) => faults),
    taken: sources.flatMap(({ taken }) => taken ?? []),
  };
}

function expandSource(said: unknown, above: string[]): { source: unknown; faults: Fault[]; taken?: Taken } {
  if (!isJsonObject(said)) return { source: said, faults: [] };
  const check = (schema: v.GenericSchema, input: unknown): Fault[] =>
    (v.safeParse(schema, input).issues ?? []).map((issue) => ({ above, issue, input, schema }));

  const { type, ...rest } = said;
  const faults = check(TypeName, said);
  const preset = faults.length === 0 ? presets[String(type)] : undefined;
  if (preset === undefined) return { source: said, faults };
  const isOwn = ([key]: [string, unknown]) => Object.hasOwn(preset.settings, key);
  const own = Object.fromEntries(Object.entries(rest).filter(isOwn));
  const others = Object.fromEntries(Object.entries(rest).filter((entry) => !isOwn(entry)));
  faults.push(...check(v.object(preset.settings), own), ...check(toKnownKeys(preset.settings), said));
  if (faults.length > 0) return { source: said, faults };
  return {
    source: mergeSettings({ type, ...preset.toSource(own) }, { type, ...others }),
    faults,
    taken: { above, given: own, taken: v.parse(v.object(preset.settings), own) },
  };
}

/** Reports unknown keys, with a list of all the settings that exist. */
function toKnownKeys(own: v.ObjectEntries) {
  const names = new Set(['type', ...Object.keys(own), ...Object.keys(Source.entries)]);
  const entries = [...names].map((name) => [name, v.optional(v.unknown())]);
  return v.strictObject(Object.fromEntries(entries), [...names].join(', '));
}
