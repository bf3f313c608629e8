import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { keyActions } from '../../infra/encrypt.ts';
import { keyPolicyFor } from '../../infra/key-policy.ts';
import { readStack } from '../../local/aws/template.ts';
import { childEnvironment } from '../helpers/child-environment.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { assemblyOf } from '../helpers/synth.ts';
import { permissionsOf, readPolicy } from './permissions.ts';
import { createResources, createTemplate, type Resource, Resources } from './template.ts';

const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const vpc = { subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'], securityGroupIds: ['sg-0a1b2c3d'] };
const domain = {
  name: 'hires.acme.com',
  certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
};
const each = {
  kmsKeyArn: { kmsKeyArn: key },
  vpc: { vpc },
  domain: { domain },
  tracing: { tracing: true },
  logRetentionDays: { logRetentionDays: 365 as const },
};
const all = Object.assign({}, ...Object.values(each));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'platform-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each([...Object.entries(each), ['all of them', all]])('with %s', (_, settings) => {
  test('cdk-nag finds nothing, and the local stack can be wired from the template', async () => {
    const assembly = await assemblyOf(createConfiguration(settings));
    const { queues, functions } = readStack(assembly, 'hire-invites', (name) => `http://127.0.0.1/${name}`);
    expect(queues).toHaveLength(3);
    expect(functions.map(({ FunctionName }) => FunctionName)).toContain('hire-invites-invite');
  });
});

