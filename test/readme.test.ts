import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { CheckedSource } from '../config/checks.ts';
import { createJsonSchema } from '../config/json-schema.ts';
import { presets } from '../config/presets/index.ts';
import { parseConfiguration } from '../config/read-configuration.ts';
import { apiSecretSchema } from '../lambda/aws/secrets.ts';
import { outcomeCodes, outcomeOf } from '../lambda/hire/outcomes.ts';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const readme = read('README.md');
const rowsIn = (text: string) => text.match(/^\| `.*\|$/gm) ?? [];

function sectionOf(heading: string): string {
  const [, rest = ''] = readme.split(`\n## ${heading}\n`);
  return rest.split('\n## ')[0] ?? '';
}

test('the security policy names each dependency that ships, in its version', () => {
  const security = read('SECURITY.md');
  const { dependencies } = v.parse(
    v.object({ dependencies: v.record(v.string(), v.string()) }),
    JSON.parse(read('package.json')),
  );
  for (const [name, version] of Object.entries(dependencies))
    expect(security).toContain(`\`${name}\` ${version}`);
});

test('the table of outcomes is the one that the code follows', () => {
  expect(rowsIn(sectionOf('What becomes of a hire'))).toEqual(
    outcomeCodes.map((code) => {
      const { consequence, meaning, whatToDo } = outcomeOf(code);
      return `| \`${code}\` | ${consequence} | ${meaning} | ${whatToDo} |`;
    }),
  );
});

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
    expect(types).toHaveLength(18);
    for (const type of types) expect(document).toContain(`\`${type}\``);
  });
});

const shown = ['README.md', 'docs/configuration.md', 'docs/hr-systems.md'].flatMap((file) =>
  [...read(file).matchAll(/^ *```json\n(.*?)^ *```$/gms)].map(([, json = '']) => [file, json]),
);
test.each(shown)('the configuration that %s shows is one: %s', (_, json = '') => {
  expect(() => parseConfiguration(JSON.parse(json))).not.toThrow();
});

test.each([...new Set([...readme.matchAll(/npm (?:run )?(\w+)/g)].map(([, name = '']) => name))])(
  'npm %s, which it names, exists',
  (name) => {
    const { scripts } = v.parse(
      v.object({ scripts: v.record(v.string(), v.string()) }),
      JSON.parse(read('package.json')),
    );
    expect(['ci', ...Object.keys(scripts)]).toContain(name);
  },
);

describe('the page of HR systems', () => {
  const page = read('docs/hr-systems.md');

  test('has each preset by its name, with how sure it is, and a section', () => {
    const rows = [...page.matchAll(/^\| (.+?) \| `([\w-]+)` \| (\w+) \|/gm)].map(
      ([, title, type, certainty]) => [type, title, certainty],
    );
    expect(rows).toEqual(
      Object.entries(presets).map(([type, { title, certainty }]) => [type, title, certainty]),
    );
    for (const { title } of Object.values(presets))
      expect(page).toMatch(new RegExp(`^## ${title.split(',')[0]}$`, 'm'));
  });

  test('says of each that is asked for employees which secret it wants', () => {
    for (const [type, { toSource }] of Object.entries(presets)) {
      const { api } = toSource({ company: 'acme', subdomain: 'acme', apiVersion: '2026-07-01' });
      const row = page.split('\n').find((line) => line.includes(`| \`${type}\` |`)) ?? '';
      const keys =
        api &&
        Object.keys(
          apiSecretSchema(
            v.parse(CheckedSource, {
              type,
              ...toSource({ company: 'acme', subdomain: 'acme', apiVersion: '2026-07-01' }),
            }).api?.authentication ?? { type: 'bearer' },
          ).entries,
        );
      expect([
        type,
        row.includes(keys === undefined ? '| – |' : `{${keys.map((key) => `"${key}"`).join(',')}}`),
      ]).toEqual([type, true]);
    }
  });
});

test('every heading that an alarm names is there', () => {
  const headings = [...read('infra/alarms.ts').matchAll(/heading: '(.*)'/g)].map(([, heading]) => heading);
  expect(headings).not.toHaveLength(0);
  for (const heading of headings) expect(readme).toMatch(new RegExp(`^##+ ${heading}$`, 'm'));
});

test('every file and folder it links to is there', () => {
  const links = [...readme.matchAll(/\]\(([^)#h][^)]*)\)/g)].map(([, link = '']) => link);
  for (const link of links) expect(() => read(link)).not.toThrow('ENOENT');
});

test('it is at most 250 lines', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(250);
});

test('what CI runs is what it says', () => {
  const [, commands = ''] = /^## Try it in two minutes$.*?^```sh\n(.*?)^```$/ms.exec(readme) ?? [];
  for (const command of commands.trim().split('\n')) {
    for (const part of command.replace(/\s+#.*/, '').split(' && ')) expect(read('.ci/run')).toContain(part);
  }
});
