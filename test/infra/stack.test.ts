import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { functionNames } from '../../infra/bundle.ts';
import { hiresTable } from '../helpers/tables.ts';
import { createResources } from './template.ts';

const resources = await createResources();

const queue = (name: string) => resources.named('AWS::SQS::Queue', name).Properties;
const lambda = (name: string) => resources.named('AWS::Lambda::Function', name).Properties;
const days = (count: number) => count * 24 * 60 * 60;

describe('the queues', () => {
  test('a message stays invisible for at least six times as long as the function may run, as AWS asks', () => {
    const { VisibilityTimeout } = v.parse(
      v.object({ VisibilityTimeout: v.number() }),
      queue('hire-invites-invite'),
    );
    const { Timeout } = v.parse(v.object({ Timeout: v.number() }), lambda('hire-invites-invite'));
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout);
  });

  test('a message goes to the dead-letter queue after eight receives in vain', () => {
    const { RedrivePolicy } = v.parse(
      v.object({
        RedrivePolicy: v.object({ deadLetterTargetArn: v.unknown(), maxReceiveCount: v.number() }),
      }),
      queue('hire-invites-invite'),
    );
    expect(resources.text(RedrivePolicy.deadLetterTargetArn)).toBe('hire-invites-dead-letter');
    expect(RedrivePolicy.maxReceiveCount).toBe(8);
  });

  test('the dead-letter queue takes messages from the invite queue only', () => {
    const { RedriveAllowPolicy } = v.parse(
      v.object({
        RedriveAllowPolicy: v.object({
          redrivePermission: v.literal('byQueue'),
          sourceQueueArns: v.array(v.unknown()),
        }),
      }),
      queue('hire-invites-dead-letter'),
    );
    expect(RedriveAllowPolicy.sourceQueueArns.map((arn) => resources.text(arn))).toEqual([
      'arn:<Partition>:sqs:<Region>:<AccountId>:hire-invites-invite',
    ]);
  });

  test.each([
    {
      name: 'hire-invites-invite',
      retention: days(7),
      reason: 'waits are schedules; this outlives an outage',
    },
    {
      name: 'hire-invites-dead-letter',
      retention: days(14),
      reason: 'a move keeps the original enqueue time',
    },
    { name: 'hire-invites-schedule-failures', retention: days(14), reason: 'somebody has to find them' },
  ])('$name keeps messages for $retention seconds, encrypted ($reason)', ({ name, retention }) => {
    expect(queue(name)).toMatchObject({ MessageRetentionPeriod: retention, SqsManagedSseEnabled: true });
  });
});

describe('the functions', () => {
  test.each(functionNames.map((name) => `hire-invites-${name}`))(
    '%s runs on Node 24 on arm64, logs in JSON',
    (name) => {
      expect(lambda(name)).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'JSON' },
      });
    },
  );

  test('invite may send to the queue that wakes it: AWS would stop it after 16 rounds', () => {
    expect(lambda('hire-invites-invite')).toMatchObject({ RecursiveLoop: 'Allow' });
  });

  test('invite gets few messages at once, reports each that failed, and is not woken more often than set', async () => {
    const mapping = (await createResources({ invite: { maxConcurrency: 7 } })).ofType(
      'AWS::Lambda::EventSourceMapping',
    );
    expect(mapping.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        BatchSize: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 7 },
      }),
    ]);
    expect(mapping[0]?.Properties).not.toHaveProperty('MaximumBatchingWindowInSeconds');
  });

  test.each([
    { set: {}, expected: undefined, reason: 'it would take from the account' },
    { set: { reservedConcurrency: 20 }, expected: 20, reason: 'it bounds a flood' },
  ])('receive reserves concurrency $expected when set to $set ($reason)', async ({ set, expected }) => {
    const receive = (await createResources({ receive: set })).named(
      'AWS::Lambda::Function',
      'hire-invites-receive',
    );
    expect(receive.Properties['ReservedConcurrentExecutions']).toBe(expected);
  });
});

