import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { type LocalServer, serveJson } from '../../local/aws/json-service.ts';
import { startSecretsManager } from '../../local/aws/secrets-manager.ts';
import { type BambooHrSandbox, startBambooHr } from '../../local/sandbox/bamboohr.ts';
import { type OneLoginSandbox, startOneLogin } from '../../local/sandbox/onelogin.ts';
import { type AwsAccount, account, type LambdaAnswer, startAwsAccount } from '../helpers/aws-account.ts';

/** `npm run setup` as a process, without a terminal, in an account whose services are stand-ins. `cdk` is one too. */

const secrets = {
  'hire-invites/onelogin': { clientId: 'right-id', clientSecret: 'right-secret' },
  'hire-invites/bamboohr/webhook': { current: 'right-webhook' },
  'hire-invites/bamboohr/api': { apiKey: 'right-key' },
};
const secretTexts = /right-(?:id|secret|webhook|key)/;
const address = 'https://abc.execute-api.eu-central-1.amazonaws.com/webhooks/bamboohr';

let aws: AwsAccount;
let findings: unknown[];
let hires: unknown[][];
let folder: string;
let oneLogin: OneLoginSandbox;
let bambooHr: BambooHrSandbox;
let manager: LocalServer;
let parameters: LocalServer;
let bootstrap: { status: number; body: unknown };

const Asked = v.object({ action: v.string() });
function answer(request: unknown): LambdaAnswer {
  switch (v.parse(Asked, request).action) {
    case 'check':
      return { body: { ok: true, now: '2026-03-02T07:00:00.000Z', findings } };
    case 'list':
      return { body: { ok: true, hires: hires.shift() ?? [] } };
    default:
      return { body: { ok: true, hire: { ...hire, outcomes: [], engagement: 1 } } };
  }
}
const hire = {
  hire: 'bamboohr//206',
  source: 'bamboohr',
  employeeId: '206',
  state: 'invited',
  code: 'INVITED',
  needsHand: false,
  meaning: 'OneLogin sent the invite.',
};

beforeAll(async () => {
  aws = await startAwsAccount(({ request }) => answer(request));
  oneLogin = await startOneLogin({ credential: { clientId: 'right-id', clientSecret: 'right-secret' } });
  bambooHr = await startBambooHr({ apiKey: 'right-key' });
  parameters = await serveJson(() => bootstrap);
});
afterAll(async () => {
  for (const server of [aws, oneLogin, bambooHr, parameters]) await server.close();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
  manager = await startSecretsManager(
    new Map(Object.keys(secrets).map((name) => [name, '{"current":"REPLACE-ME"}'])),
  );
  findings = [
    { subject: 'onelogin', code: 'ONELOGIN_WORKS', verdict: 'ok', message: 'The credential works.' },
  ];
  hires = [];
  bootstrap = { status: 200, body: { Parameter: { Value: '21' } } };
  aws.invocations.length = 0;
  await writeFile(
    inFolder('config.json'),
    JSON.stringify({
      oneLogin: { host: 'initech.onelogin.com' },
      sources: { bamboohr: { type: 'bamboohr', company: 'initech', refusalStatus: 503 } },
      invite: { timeZone: 'UTC' },
      alarms: { email: 'it@initech.example' },
    }),
  );
  await writeFile(inFolder('cdk'), fakeCdk);
  await chmod(inFolder('cdk'), 0o755);
});
afterEach(async () => {
  await manager.close();
  await rm(folder, { recursive: true });
});

const inFolder = (name: string) => join(folder, name);

/** Says what it was called with, and leaves the outputs of a deployment; it fails if a file says so. */
const fakeCdk = `#!/usr/bin/env node
const { existsSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
writeFileSync(__dirname + '/called.json', JSON.stringify({ args, environment: process.env }));
console.log('cdk says what it does');
if (existsSync(__dirname + '/fails')) process.exit(1);
writeFileSync(args[args.indexOf('--outputs-file') + 1], JSON.stringify({
  'hire-invites': { Step2Source1Address: '${address}', LookPolicyArn: 'arn', DomainTarget: 'd-1.execute-api.eu-central-1.amazonaws.com' },
}));
`;

