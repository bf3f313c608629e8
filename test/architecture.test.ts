import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('{lambda,infra,local,bench}/**/*.ts', { cwd: root });
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** A folder's name, one level down in `lambda`; the presets stand for themselves. */
const folderOf = (file: string) =>
  file.startsWith('lambda/hr-systems/presets/')
    ? 'lambda/hr-systems/presets'
    : file
        .split('/')
        .slice(0, file.startsWith('lambda/') ? 2 : 1)
        .join('/');

function importsOf(file: string): string[] {
  const specifiers = [...read(file).matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map(
    ([, specifier = '']) => specifier,
  );
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
  );
}

/** Imports point one way: towards what knows less. */
const allowed: Record<string, string[]> = {
  'lambda/shared': [],
  'lambda/onelogin': ['lambda/shared'],
  'lambda/hr-systems': ['lambda/shared'],
  'lambda/hr-systems/presets': ['lambda/shared'],
  'lambda/receive': ['lambda/hr-systems', 'lambda/shared'],
  'lambda/invite': ['lambda/hr-systems', 'lambda/onelogin', 'lambda/shared'],
  'lambda/sweep': ['lambda/hr-systems', 'lambda/invite', 'lambda/shared'],
  infra: ['lambda/hr-systems', 'lambda/hr-systems/presets', 'lambda/shared'],
};

test.each(Object.entries(allowed))('%s imports only from itself and %j', (folder, others) => {
  const within = files.filter((file) => folderOf(file) === folder);
  expect(within).not.toHaveLength(0);
  for (const file of within) {
    const ours = importsOf(file).filter((imported) => imported.endsWith('.ts'));
    for (const imported of ours) expect([folder, ...others]).toContain(folderOf(imported));
  }
});

describe('knowledge lives in one place', () => {
  test.each([
    [
      'OneLogin’s addresses',
      /\/auth\/oauth2|\/api\/[12]\//,
      /^lambda\/onelogin\/|^local\/sandbox\/|bamboohr/,
    ],
    [
      'BambooHR’s headers and paths',
      /x-bamboohr|\/api\/v1\/employees|'homeEmail'/i,
      /presets\/workday-report|bamboohr|^local\/(?:sample-hire|what-to-try|run|chaos\/outside-world)\.ts/,
    ],
    [
      'Standard Webhooks’ headers',
      /'webhook-(?:id|timestamp|signature)'/,
      /^lambda\/shared\/source-authentication\.ts/,
    ],
    ['the environment', /process\.env/, /^lambda\/shared\/environment\.ts|^local\//],
    ['the clock of the functions', /Date\.now/, /handler\.ts$|^local\/|^bench\//],
  ])('%s', (_, pattern, home) => {
    const elsewhere = files.filter((file) => pattern.test(read(file)) && !home.test(file));
    expect(elsewhere).toEqual([]);
  });

  test('the functions never load fetch: it costs a cold start', () => {
    const users = files.filter((file) => file.startsWith('lambda/') && /\bfetch\(/.test(read(file)));
    expect(users).toEqual([]);
  });
});