describe('the sweep', () => {
  test.each([
    { everyHours: 1, rate: 'rate(1 hour)' },
    { everyHours: 6, rate: 'rate(6 hours)' },
    { everyHours: 24, rate: 'rate(1 day)' },
  ])('runs every $everyHours hours as $rate, in earnest', async ({ everyHours, rate }) => {
    const swept = await createResources({ sweep: { everyHours } });
    const schedule = v.parse(
      v.object({
        ScheduleExpression: v.string(),
        Target: v.object({ Arn: v.unknown(), RoleArn: v.unknown(), Input: v.string() }),
      }),
      swept.named('AWS::Scheduler::Schedule', 'hire-invites-sweep').Properties,
    );
    expect(schedule).toMatchObject({ ScheduleExpression: rate, Target: { Input: '{}' } });
    expect(swept.text(schedule.Target.Arn)).toBe('hire-invites-sweep');
    expect(swept.text(schedule.Target.RoleArn)).toBe('hire-invites/SweepFunction/ScheduleRole/Resource');
  });

  test('that is set to never run has no schedule and no alarm, and can still be invoked', async () => {
    const never = await createResources({ sweep: { everyHours: 0 } });
    expect(() => never.named('AWS::Scheduler::Schedule', 'hire-invites-sweep')).toThrow();
    expect(() => never.named('AWS::CloudWatch::Alarm', 'hire-invites-SweepFailing')).toThrow();
    expect(never.named('AWS::Lambda::Function', 'hire-invites-sweep')).toBeDefined();
  });

  test('may run for as long as Lambda allows: the next run does the rest', () => {
    expect(lambda('hire-invites-sweep')).toMatchObject({ Timeout: 15 * 60 });
  });
});

describe('the job that tells who needs a hand', () => {
  const variables = (from: typeof resources): Record<string, unknown> => {
    const { Properties } = from.named('AWS::Lambda::Function', 'hire-invites-tell');
    const Environment = v.object({ Variables: v.record(v.string(), v.unknown()) });
    return v.parse(v.object({ Environment }), Properties).Environment.Variables;
  };

  test('runs every five minutes, also if the sweep never does', async () => {
    const never = await createResources({ sweep: { everyHours: 0 } });
    const schedule = never.named('AWS::Scheduler::Schedule', 'hire-invites-tell').Properties;
    expect(schedule).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', Target: { Input: '{}' } });
  });

  test('publishes to the topic of the alarms, and knows the page of the dead-letter queue', () => {
    const { NOTICE_TOPIC_ARN, DEAD_LETTER_QUEUE_PAGE } = variables(resources);
    expect(resources.text(NOTICE_TOPIC_ARN)).toBe('hire-invites/Alarms/Topic/Resource');
    expect(resources.text(DEAD_LETTER_QUEUE_PAGE)).toMatch(/^https:.+%2Fhire-invites-dead-letter$/);
  });

  test('names the runbook as the alarms do', async () => {
    const runbookUrl = 'https://wiki.acme.com/operate';
    expect(variables(resources)['RUNBOOK']).toBe('docs/operate.md');
    expect(variables(await createResources({ alarms: { runbookUrl } }))['RUNBOOK']).toBe(runbookUrl);
  });
});