describe('kmsKeyArn', () => {
  const keyOf = ({ Properties }: Resource) =>
    Properties['KmsMasterKeyId'] ??
    Properties['KmsKeyId'] ??
    Properties['KmsKeyArn'] ??
    v.parse(v.object({ KMSMasterKeyId: v.string() }), Properties['SSESpecification']).KMSMasterKeyId;

  test.each([
    'AWS::SQS::Queue',
    'AWS::DynamoDB::Table',
    'AWS::SNS::Topic',
    'AWS::Logs::LogGroup',
    'AWS::Lambda::Function',
    'AWS::Scheduler::Schedule',
  ])('encrypts every %s', async (type) => {
    const found = (await createResources({ kmsKeyArn: key })).ofType(type);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map(keyOf)).toEqual(found.map(() => key));
  });

  test('of the two ways in which SQS encrypts, a queue names one', async () => {
    const [queue] = (await createResources({ kmsKeyArn: key })).ofType('AWS::SQS::Queue');
    expect(queue?.Properties).not.toHaveProperty('SqsManagedSseEnabled');
  });

  const Roles = v.object({ Roles: v.array(v.unknown()) });
  const Condition = v.union([
    v.object({ StringLike: v.object({ 'kms:ViaService': v.unknown() }) }),
    v.object({ ArnLike: v.object({ 'kms:EncryptionContext:aws:scheduler:schedule:arn': v.unknown() }) }),
  ]);

  /** What a role may do with a key, and through which service. */
  async function rightsToKey(role: string, settings: object = {}, of = key): Promise<string[]> {
    const resources = await createResources({ kmsKeyArn: key, ...settings });
    const say = (condition: unknown) => {
      const [limits = {}] = Object.values(v.parse(Condition, condition));
      return resources.text(Object.values(limits)[0]);
    };
    return resources
      .ofType('AWS::IAM::Policy')
      .filter(({ Properties }) =>
        v
          .parse(Roles, Properties)
          .Roles.some((one) => resources.text(one) === `hire-invites/${role}/Resource`),
      )
      .flatMap((policy) => readPolicy(resources, policy))
      .filter(({ action, resource }) => action.startsWith('kms:') && resource === of)
      .map(({ action, condition }) => `${action} ${say(condition)}`)
      .sort();
  }

  test('receive sends and reads webhook secrets; where a handshake brings one, it stores it', async () => {
    const sending = [
      'kms:Decrypt secretsmanager.<Region>.*',
      'kms:Decrypt sqs.<Region>.*',
      'kms:GenerateDataKey sqs.<Region>.*',
    ];
    expect(await rightsToKey('ReceiveApi/ReceiveRole')).toEqual(sending);
    const sources = {
      hr: { type: 'standard-webhooks', handshakes: [{ type: 'keep-token', field: 'token' }] },
    };
    expect(await rightsToKey('ReceiveApi/ReceiveRole', { sources })).toEqual(
      [...sending, 'kms:GenerateDataKey secretsmanager.<Region>.*'].sort(),
    );
  });

  test('invite has also tables and schedules', async () => {
    expect(await rightsToKey('InviteFunction/InviteRole')).toEqual([
      'kms:Decrypt dynamodb.<Region>.*',
      'kms:Decrypt scheduler.<Region>.*',
      'kms:Decrypt secretsmanager.<Region>.*',
      'kms:Decrypt sqs.<Region>.*',
      'kms:DescribeKey scheduler.<Region>.*',
      'kms:GenerateDataKey dynamodb.<Region>.*',
      'kms:GenerateDataKey scheduler.<Region>.*',
      'kms:GenerateDataKey sqs.<Region>.*',
    ]);
  });

  test('sweep has the topic', async () => {
    expect(await rightsToKey('SweepFunction/SweepRole')).toEqual([
      'kms:Decrypt dynamodb.<Region>.*',
      'kms:Decrypt secretsmanager.<Region>.*',
      'kms:Decrypt sns.<Region>.*',
      'kms:Decrypt sqs.<Region>.*',
      'kms:GenerateDataKey dynamodb.<Region>.*',
      'kms:GenerateDataKey sns.<Region>.*',
      'kms:GenerateDataKey sqs.<Region>.*',
    ]);
  });

  test('tell has no queue and no secret', async () => {
    expect(await rightsToKey('TellFunction/TellRole')).toEqual([
      'kms:Decrypt dynamodb.<Region>.*',
      'kms:Decrypt sns.<Region>.*',
      'kms:GenerateDataKey dynamodb.<Region>.*',
      'kms:GenerateDataKey sns.<Region>.*',
    ]);
  });

  test('operate reads schedules, and makes none', async () => {
    expect(await rightsToKey('OperateFunction/OperateRole')).toEqual([
      'kms:Decrypt dynamodb.<Region>.*',
      'kms:Decrypt scheduler.<Region>.*',
      'kms:Decrypt secretsmanager.<Region>.*',
      'kms:Decrypt sqs.<Region>.*',
      'kms:GenerateDataKey dynamodb.<Region>.*',
      'kms:GenerateDataKey sqs.<Region>.*',
    ]);
  });

  test('keep makes secrets, and gives them another key together with their value', async () => {
    expect(await rightsToKey('KeepFunction/KeepRole')).toEqual([
      'kms:Decrypt secretsmanager.<Region>.*',
      'kms:Encrypt secretsmanager.<Region>.*',
      'kms:GenerateDataKey secretsmanager.<Region>.*',
    ]);
  });

  const payload = 'kms:Decrypt arn:<Partition>:scheduler:<Region>:<AccountId>:schedule/*';

  test('Scheduler reads the payload of a schedule, and sends it', async () => {
    expect(await rightsToKey('Schedules/Role')).toEqual([
      payload,
      'kms:Decrypt sqs.<Region>.*',
      'kms:GenerateDataKey sqs.<Region>.*',
    ]);
    for (const id of ['SweepFunction', 'TellFunction', 'OperateFunction'])
      expect(await rightsToKey(`${id}/ScheduleRole`)).toEqual([payload]);
  });

  test('a person who replays in the console reads and writes messages', async () => {
    const resources = await createResources({ kmsKeyArn: key });
    const operator = resources
      .ofType('AWS::IAM::ManagedPolicy')
      .find(({ Metadata }) => Metadata?.['aws:cdk:path'] === 'hire-invites/InviteQueue/Operator/Resource');
    const rights = operator === undefined ? [] : readPolicy(resources, operator);
    expect(rights.filter(({ resource }) => resource === key).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']),
    );
  });

  test('what the roles may do with data is known: an action that is not would get nothing of the key', async () => {
    const resources = await createResources({ events: true });
    const services = new Set(Object.keys(keyActions).map((action) => action.split(':')[0]));
    /** They touch no data: they look at things, change how they are kept, or take them away. */
    const withoutData =
      /:(?:Describe|UpdateTable|List|Delete|Cancel|GetQueue|ChangeMessage|StartMessageMove)/;
    const actions = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
      .flatMap((type) => resources.ofType(type))
      .flatMap((policy) => readPolicy(resources, policy))
      .map(({ action }) => action)
      .filter((action) => services.has(action.split(':')[0]) && !withoutData.test(action));
    expect(actions.filter((action) => !(action in keyActions))).toEqual([]);
  });

  const former = key.replace('1234abcd-', '5678dcba-');

  test.each([
    ['another key', { kmsKeyArn: key, formerKmsKeyArns: [former] }, key],
    ['a key of AWS', { kmsKeyArn: undefined, formerKmsKeyArns: [former] }, 'alias/aws/secretsmanager'],
  ])('with %s, what the former key has encrypted can still be read', async (_, settings, next) => {
    expect(await rightsToKey('InviteFunction/InviteRole', settings, former)).toEqual(
      ['dynamodb', 'scheduler', 'secretsmanager', 'sqs'].map(
        (service) => `kms:Decrypt ${service}.<Region>.*`,
      ),
    );
    expect(await rightsToKey('Schedules/Role', settings, former)).toContain(payload);
    expect(await rightsToKey('KeepFunction/KeepRole', settings, former)).toEqual([
      'kms:Decrypt secretsmanager.<Region>.*',
    ]);
    const resources = await createResources(settings);
    const secrets = resources.ofType('Custom::KeptSecret').map(({ Properties }) => Properties['KmsKeyId']);
    expect(new Set(secrets)).toEqual(new Set([next]));
    const queues = resources.ofType('AWS::SQS::Queue').map(({ Properties }) => Properties['KmsMasterKeyId']);
    expect(new Set(queues)).toEqual(new Set([settings.kmsKeyArn]));
    const keep = 'hire-invites/KeepFunction/KeepRole/Resource';
    expect(permissionsOf(resources, keep).join()).toContain('secretsmanager:UpdateSecret');
  });

  test('without it, nothing of the stack speaks of a key', async () => {
    expect(JSON.stringify(await createTemplate())).not.toMatch(/kms/i);
  });
});

