import { writeFileSync } from 'node:fs';
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { CheckedConfiguration, CheckedSource } from './checks.ts';
import { presets } from './presets/index.ts';

/**
 * The JSON schema by which editors complete `hire-invites.json`, made of the one that the code checks it with, and of
 * the presets: a source that names one may leave out everything, and may take away by `null`.
 */
export function createJsonSchema(): string {
  const { properties = {}, ...schema } = convert(CheckedConfiguration);
  const sources = asSchema(properties['sources']);
  const whole = {
    ...schema,
    properties: { ...properties, sources: { ...sources, additionalProperties: { oneOf: sourceKinds() } } },
    definitions: { source: convert(CheckedSource), preset: relax(convert(CheckedSource)) },
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

const convert = (schema: v.GenericSchema) => toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });

/** By what `type` says: a source that stands for itself, the presets with settings of their own, all others. */
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

/** One kind of source: what `type` says, its own settings, and all that any source has. */
function kind(
  type: JsonSchema,
  definition: string,
  own: Record<string, JsonSchema | boolean>,
  required: string[],
): JsonSchema {
  const shared = Object.keys(CheckedSource.entries).map((name) => [
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

/** Laid over a preset, no setting is required, and `null` takes one away. What is in a list is whole. */
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