describe('what the stack leaves behind, so that nobody is invited twice and no secret is typed twice', () => {
  const kept = [
    resources.named('AWS::DynamoDB::Table', 'hire-invites-hires'),
    resources.named('AWS::DynamoDB::Table', 'hire-invites-users'),
  ];

  test('the tables of hires and users outlive it', () => {
    for (const resource of kept)
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test.each([
    ['hire-invites-hires', 'hire'],
    ['hire-invites-users', 'user'],
  ])('the table %s cannot be deleted by a slip and can be restored to any second', (table, key) => {
    expect(resources.named('AWS::DynamoDB::Table', table).Properties).toMatchObject({
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('the table of hires has the index on which the tests of the functions run, the table of users has none', () => {
    const hires = resources.named('AWS::DynamoDB::Table', 'hire-invites-hires').Properties;
    const { TableName, ...definition } = hiresTable;
    expect(hires).toMatchObject(definition);
    const users = resources.named('AWS::DynamoDB::Table', 'hire-invites-users').Properties;
    expect(users).not.toHaveProperty('GlobalSecondaryIndexes');
  });

  test('but not the progress of the sweep, which a new stack can do without', () => {
    const sweeps = resources.named('AWS::DynamoDB::Table', 'hire-invites-sweeps');
    expect(sweeps).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { KeySchema: [{ AttributeName: 'source', KeyType: 'HASH' }] },
    });
  });
});

describe('the secrets', () => {
  test.each([
    { name: 'hire-invites/onelogin', keys: ['clientId', 'clientSecret'] },
    { name: 'hire-invites/bamboohr/webhook', keys: ['current'] },
    { name: 'hire-invites/bamboohr/api', keys: ['apiKey'] },
    { name: 'hire-invites/home-made/webhook', keys: ['current'] },
  ])('$name starts with placeholders for $keys, which the functions refuse', ({ name, keys }) => {
    expect(resources.named('Custom::KeptSecret', name).Properties).toMatchObject({ Placeholders: keys });
  });

  test('the key to the pseudonyms is made at random, and nobody fills it in', () => {
    const { Placeholders, Random } = resources.named('Custom::KeptSecret', 'hire-invites/lookup').Properties;
    expect({ Placeholders, Random }).toEqual({ Placeholders: undefined, Random: ['key'] });
  });

  test('none is CloudFormation’s own, which would write to it once its properties change', () => {
    expect(resources.ofType('AWS::SecretsManager::Secret')).toEqual([]);
  });

  test('a source that is never asked for an employee needs no key for it', () => {
    expect(() => resources.named('Custom::KeptSecret', 'hire-invites/home-made/api')).toThrow();
  });
});

describe('the API', () => {
  test('has no throttle: its 429 would make HR systems give up', () => {
    const [stage] = resources.ofType('AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties).not.toHaveProperty('DefaultRouteSettings');
    expect(stage?.Properties).not.toHaveProperty('RouteSettings');
  });

  test('hands webhooks over in payload format 2.0', () => {
    const integrations = resources.ofType('AWS::ApiGatewayV2::Integration');
    expect(integrations.map(({ Properties }) => Properties['PayloadFormatVersion'])).toEqual(['2.0']);
  });
});

test('logs are kept for three months and go with the stack', () => {
  const logs = resources.ofType('AWS::Logs::LogGroup');
  expect(logs).toHaveLength(functionNames.length + 1);
  for (const log of logs)
    expect(log).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 90 } });
});

test('every name begins with the configuration’s name, so that two stacks can live in one account', async () => {
  const second = await createResources({ name: 'second' });
  const names = [
    'QueueName',
    'TableName',
    'FunctionName',
    'AlarmName',
    'DashboardName',
    'Name',
    'LogGroupName',
  ];
  const given = second
    .ofAnyType()
    .filter(({ Type }) => Type !== 'AWS::Lambda::Alias') // its name belongs to its function
    .flatMap(({ Properties }) => names.map((name) => Properties[name]))
    .filter((name) => typeof name === 'string');
  expect(given.length).toBeGreaterThan(20);
  for (const name of given) expect(name).toMatch(/^(?:\/aws\/(?:lambda|vendedlogs\/apigateway)\/)?second\b/);
});

const Trust = v.object({
  AssumeRolePolicyDocument: v.object({
    Statement: v.array(
      v.object({
        Condition: v.optional(v.object({ StringEquals: v.object({ 'aws:SourceArn': v.unknown() }) })),
      }),
    ),
  }),
});

describe('the schedules', () => {
  test('the group of the schedules goes with it, so that a new one of this name can be made', () => {
    expect(
      resources.ofType('AWS::Scheduler::ScheduleGroup').map(({ DeletionPolicy }) => DeletionPolicy),
    ).toEqual(['Delete']);
  });

  test('Scheduler takes a role only for the schedules of the group that the role is for', () => {
    const trusted = resources
      .ofType('AWS::IAM::Role')
      .flatMap(({ Properties }) => v.parse(Trust, Properties).AssumeRolePolicyDocument.Statement)
      .flatMap(({ Condition }) =>
        Condition === undefined ? [] : resources.text(Condition.StringEquals['aws:SourceArn']),
      );
    const group = (name: string) => `arn:<Partition>:scheduler:<Region>:<AccountId>:schedule-group/${name}`;
    expect([...new Set(trusted)].sort()).toEqual([group('default'), group('hire-invites')]);
    expect(trusted).toHaveLength(resources.ofType('AWS::Scheduler::Schedule').length + 1);
  });
});