describe('the policy of the key', () => {
  test.each([
    ['aws', 'eu-central-1', 'logs.eu-central-1.amazonaws.com'],
    ['aws-us-gov', 'us-gov-west-1', 'logs.us-gov-west-1.amazonaws.com'],
    ['aws-cn', 'cn-north-1', 'logs.cn-north-1.amazonaws.com.cn'],
    ['aws-eusc', 'eusc-de-east-1', 'logs.eusc-de-east-1.amazonaws.eu'],
  ])('speaks of the partition %s', (partition, region, logs) => {
    const policy = JSON.stringify(
      keyPolicyFor('hire-invites', `arn:${partition}:kms:${region}:111122223333:key/1`),
    );
    expect(policy).toContain(`"Service":"${logs}"`);
    expect(policy).toContain('"Service":"cloudwatch.amazonaws.com"');
    const arns = [...policy.matchAll(/arn:([a-z-]+):[a-z]+:([a-z0-9-]*):111122223333:/g)];
    expect(arns).toHaveLength(4);
    expect(new Set(arns.map(([, found]) => found))).toEqual(new Set([partition]));
    expect(new Set(arns.map(([, , found]) => found))).toEqual(new Set(['', region]));
  });

  test('is printed at synth, and stands in docs/platform.md', async () => {
    const policy = JSON.stringify(keyPolicyFor('hire-invites', key), undefined, 2);
    expect(await readFile('docs/platform.md', 'utf8')).toContain(policy);
    const { stderr } = await runApp({ alarms: { email: 'it@acme.com' }, kmsKeyArn: key });
    expect(stderr).toContain(policy);
  });
});