async function setup(
  args: readonly string[],
  { input = '', environment = {} }: { input?: string; environment?: Record<string, string> } = {},
) {
  const result = await aws.command(
    'setup',
    ['--config', inFolder('config.json'), ...args],
    {
      PATH: `${folder}:${process.env['PATH']}`,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.url,
      AWS_ENDPOINT_URL_SSM: parameters.url,
      ONELOGIN_URL: oneLogin.url,
      HR_API_URL_BAMBOOHR: bambooHr.url,
      ...environment,
    },
    input,
  );
  expect(`${result.stdout}${result.stderr}`).not.toMatch(secretTexts);
  return result;
}

const Called = v.pipe(v.string(), v.parseJson(), v.object({ args: v.array(v.string()) }));
const whole = ['--yes', '--no-wait', '--secrets', '-'];
const input = JSON.stringify(secrets);

test('deploys, says the address before it needs the webhook’s key, and stores what works', async () => {
  const { code, stdout, stderr } = await setup(whole, { input });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const inOrder = [
    `AWS account ${account}, eu-central-1`,
    'config.json stays as it is.',
    'Allow users to update their directory password',
    'Manage All',
    'cdk says what it does',
    'a mail to it@initech.example, confirm it there',
    address,
    'docs/hr-systems/bamboohr.md',
    'hire-invites/onelogin is stored.',
    'hire-invites/bamboohr/webhook is stored.',
    'hire-invites/bamboohr/api is stored.',
    '✓ onelogin: The credential works.',
    'In BambooHR, create a test employee',
    'What to do next:',
    'take "refusalStatus": 503 out',
  ];
  const places = inOrder.map((text) => stdout.indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((one, other) => one - other));
  expect(aws.invocations.map(({ qualifier }) => qualifier)).toEqual(['act']);
});

test('a domain of your own has to point to what the deployment has made', async () => {
  const config = v.parse(
    v.record(v.string(), v.unknown()),
    JSON.parse(await readFile(inFolder('config.json'), 'utf8')),
  );
  const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd';
  const domain = { name: 'hires.initech.example', certificateArn };
  await writeFile(inFolder('config.json'), JSON.stringify({ ...config, domain }));
  const { stdout } = await setup(whole, { input });
  expect(stdout).toContain('let hires.initech.example point to d-1.execute-api.eu-central-1.amazonaws.com.');
});

test('cdk gets the configuration, and no secret', async () => {
  await setup(whole, { input });
  const called = await readFile(inFolder('called.json'), 'utf8');
  expect(called).not.toMatch(secretTexts);
  expect(v.parse(Called, called).args).toEqual([
    'deploy',
    'hire-invites',
    '-c',
    `config=${inFolder('config.json')}`,
    '--import-existing-resources',
    '--outputs-file',
    expect.any(String),
    '--require-approval',
    'never',
  ]);
});

test('a credential that OneLogin refuses is not stored', async () => {
  const wrong = { ...secrets, 'hire-invites/onelogin': { clientId: 'right-id', clientSecret: 'wrong' } };
  const only = ['--only', 'secrets', '--secrets', '-'];
  const { code, stdout, stderr } = await setup(only, { input: JSON.stringify(wrong) });
  expect(stdout).toContain('OneLogin refuses the client id and secret');
  expect(stderr).toContain('hire-invites/onelogin was not stored');
  expect(code).toBe(1);
  expect((await setup(only, { input })).code).toBe(0);
});

test('rotation is the same command, and needs no deployment', async () => {
  await setup(['--only', 'secrets', '--secrets', '-'], { input });
  const rotated = { 'hire-invites/bamboohr/webhook': { current: 'next-webhook' } };
  const { code, stdout } = await setup(['--only', 'secrets', '--secrets', '-'], {
    input: JSON.stringify(rotated),
  });
  expect(stdout).toContain('hire-invites/onelogin stays as it is.');
  expect(stdout).toContain('hire-invites/bamboohr/webhook is stored.');
  expect(stdout).not.toContain('next-webhook');
  expect(code).toBe(0);
  await expect(readFile(inFolder('called.json'))).rejects.toThrow('ENOENT');
});

