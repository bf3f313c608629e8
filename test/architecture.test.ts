import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { bundleOptions, functionNames } from '../infra/bundle.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('{config,lambda,infra,console,local,try,bench}/**/*.ts', { cwd: root });
const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** What of the project's own files the bundles are made of. */
async function bundledFiles(): Promise<Set<string>> {
  const { metafile } = await build({
    ...bundleOptions,
    entryPoints: functionNames.map((name) => `lambda/${name}/handler.ts`),
    outdir: 'unused',
    write: false,
    metafile: true,
  });
  return new Set(Object.keys(metafile.inputs).filter((file) => !file.startsWith('node_modules/')));
}

/** A file of types leaves nothing to bundle. */
const holdsOnlyTypes = (file: string) =>
  stripTypeScriptTypes(read(file))
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .trim() === '';

test('every file of lambda/ ships or holds types only, and nothing of config/ or any other folder does', async () => {
  const bundled = await bundledFiles();
  const shipped = files.filter((file) => file.startsWith('lambda/'));
  expect(shipped.filter((file) => !bundled.has(file) && !holdsOnlyTypes(file))).toEqual([]);
  expect([...bundled].filter((file) => !file.startsWith('lambda/'))).toEqual([]);
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
      /presets\/workday-report|bamboohr|^local\/(?:sample-hire|what-to-try|run)\.ts/,
    ],
    [
      'Standard Webhooks’ headers',
      /'webhook-(?:id|timestamp|signature)'/,
      /^config\/source-authentication\.ts/,
    ],
    ['the environment', /process\.env/, /^lambda\/aws\/environment\.ts|^local\/|^bench\/baselines\//],
    ['the clock of the functions', /Date\.now/, /handler\.ts$|^console\/|^local\/|^try\/|^bench\//],
  ])('%s', (_, pattern, home) => {
    const elsewhere = files.filter((file) => pattern.test(read(file)) && !home.test(file));
    expect(elsewhere).toEqual([]);
  });

  test('the functions never load fetch: it costs a cold start', () => {
    const users = files.filter((file) => file.startsWith('lambda/') && /\bfetch\(/.test(read(file)));
    expect(users).toEqual([]);
  });
});