test('vpc holds the functions that call OneLogin or an HR system; their code is denied what Lambda may do there', async () => {
  const resources = await createResources({ vpc });
  const inside = resources
    .ofType('AWS::Lambda::Function')
    .filter(({ Properties }) => 'VpcConfig' in Properties);
  expect(inside.map(({ Properties }) => Properties['FunctionName']).sort()).toEqual([
    'hire-invites-invite',
    'hire-invites-operate',
    'hire-invites-sweep',
  ]);
  for (const { Properties } of inside)
    expect(Properties['VpcConfig']).toEqual({
      SubnetIds: vpc.subnetIds,
      SecurityGroupIds: vpc.securityGroupIds,
    });
  const rights = resources
    .ofType('AWS::IAM::Policy')
    .flatMap((policy) => readPolicy(resources, policy))
    .filter(({ action }) => action.startsWith('ec2:'));
  const allowed = rights.filter(({ effect }) => effect === 'Allow');
  const denied = rights.filter(({ effect }) => effect === 'Deny');
  expect([...new Set(allowed.map(({ action }) => action))]).toEqual([
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ]);
  expect(denied.map(({ action }) => action)).toEqual(allowed.map(({ action }) => action));
  const Denied = v.object({ ArnEquals: v.object({ 'lambda:SourceFunctionArn': v.unknown() }) });
  const functionsDenied = denied.map(({ condition }) =>
    resources.text(v.parse(Denied, condition).ArnEquals['lambda:SourceFunctionArn']),
  );
  expect([...new Set(functionsDenied)].sort()).toEqual(
    ['invite', 'operate', 'sweep'].map(
      (name) => `arn:<Partition>:lambda:<Region>:<AccountId>:function:hire-invites-${name}`,
    ),
  );
});

test('domain: the outputs give its addresses and where it has to point, and the address of AWS is closed', async () => {
  const template = await createTemplate({ domain });
  const resources = new Resources(template);
  expect(template.Outputs['Step2Source1Address']?.Value).toBe('https://hires.acme.com/webhooks/bamboohr');
  expect(template.Outputs['Step2Source2Address']?.Value).toBe('https://hires.acme.com/webhooks/home-made');
  expect(template.Outputs['DomainTarget']?.Value).toEqual({
    'Fn::GetAtt': [expect.any(String), 'RegionalDomainName'],
  });
  const [api] = resources.ofType('AWS::ApiGatewayV2::Api');
  expect(api?.Properties['DisableExecuteApiEndpoint']).toBe(true);
  const [own] = resources.ofType('AWS::ApiGatewayV2::DomainName');
  expect(own?.Properties).toMatchObject({
    DomainName: 'hires.acme.com',
    DomainNameConfigurations: [{ CertificateArn: domain.certificateArn, EndpointType: 'REGIONAL' }],
  });
});

test('tracing: every function is traced', async () => {
  const functions = (await createResources({ tracing: true })).ofType('AWS::Lambda::Function');
  const untraced = (await createResources()).ofType('AWS::Lambda::Function');
  expect(functions.map(({ Properties }) => Properties['TracingConfig'])).toEqual(
    functions.map(() => ({ Mode: 'Active' })),
  );
  expect(untraced.some(({ Properties }) => 'TracingConfig' in Properties)).toBe(false);
});

test.each([
  [{}, 90],
  [{ logRetentionDays: 365 }, 365],
])('with %j every log group is kept for %i days', async (settings, days) => {
  const groups = (await createResources(settings)).ofType('AWS::Logs::LogGroup');
  expect(groups.map(({ Properties }) => Properties['RetentionInDays'])).toEqual(groups.map(() => days));
});

const AnyTemplate = v.object({
  Parameters: v.object({ BootstrapVersion: v.object({ Default: v.string() }) }),
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.record(v.string(), v.unknown()) }),
  ),
});

