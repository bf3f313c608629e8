import { writeFileSync } from 'node:fs';
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { Configuration } from './configuration.ts';
import { presets } from './presets/index.ts';
import { Source } from './source.ts';

/**
 * The JSON schema that editors use to complete `hire-invites.json`. It is made from the schema that the code checks
 * with, and from the presets: a source that names a preset may leave out every setting, and may remove one with `null`.
 */
export function createJsonSchema(): string {
  const { properties = {}, ...schema } = convert(Configuration);
  const sources = asSchema(properties['sources']);
  const whole = {
    ...schema,
    properties: { ...properties, sources: { ...sources, additionalProperties: { oneOf: sourceKinds() } } },
    definitions: { source: convert(Source), preset: relax(convert(Source)) },
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

const convert = (schema: v.GenericSchema) => toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });

/** One kind for each `type`: a generic source, each preset with settings of its own, all other presets. */
function sourceKinds(): JsonSchema[] {
  const all = Object.entries(presets).map(([type, { settings }]) => ({
    type,
    own: convert(v.object(settings)),
  }));
  const hasOwn = ({ own }: { own: JsonSchema }) => Object.keys(own.properties ?? {}).length > 0;
  return [
    kind({ const: 'generic' }, 'source', {}, ['authentication']),
    ...all
      .filter(hasOwn)
      .map(({ type, own }) => kind({ const: type }, 'preset', own.properties ?? {}, own.required ?? [])),
    kind({ enum: all.filter((one) => !hasOwn(one)).map(({ type }) => type) }, 'preset', {}, []),
  ];
}

/** One kind of source: its `type`, its own settings, and the settings that every source has. */
function kind(
  type: JsonSchema,
  definition: string,
  own: Record<string, JsonSchema | boolean>,
  required: string[],
): JsonSchema {
  const shared = Object.keys(Source.entries).map((name) => [
    name,
    { $ref: `#/definitions/${definition}/properties/${name}` },
  ]);
  return {
    type: 'object',
    properties: { ...Object.fromEntries(shared), type, ...own },
    required: ['type', ...required],
    additionalProperties: false,
  };
}

/** On top of a preset no setting is required, and `null` removes one. Items of a list must still be complete. */
function relax(schema: JsonSchema): JsonSchema {
  const { required, properties, ...rest } = schema;
  if (properties === undefined) return schema;
  const relaxed = Object.entries(properties).map(([name, inner]) => [
    name,
    { anyOf: [relax(asSchema(inner)), { type: 'null' }] },
  ]);
  return { ...rest, properties: Object.fromEntries(relaxed) };
}

function asSchema(schema: JsonSchema | boolean | undefined): JsonSchema {
  return typeof schema === 'object' ? schema : {};
}

if (import.meta.main) {
  writeFileSync(new URL('../hire-invites.schema.json', import.meta.url), createJsonSchema());
}
