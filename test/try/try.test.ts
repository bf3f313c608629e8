import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as v from 'valibot';

const execute = promisify(execFile);
const Failed = v.object({ code: v.number(), stdout: v.string(), stderr: v.string() });

let folder: string;
const capture = () => join(folder, 'request.http');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-try-'));
  const headers = 'Authorization: Bearer the-token\nContent-Type: application/json';
  await writeFile(capture(), `POST / HTTP/1.1\n${headers}\n\n{"id":"7","mail":"a@acme.example"}`);
  const source = { type: 'generic', authentication: [{ type: 'bearer' }], employee: { workEmail: 'mail' } };
  const configuration = { oneLogin: { host: 'acme.onelogin.com' }, sources: { hr: source, other: source } };
  await writeFile(join(folder, 'hire-invites.json'), JSON.stringify(configuration));
  const secrets = { 'hire-invites/hr/webhook': { current: 'the-token' } };
  await writeFile(join(folder, 'secrets.json'), JSON.stringify(secrets));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...more: string[]) {
  const options = ['try/try.ts', '--config', join(folder, 'hire-invites.json'), ...more];
  return execute(process.execPath, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => v.parse(Failed, error),
  );
}

test('a request that would be accepted ends with 0', async () => {
  const secrets = ['--secrets', join(folder, 'secrets.json')];
  const { code, stdout, stderr } = await run('--source', 'hr', capture(), ...secrets);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('✓ bearer: right');
  expect(stdout).not.toContain('the-token');
});

test('a request that is accepted, but invites nobody, ends with 1', async () => {
  const file = join(folder, 'nobody.http');
  const headers = 'Authorization: Bearer the-token\nContent-Type: application/json';
  await writeFile(file, `POST / HTTP/1.1\n${headers}\n\n{"id":"7","mail":"a@acme.example; b@acme.example"}`);
  const { code, stdout } = await run('--source', 'hr', file, '--secret', 'the-token');
  expect(code).toBe(1);
  expect(stdout).toContain('✓ bearer: right');
  expect(stdout).toContain('found by mail, is not valid: it is not certain which address is meant');
  expect(stdout).toContain('202 {"accepted":1,"ignored":0}, and nobody is invited');
});

test('a request that would be refused ends with 1', async () => {
  const { code, stdout } = await run('--source', 'hr', capture(), '--secret', 'another');
  expect(code).toBe(1);
  expect(stdout).toContain('✗ 401 UNAUTHENTICATED');
});

test('a secret may be given as it is stored', async () => {
  const given = [JSON.stringify({ current: 'another', previous: 'the-token' }), ' the-token '];
  for (const secret of given)
    expect((await run('--source', 'hr', capture(), '--secret', secret)).stdout).toContain('✓ bearer: right');
});

test('a secret that nobody has filled in yet counts as not given', async () => {
  const file = join(folder, 'placeholder.json');
  await writeFile(file, JSON.stringify({ 'hire-invites/hr/webhook': { current: 'REPLACE-ME' } }));
  const { code, stdout, stderr } = await run('--source', 'hr', capture(), '--secrets', file);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('? bearer: the header authorization is there; give the secret');
});

test.each([
  ['no request', ['--source', 'hr'], 'Which request?'],
  ['no source', [], 'Which source? The configuration has: hr, other.'],
  ['a source that is none', ['--source', 'x'], 'There is no source x. The configuration has: hr, other.'],
  ['a time that is none', ['--source', 'hr', '--at', 'noon'], '--at needs a time'],
  ['an option that is none', ['--sauce', 'hr'], "Unknown option '--sauce'"],
])('%s is reported with how to ask', async (what, options, message) => {
  const files = what === 'no request' ? [] : [capture()];
  const { code, stdout, stderr } = await run(...options, ...files);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.trimEnd().split('\n').at(-1)).toContain(message);
  expect(stderr).toContain('npm run try -- --source NAME FILE');
});

test('--help says how to ask, and does nothing', async () => {
  const { code, stdout } = await run('--source', 'hr', capture(), '--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^npm run try -- --source NAME FILE/);
});

test.each([
  ['a request that is not there', ['--source', 'hr', 'nowhere.http'], 'nowhere.http does not exist.'],
  [
    'secrets that are not there',
    ['--source', 'hr', '--secrets', 'nowhere.json'],
    'The file of secrets nowhere.json does not exist.',
  ],
  [
    'secrets without the source’s',
    ['--source', 'other', '--secrets', 'SECRETS'],
    'has no usable "hire-invites/other/webhook"',
  ],
])('%s is reported in one line', async (_, options, message) => {
  const given = options.map((option) => option.replace('SECRETS', join(folder, 'secrets.json')));
  const { code, stdout, stderr } = await run(...given, capture());
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