/** Runs the CDK app as the CDK command does. */
async function runApp(settings: object, context: object = {}) {
  const out = await mkdtemp(join(folder, 'out-'));
  const config = join(out, 'hire-invites.json');
  const sources = { hr: { type: 'standard-webhooks' } };
  await writeFile(config, JSON.stringify({ oneLogin: { host: 'acme.onelogin.com' }, sources, ...settings }));
  const { stderr } = await promisify(execFile)(process.execPath, ['infra/app.ts'], {
    env: { ...childEnvironment, CDK_CONTEXT_JSON: JSON.stringify({ config, ...context }), CDK_OUTDIR: out },
  });
  const read = async () =>
    v.parse(AnyTemplate, JSON.parse(await readFile(join(out, 'hire-invites.template.json'), 'utf8')));
  return { stderr, read };
}

test('a permissions boundary and a bootstrap qualifier in the context of CDK reach all that they concern', async () => {
  const { read } = await runApp(
    {},
    {
      '@aws-cdk/core:permissionsBoundary': { name: 'acme-boundary' },
      '@aws-cdk/core:bootstrapQualifier': 'acme',
    },
  );
  const { Resources: found, Parameters } = await read();
  const roles = Object.values(found).filter(({ Type }) => Type === 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(5);
  for (const { Properties } of roles)
    expect(JSON.stringify(Properties['PermissionsBoundary'])).toContain(':policy/acme-boundary');
  expect(Parameters.BootstrapVersion.Default).toBe('/cdk-bootstrap/acme/version');
});

test('tags of the app reach the queues, tables, topic, functions, roles and log groups', async () => {
  const out = await mkdtemp(join(folder, 'tags-'));
  const script = `
    import { writeFile } from 'node:fs/promises';
    import { Tags } from 'aws-cdk-lib';
    import { readConfiguration } from './config/read-configuration.ts';
    import { mapFunctions } from './infra/bundle.ts';
    import { createApp, synthesize } from './infra/synthesize.ts';

    const app = createApp({ outdir: ${JSON.stringify(out)}, builtinCloudFormationValidation: false });
    Tags.of(app).add('cost-centre', '4711');
    await synthesize(app, readConfiguration('hire-invites.json'), async (folder) => {
      await writeFile(folder + '/index.mjs', '');
      return mapFunctions(() => folder);
    });
  `;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  const text = await readFile(join(out, 'hire-invites.template.json'), 'utf8');
  const { Resources: found } = v.parse(
    v.object({
      Resources: v.record(v.string(), v.object({ Type: v.string(), Properties: v.optional(v.unknown()) })),
    }),
    JSON.parse(text),
  );
  const types = [
    'SQS::Queue',
    'DynamoDB::Table',
    'SNS::Topic',
    'Lambda::Function',
    'IAM::Role',
    'Logs::LogGroup',
  ];
  for (const type of types) {
    const ofType = Object.values(found).filter(({ Type }) => Type === `AWS::${type}`);
    expect(ofType.length).toBeGreaterThan(0);
    for (const { Properties } of ofType)
      expect(JSON.stringify(Properties)).toContain('{"Key":"cost-centre","Value":"4711"}');
  }
});

test('a second stack, for a second OneLogin account, shares no name with the first', async () => {
  /** These have names within their role, function or table. */
  const within = ['AWS::IAM::Policy', 'AWS::Lambda::Alias', 'Custom::KeptIndex'];
  const namesOf = async (name: string) =>
    (await createResources({ name })).ofAnyType().flatMap(({ Type, Properties }) =>
      Object.entries(Properties)
        .filter(([property, value]) => /^(?!Stage|Metric).*Name$/.test(property) && typeof value === 'string')
        .filter(() => !within.includes(Type))
        .map(([, value]) => `${Type} ${String(value)}`),
    );
  const first = await namesOf('hire-invites');
  const second = await namesOf('acme-eu');
  expect(first.length).toBeGreaterThan(20);
  expect(first.filter((name) => second.includes(name))).toEqual([]);
});
