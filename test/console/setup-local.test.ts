import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { findRuns } from '../../console/find-run.ts';
import { childEnvironment } from '../helpers/child-environment.ts';
import { hangsAfterMs } from '../helpers/hangs-after.ts';
import { type Started, start, stop } from '../helpers/npm-start.ts';

/** `npm run setup -- --local` as a process, without a terminal, from a fresh clone to the first invite. */

let folder: string;
let config: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
  config = join(folder, 'config.json');
  await copyFile('hire-invites.json', config);
});
afterEach(() => rm(folder, { recursive: true }));

function setup(args: string[], { PORT = '0', input = '' } = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['console/setup.ts', '--local', '--config', config, ...args],
      { env: { ...childEnvironment, PORT }, timeout: hangsAfterMs },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

const answers = ['--time-zone', 'Europe/Berlin', '--alarm-email', 'it@initech.example'];

test('starts a stack, fills it in from nothing, invites somebody, and stops it again', async () => {
  const { code, stdout, stderr } = await setup(answers);
  expect(stderr).toBe('');
  expect(stdout).not.toContain('What you type');
  const inOrder = [
    'config.json is written.',
    '3/7',
    'It runs here: http://127.0.0.1:',
    '/webhooks/bamboohr',
    'hire-invites/onelogin is stored.',
    'hire-invites/bamboohr/webhook is stored.',
    'hire-invites/bamboohr/api is stored.',
    'bamboohr said that 101 was created: 202',
    'INVITED: OneLogin sent the invite.',
    'What to do next:',
    'The stack stops with this command. To keep one: npm start',
  ];
  const places = inOrder.map((text) => stdout.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
  expect(code).toBe(0);
  const [, url] = /It runs here: (\S+)/.exec(stdout) ?? [];
  expect((await findRuns()).map((run) => run.url)).not.toContain(url);
});

test('a secret that cannot be one ends it, and the stack with it', async () => {
  const secrets = join(folder, 'secrets.json');
  await writeFile(secrets, JSON.stringify({ 'hire-invites/bamboohr/api': { apiKey: 'hush, hush' } }));
  const { code, stdout, stderr } = await setup([...answers, '--secrets', secrets]);
  expect(stderr).toContain('hire-invites/bamboohr/api was not stored.');
  expect(stdout + stderr).not.toContain('hush');
  expect(code).toBe(1);
});

describe('with a stack that runs already', () => {
  const own = {
    'hire-invites/onelogin': { clientId: 'right-id', clientSecret: 'right-secret' },
    'hire-invites/bamboohr/webhook': { current: 'right-webhook' },
    'hire-invites/bamboohr/api': { apiKey: 'right-key' },
  };
  let home: string;
  let stack: Started;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
    await writeFile(join(home, 'secrets.json'), JSON.stringify(own));
    const sample = JSON.parse(await readFile('hire-invites.json', 'utf8'));
    await writeFile(
      join(home, 'config.json'),
      JSON.stringify({ ...sample, alarms: { email: 'it@initech.example' } }),
    );
    stack = await start(['--config', join(home, 'config.json'), '--secrets', join(home, 'secrets.json')]);
  });
  afterAll(async () => {
    await stop(stack.child);
    await rm(home, { recursive: true });
  });
  const run = (args: string[], secrets?: object) =>
    setup(secrets === undefined ? args : [...args, '--secrets', '-'], {
      PORT: stack.port,
      input: JSON.stringify(secrets),
    });

  test('its secrets are changed, and the stack works with them', async () => {
    const wrong = { 'hire-invites/bamboohr/api': { apiKey: 'wrong-key' } };
    const refused = await run(['--only', 'secrets'], wrong);
    expect(refused.stdout).toContain('hire-invites/onelogin stays as it is.');
    expect(refused.stderr).toContain('hire-invites/bamboohr/api was not stored');
    expect(refused.code).toBe(1);

    // The sample is signed with the secret that the HR system still has, and that is the previous one by now.
    const next = { 'hire-invites/bamboohr/webhook': { current: 'next-webhook' } };
    const { code, stdout, stderr } = await run(['--only', 'deploy,secrets,check,test-hire'], next);
    expect(stdout).toContain(`It runs here already: ${stack.url}`);
    expect(stdout).toContain('hire-invites/bamboohr/webhook is stored.');
    expect(stdout).toContain('bamboohr said that 101 was created: 202');
    expect(stdout).toContain('INVITED');
    // Its file has an address for alarms, and this one none: that is meant so, and nothing to fail for.
    expect(stdout).toContain('another configuration than');
    expect(stdout).toContain('Start `npm start` again to use the new file.');
    expect(stdout + stderr).not.toMatch(/(?:right|wrong|next)-(?:id|secret|key|webhook)/);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('another configuration is not set up in it', async () => {
    await writeFile(
      config,
      JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), name: 'another' }),
    );
    const { code, stderr } = await run(['--only', 'deploy']);
    expect(stderr).toContain(`The local stack ${stack.url} is called hire-invites, not another.`);
    expect(code).toBe(1);
  });
});

test('where no stack runs, there are no secrets to change', async () => {
  const { code, stderr } = await setup(['--only', 'secrets'], { PORT: '1' });
  expect(stderr).toBe('No local stack runs here. Start one with: npm start\n');
  expect(code).toBe(1);
});
