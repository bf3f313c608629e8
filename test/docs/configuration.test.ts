import { describe, expect, test } from '@jest/globals';
import { createJsonSchema } from '../../config/json-schema.ts';
import { parseConfiguration } from '../../config/read-configuration.ts';
import { codeIn, documents, read, rowsIn } from './markdown.ts';

describe('the tables of settings', () => {
  interface Property {
    description?: string;
    default?: unknown;
    properties?: Record<string, Property>;
    additionalProperties?: { oneOf?: Property[] };
    definitions?: Record<string, Property>;
    const?: string;
    enum?: string[];
  }

  /** Every setting with a description, by its path. */
  function* settings(property: Property, path: string[]): Generator<string> {
    for (const [key, inner] of Object.entries(property.properties ?? {})) {
      const place = [...path, key];
      if (inner.description !== undefined) {
        const standard = inner.default === undefined ? '' : `\`${JSON.stringify(inner.default)}\``;
        yield `| \`${place.join('.')}\` | ${standard} | ${inner.description} |`;
      }
      yield* settings(inner, place);
    }
  }

  const schema: Property = JSON.parse(createJsonSchema());
  const kinds = schema.properties?.['sources']?.additionalProperties?.oneOf ?? [];
  const document = read('docs/configuration.md');

  test('have every setting, its default and what it is for', () => {
    const own = kinds.flatMap((kind) => [
      ...settings(kind, [`sources.<${kind.properties?.['type']?.const}>`]),
    ]);
    const ofAll = [...settings(schema.definitions?.['source'] ?? {}, ['sources.<key>'])];
    const [tables = ''] = document.split('\n### ');
    expect(rowsIn(tables)).toEqual([...settings(schema, []), ...own, ...ofAll]);
  });

  test('name every kind of source', () => {
    const types = kinds.flatMap(
      ({ properties }) => properties?.['type']?.const ?? properties?.['type']?.enum ?? [],
    );
    expect(types).toHaveLength(25);
    for (const type of types) expect(document).toContain(`\`${type}\``);
  });
});

const shown = documents.flatMap((file) => codeIn(read(file), 'json').map((json) => [file, json] as const));

test('the README shows a configuration', () => {
  expect(shown.filter(([file]) => file === 'README.md')).toHaveLength(1);
});

test.each(shown)('the configuration that %s shows is valid: %s', (_, json) => {
  expect(() => parseConfiguration(JSON.parse(json))).not.toThrow();
});
