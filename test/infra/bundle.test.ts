import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { bundle } from '../../infra/bundle.ts';
import { Configuration } from '../../lambda/shared/configuration.ts';

const run = promisify(execFile);

const configuration = v.parse(Configuration, {
  $schema: './hire-invites.schema.json',
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
  alarms: { email: 'it-operations@acme.com' },
});

/** Imports built-ins in each way that packages do. */
const fixture = `
import http, { createServer } from 'node:http';
import * as crypto from 'crypto';
import { promises } from 'node:fs';
export const handler = () => ({
  default: typeof http.request, named: typeof createServer, namespace: typeof crypto.createHmac, nested: typeof promises.readFile,
});`;

/** Calls a bundle's handler in a process of its own, and tells what it gave and what Node loaded for it. */
const caller = `
const { handler } = await import(process.argv[1]);
const answer = handler();
console.log(JSON.stringify({ answer, undici: process.moduleLoadList.filter((name) => name.includes('undici')) }));`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  await writeFile(join(folder, 'fixture.ts'), fixture);
});
afterAll(() => rm(folder, { recursive: true }));

function bundleFixture(outdir: string): Promise<string> {
  return bundle(join(folder, 'fixture.ts'), join(folder, outdir), configuration);
}

test('a bundle’s imports of built-ins work, and load no undici', async () => {
  const file = join(await bundleFixture('built-ins'), 'index.mjs');
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', caller, file]);
  expect(JSON.parse(stdout)).toEqual({
    answer: { default: 'function', named: 'function', namespace: 'function', nested: 'function' },
    undici: [],
  });
});

test('the same sources make the same bundle, or every deployment would replace the functions', async () => {
  const contents = async (outdir: string) => {
    const out = await bundleFixture(outdir);
    return Promise.all(['index.mjs', 'configuration.json'].map((name) => readFile(join(out, name), 'utf8')));
  };
  expect(await contents('first')).toEqual(await contents('second'));
});

describe('the configuration beside the bundle', () => {
  test('is a whole one that the functions can read', async () => {
    const out = await bundleFixture('readable');
    const text = await readFile(join(out, 'configuration.json'), 'utf8');
    expect(v.parse(Configuration, JSON.parse(text))).toMatchObject({
      oneLogin: configuration.oneLogin,
      sources: configuration.sources,
      retry: configuration.retry,
    });
  });

  test('holds no e-mail address', async () => {
    const out = await bundleFixture('no-address');
    expect(await readFile(join(out, 'configuration.json'), 'utf8')).not.toContain('@');
  });
});

describe.each(['receive', 'invite'])('the bundle of %s', (name) => {
  let code: string;

  beforeAll(async () => {
    const out = await bundle(`lambda/${name}/handler.ts`, join(folder, name), configuration);
    code = await readFile(join(out, 'index.mjs'), 'utf8');
  });

  test('holds no path of the machine that built it', () => {
    expect(code).not.toContain(process.cwd());
    expect(code).not.toContain(folder);
  });

  test('imports nothing: it is all there, and no built-in is loaded by import', () => {
    expect(code).not.toMatch(/(?:^|[;}\s])import\s*[\w{*"']/);
  });
});