test('waits for a hire who was not there before, and says what became of it', async () => {
  const before = { ...hire, hire: 'bamboohr//1', employeeId: '1' };
  const byHand = { ...hire, hire: 'operator//x', source: 'operator' };
  const begun = { ...hire, state: 'waiting', code: undefined };
  hires = [[before], [before, byHand, begun], [before, byHand, hire]];
  const { code, stdout } = await setup(['--only', 'test-hire']);
  expect(stdout).toContain('create a test employee');
  expect(code).toBe(0);
});

test('what the stack finds wrong is said, and the exit code says so', async () => {
  findings = [
    { subject: 'bamboohr', code: 'HR_REFUSES', verdict: 'wrong', message: 'No.', whatToDo: 'Mend it.' },
  ];
  const { code, stdout } = await setup(['--only', 'check']);
  expect(stdout).toContain('✗ bamboohr: No.\n  → Mend it.');
  expect(stdout).toContain('the exit code is 1. The check found something that is not right (✗).');
  expect(code).toBe(1);
});

describe('says what is missing:', () => {
  test('flags', async () => {
    await writeFile(inFolder('config.json'), await readFile('hire-invites.json'));
    const { code, stderr } = await setup(['--yes']);
    expect(stderr).toMatch(
      /missing:\n {2}--host: .*\n {2}--hr-system: .*\n {2}--time-zone: .*\n {2}--alarm-email: /,
    );
    expect(code).toBe(2);
  });

  test('a right answer, before AWS is asked', async () => {
    const wrong = ['--host', 'https://acme.onelogin.com'];
    const { code, stdout, stderr } = await setup(wrong, { environment: { AWS_REGION: '' } });
    expect(stderr).toMatch(/^--host: got/m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('somebody who approves the rights', async () => {
    const { code, stderr } = await setup(['--only', 'deploy']);
    expect(stderr).toContain('Add --yes.');
    expect(code).toBe(2);
  });

  test('secrets', async () => {
    const { code, stderr } = await setup(['--only', 'secrets']);
    expect(stderr).toContain('--secrets does not hold hire-invites/onelogin');
    expect(code).toBe(2);
  });

  test.each([
    [
      'credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' },
      /no AWS credentials here/,
    ],
    ['a region', { AWS_REGION: '' }, /No AWS region is set/],
  ])('%s, and how to try it without AWS', async (_, environment, said) => {
    const { code, stderr } = await setup([], { environment });
    expect(stderr).toMatch(said);
    expect(stderr).toContain('npm run setup -- --local');
    expect(code).toBe(1);
  });

  test.each([
    ['none', { status: 400, body: { __type: 'ParameterNotFound' } }, 'is not prepared for CDK yet'],
    [
      'an old one',
      { status: 200, body: { Parameter: { Value: '5' } } },
      'was prepared for CDK long ago (version 5)',
    ],
  ])('CDK’s bootstrap stack, if there is %s', async (_, answered, said) => {
    bootstrap = answered;
    const { code, stderr } = await setup(whole, { input });
    expect(stderr).toContain(said);
    expect(stderr).toContain(`npx cdk bootstrap aws://${account}/eu-central-1`);
    expect(code).toBe(1);
  });

  test('cdk itself', async () => {
    const node = inFolder('bin');
    const { code, stderr } = await setup(['--only', 'deploy', '--yes'], { environment: { PATH: node } });
    expect(stderr).toContain('The command cdk was not found');
    expect(code).toBe(1);
  });
});

test('a person who may not read the version of the bootstrap stack may still deploy', async () => {
  bootstrap = { status: 400, body: { __type: 'AccessDeniedException' } };
  expect((await setup(['--only', 'deploy', '--yes'])).code).toBe(0);
});

test('a deployment that fails ends it', async () => {
  await writeFile(inFolder('fails'), '');
  const { code, stdout, stderr } = await setup(whole, { input });
  expect(stdout).toContain('cdk says what it does');
  expect(stderr).toContain('The deployment failed.');
  expect(stdout).not.toContain('Secrets:');
  expect(code).toBe(1);
});

test('a step that is none is refused', async () => {
  const { code, stderr } = await setup(['--only', 'secret']);
  expect(stderr).toContain('Did you mean "secrets"?');
  expect(code).toBe(2);
});
