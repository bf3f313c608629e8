import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import * as v from 'valibot';
import { readConfiguration } from '../../config/read-configuration.ts';
import { functionNames } from '../../infra/bundle.ts';
import { childEnvironment } from '../helpers/child-environment.ts';
import { assemblyOf } from '../helpers/synth.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synthesize-'));
});
afterAll(() => rm(folder, { recursive: true }));

const Template = v.object({
  Resources: v.record(v.string(), v.object({ Type: v.string(), Metadata: v.optional(v.unknown()) })),
});
const WithAsset = v.object({ 'aws:asset:path': v.string() });

describe('the example configuration', () => {
  let assembly: CloudAssembly;

  beforeAll(async () => {
    assembly = new CloudAssembly(await assemblyOf(readConfiguration('hire-invites.json')));
  });

  const resources = () => Object.entries(v.parse(Template, assembly.stacks[0]?.template).Resources);

  test('gives one stack, named for it, for whichever account and region it is deployed to', () => {
    expect(assembly.stacks).toEqual([
      expect.objectContaining({
        stackName: 'hire-invites',
        environment: expect.objectContaining({ account: 'unknown-account', region: 'unknown-region' }),
      }),
    ]);
  });

  test('brings each function’s bundle, where the template’s metadata says', async () => {
    const functions = resources().filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    expect(functions).toHaveLength(functionNames.length);
    for (const [, { Metadata }] of functions) {
      const bundle = join(assembly.directory, v.parse(WithAsset, Metadata)['aws:asset:path']);
      expect(await readdir(bundle)).toEqual(expect.arrayContaining(['configuration.json', 'index.mjs']));
    }
  });

  test('has queues and tables where they were: under other logical ids they would be replaced', () => {
    const kept = ['AWS::SQS::Queue', 'AWS::DynamoDB::Table'];
    const ids = resources().filter(([, { Type }]) => kept.includes(Type));
    expect(ids.map(([id]) => id).sort()).toEqual([
      'HiresTableHiresF7EE88C3',
      'HiresTableSweeps0EC99202',
      'HiresTableUsersBE660E49',
      'InviteQueueDeadLetterF322B85A',
      'InviteQueueInvite43A4648A',
      'SchedulesFailuresA71BED24',
    ]);
  });
});

test('what cdk-nag finds fails the synthesis until it is acknowledged with a reason', async () => {
  const script = `
    import { Validations } from 'aws-cdk-lib';
    import { Code } from 'aws-cdk-lib/aws-lambda';
    import { AwsSolutionsChecks } from 'cdk-nag';
    import { readConfiguration } from './config/read-configuration.ts';
    import { mapFunctions } from './infra/bundle.ts';
    import { HireInvitesStack } from './infra/stack.ts';
    import { createApp } from './infra/synthesize.ts';

    const outdir = ${JSON.stringify(join(folder, 'nag'))};
    const app = createApp({ outdir, builtinCloudFormationValidation: false });
    const code = mapFunctions((name) => Code.fromInline(name));
    const configuration = readConfiguration('hire-invites.json');
    new HireInvitesStack(app, configuration.name, { configuration, code });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    app.synth();
  `;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/ERROR .*\(AwsSolutions\)/),
  });
});

test('the CDK app warns if no alarm would reach anybody', async () => {
  const output = join(folder, 'warned');
  const run = (file: string) =>
    promisify(execFile)(process.execPath, ['infra/app.ts'], {
      env: { ...childEnvironment, CDK_CONTEXT_JSON: JSON.stringify({ config: file }), CDK_OUTDIR: output },
    });
  const file = join(folder, 'nobody.json');
  const configuration = {
    oneLogin: { host: 'acme.onelogin.com' },
    sources: { hr: { type: 'standard-webhooks' } },
  };
  await writeFile(file, JSON.stringify(configuration));
  expect(await run(file)).toMatchObject({ stderr: expect.stringContaining('alarms.email is not set') });
  await writeFile(file, JSON.stringify({ ...configuration, alarms: { email: 'it@acme.com' } }));
  expect(await run(file)).toMatchObject({ stderr: '' });
});

test('a wrong configuration ends the CDK app with one line a fault, no stack trace and exit code 1', async () => {
  const file = join(folder, 'wrong.json');
  await writeFile(
    file,
    '{ "oneLogin": { "host": "acme" }, "sources": { "bamboohr": { "type": "bamboohr" } } }',
  );
  const run = promisify(execFile)(process.execPath, ['infra/app.ts'], {
    env: { ...childEnvironment, CDK_CONTEXT_JSON: JSON.stringify({ config: file }) },
  });
  await expect(run).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: [
      `${file} is not a configuration:`,
      '  oneLogin.host: got "acme"; allowed: a host such as "acme.onelogin.com", without https:// and path',
      '  sources.bamboohr.company: is missing; allowed: the company part of https://<company>.bamboohr.com',
      '',
    ].join('\n'),
  });
});
