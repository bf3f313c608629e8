import { describe, expect, test } from '@jest/globals';
import { managedPermissionsOf, permissionsOf, readPolicy } from './permissions.ts';
import { createResources } from './template.ts';

const resources = await createResources();
const secret = 'arn:<Partition>:secretsmanager:<Region>:<AccountId>:secret';

/** The whole list, so that nothing is added to it unseen. */
describe('a role may do this and nothing else', () => {
  test('receive reads webhook secrets and sends to the invite queue', () => {
    expect(permissionsOf(resources, 'hire-invites/ReceiveApi/ReceiveRole/Resource')).toEqual([
      'logs:CreateLogStream /aws/lambda/hire-invites-receive',
      'logs:PutLogEvents /aws/lambda/hire-invites-receive',
      `secretsmanager:GetSecretValue ${secret}:hire-invites/bamboohr/webhook-??????`,
      `secretsmanager:GetSecretValue ${secret}:hire-invites/home-made/webhook-??????`,
      'sqs:GetQueueAttributes hire-invites-invite',
      'sqs:SendMessage hire-invites-invite',
    ]);
  });

  test('invite works on its queue, its tables, its schedules, and reads the secrets for outgoing calls and pseudonyms', () => {
    const schedules = 'arn:<Partition>:scheduler:<Region>:<AccountId>:schedule/hire-invites/*';
    expect(permissionsOf(resources, 'hire-invites/InviteFunction/InviteRole/Resource')).toEqual([
      'dynamodb:GetItem hire-invites-hires',
      'dynamodb:GetItem hire-invites-users',
      'dynamodb:PutItem hire-invites-hires',
      'dynamodb:PutItem hire-invites-users',
      'dynamodb:UpdateItem hire-invites-hires',
      'iam:PassRole hire-invites/Schedules/Role/Resource',
      'logs:CreateLogStream /aws/lambda/hire-invites-invite',
      'logs:PutLogEvents /aws/lambda/hire-invites-invite',
      `scheduler:CreateSchedule ${schedules}`,
      `scheduler:DeleteSchedule ${schedules}`,
      `secretsmanager:GetSecretValue ${secret}:hire-invites/bamboohr/api-??????`,
      `secretsmanager:GetSecretValue ${secret}:hire-invites/lookup-??????`,
      `secretsmanager:GetSecretValue ${secret}:hire-invites/onelogin-??????`,
      'sqs:ChangeMessageVisibility hire-invites-invite',
      'sqs:DeleteMessage hire-invites-invite',
      'sqs:GetQueueAttributes hire-invites-invite',
      'sqs:ReceiveMessage hire-invites-invite',
      'sqs:SendMessage hire-invites-invite',
    ]);
  });

  test('sweep looks into the hires and users, keeps its progress, reads the secrets for outgoing calls and pseudonyms, sends to the invite queue and publishes to the topic', () => {
    expect(permissionsOf(resources, 'hire-invites/SweepFunction/SweepRole/Resource')).toEqual([
      'dynamodb:BatchGetItem hire-invites-users',
      'dynamodb:GetItem hire-invites-hires',
      'dynamodb:GetItem hire-invites-sweeps',
      'dynamodb:PutItem hire-invites-sweeps',
      'dynamodb:Scan hire-invites-hires',
      'dynamodb:UpdateItem hire-invites-hires',
      'logs:CreateLogStream /aws/lambda/hire-invites-sweep',
      'logs:PutLogEvents /aws/lambda/hire-invites-sweep',
      `secretsmanager:GetSecretValue ${secret}:hire-invites/bamboohr/api-??????`,
      `secretsmanager:GetSecretValue ${secret}:hire-invites/lookup-??????`,
      `secretsmanager:GetSecretValue ${secret}:hire-invites/onelogin-??????`,
      'sns:Publish hire-invites/Alarms/Topic/Resource',
      'sqs:SendMessage hire-invites-invite',
    ]);
  });

  test('a sweep that does not ask OneLogin has nothing of it', async () => {
    const off = await createResources({ sweep: { oneLogin: 'off' } });
    expect(permissionsOf(off, 'hire-invites/SweepFunction/SweepRole/Resource')).toEqual([
      'dynamodb:GetItem hire-invites-hires',
      'dynamodb:GetItem hire-invites-sweeps',
      'dynamodb:PutItem hire-invites-sweeps',
      'dynamodb:Scan hire-invites-hires',
      'dynamodb:UpdateItem hire-invites-hires',
      'logs:CreateLogStream /aws/lambda/hire-invites-sweep',
      'logs:PutLogEvents /aws/lambda/hire-invites-sweep',
      `secretsmanager:GetSecretValue ${secret}:hire-invites/bamboohr/api-??????`,
      'sqs:SendMessage hire-invites-invite',
    ]);
  });

  test('tell looks into the hires and changes none, keeps its watermark and publishes to the topic', () => {
    expect(permissionsOf(resources, 'hire-invites/TellFunction/TellRole/Resource')).toEqual([
      'dynamodb:GetItem hire-invites-hires',
      'dynamodb:GetItem hire-invites-sweeps',
      'dynamodb:PutItem hire-invites-sweeps',
      'dynamodb:Scan hire-invites-hires',
      'logs:CreateLogStream /aws/lambda/hire-invites-tell',
      'logs:PutLogEvents /aws/lambda/hire-invites-tell',
      'sns:Publish hire-invites/Alarms/Topic/Resource',
    ]);
  });

  test('operate replays, wakes, notes and forgets a hire, pauses, finds it by address, reads the secrets for outgoing calls, but of no webhook, and sees what the set-up needs', () => {
    const lambda = 'arn:<Partition>:lambda:<Region>:<AccountId>';
    expect(permissionsOf(resources, 'hire-invites/OperateFunction/OperateRole/Resource')).toEqual([
      'cloudwatch:DescribeAlarms arn:<Partition>:cloudwatch:<Region>:<AccountId>:alarm:*',
      'cloudwatch:GetMetricData *',
      'dynamodb:BatchGetItem hire-invites-hires',
      'dynamodb:BatchGetItem hire-invites-sweeps',
      'dynamodb:DeleteItem hire-invites-users',
      'dynamodb:DescribeTable hire-invites-hires',
      'dynamodb:GetItem hire-invites-hires',
      'dynamodb:GetItem hire-invites-sweeps',
      'dynamodb:GetItem hire-invites-users',
      'dynamodb:PutItem hire-invites-hires',
      'dynamodb:PutItem hire-invites-sweeps',
      'dynamodb:Query hire-invites-hires/index/open-hires',
      'dynamodb:Scan hire-invites-hires',
      'dynamodb:Scan hire-invites-users',
      'dynamodb:UpdateItem hire-invites-hires',
      'lambda:GetAccountSettings *',
      `lambda:GetEventSourceMapping ${lambda}:event-source-mapping:hire-invites/InviteFunction/Invite/SqsEventSource:hireinvitesInviteQueueInviteD56E0AB1/Resource`,
      `lambda:GetFunctionConcurrency ${lambda}:function:hire-invites-invite`,
      `lambda:GetFunctionConcurrency ${lambda}:function:hire-invites-receive`,
      `lambda:GetFunctionConcurrency ${lambda}:function:hire-invites-sweep`,
      `lambda:GetFunctionConcurrency ${lambda}:function:hire-invites-tell`,
      `lambda:GetFunctionConfiguration ${lambda}:function:hire-invites-operate`,
      'lambda:InvokeFunction hire-invites-receive',
      'logs:CreateLogStream /aws/lambda/hire-invites-operate',
      'logs:PutLogEvents /aws/lambda/hire-invites-operate',
      'scheduler:DeleteSchedule arn:<Partition>:scheduler:<Region>:<AccountId>:schedule/hire-invites/*',
      'scheduler:GetSchedule arn:<Partition>:scheduler:<Region>:<AccountId>:schedule/hire-invites/*',
      'scheduler:ListSchedules arn:<Partition>:scheduler:<Region>:<AccountId>:schedule/*/*',
      `secretsmanager:GetSecretValue ${secret}:hire-invites/bamboohr/api-??????`,
      `secretsmanager:GetSecretValue ${secret}:hire-invites/lookup-??????`,
      `secretsmanager:GetSecretValue ${secret}:hire-invites/onelogin-??????`,
      'sns:ListSubscriptionsByTopic hire-invites/Alarms/Topic/Resource',
      'sqs:ChangeMessageVisibility hire-invites-dead-letter',
      'sqs:DeleteMessage hire-invites-dead-letter',
      'sqs:GetQueueAttributes hire-invites-dead-letter',
      'sqs:GetQueueAttributes hire-invites-invite',
      'sqs:ListMessageMoveTasks hire-invites-dead-letter',
      'sqs:ReceiveMessage hire-invites-dead-letter',
      'sqs:SendMessage hire-invites-invite',
      'sqs:StartMessageMoveTask hire-invites-dead-letter',
    ]);
  });

  test('keep makes secrets, reads and changes none, and adds an index', () => {
    expect(permissionsOf(resources, 'hire-invites/KeepFunction/KeepRole/Resource')).toEqual([
      'dynamodb:DescribeTable hire-invites-hires',
      'dynamodb:UpdateTable hire-invites-hires',
      'logs:CreateLogStream /aws/lambda/hire-invites-keep',
      'logs:PutLogEvents /aws/lambda/hire-invites-keep',
      `secretsmanager:CreateSecret ${secret}:hire-invites/*`,
    ]);
  });

  test('tell reads metrics only if a source must not fall silent', async () => {
    const sources = { bamboohr: { type: 'bamboohr', company: 'acme', alarms: { silentDays: 14 } } };
    const watching = await createResources({ sources });
    const role = 'hire-invites/TellFunction/TellRole/Resource';
    expect(permissionsOf(watching, role)).toEqual(
      ['cloudwatch:GetMetricData *', ...permissionsOf(resources, role)].sort(),
    );
  });

  test('tell sends events only if they are on, and only ours, to the default bus', async () => {
    const sending = await createResources({ events: true });
    const role = 'hire-invites/TellFunction/TellRole/Resource';
    const bus = 'arn:<Partition>:events:<Region>:<AccountId>:event-bus/default';
    expect(permissionsOf(sending, role)).toEqual(
      [`events:PutEvents ${bus}`, ...permissionsOf(resources, role)].sort(),
    );
    const conditions = sending
      .ofType('AWS::IAM::Policy')
      .flatMap((policy) => readPolicy(sending, policy))
      .flatMap(({ action, condition }) => (action === 'events:PutEvents' ? [condition] : []));
    expect(conditions).toEqual([{ 'ForAllValues:StringEquals': { 'events:source': 'hire-invites' } }]);
  });

  test('the schedules of tell, the sweep and the check invoke them', () => {
    expect(permissionsOf(resources, 'hire-invites/OperateFunction/ScheduleRole/Resource')).toEqual([
      'lambda:InvokeFunction daily',
    ]);
    expect(permissionsOf(resources, 'hire-invites/TellFunction/ScheduleRole/Resource')).toEqual([
      'lambda:InvokeFunction hire-invites-tell',
    ]);
    expect(permissionsOf(resources, 'hire-invites/SweepFunction/ScheduleRole/Resource')).toEqual([
      'lambda:InvokeFunction hire-invites-sweep',
    ]);
  });

  test('Scheduler sends to the invite queue, and what it cannot deliver to a queue of its own', () => {
    expect(permissionsOf(resources, 'hire-invites/Schedules/Role/Resource')).toEqual([
      'sqs:SendMessage hire-invites-invite',
      'sqs:SendMessage hire-invites-schedule-failures',
    ]);
  });
});

test('invite hands its role for schedules to Scheduler only', () => {
  const passRole = resources
    .ofType('AWS::IAM::Policy')
    .flatMap((policy) => readPolicy(resources, policy))
    .filter(({ action }) => action === 'iam:PassRole');
  expect(passRole.map(({ condition }) => condition)).toEqual([
    { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  ]);
});

describe('the dead-letter queue is filled by the redrive policy alone, or its replay would fail', () => {
  const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::SQS::QueuePolicy']
    .flatMap((type) => resources.ofType(type))
    .flatMap((policy) => readPolicy(resources, policy));
  const sends = policies.filter(
    ({ action, resource }) =>
      ['sqs:SendMessage', 'sqs:*', '*'].includes(action) &&
      ['hire-invites-dead-letter', '*'].includes(resource),
  );

  test('nobody is allowed to send to it', () => {
    expect(sends.filter(({ effect }) => effect === 'Allow')).toEqual([]);
  });

  test('everybody of the account is forbidden to, whatever it may allow; the move by SQS itself is not', () => {
    expect(sends).toContainEqual({
      effect: 'Deny',
      action: 'sqs:SendMessage',
      resource: 'hire-invites-dead-letter',
      principal: { AWS: '*' },
      condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
    });
  });
});

test.each([
  ['LookPolicy', ['look']],
  ['ActPolicy', ['act', 'look']],
  ['InvitePolicy', ['invite', 'look']],
])('%s allows its aliases, and what the console asks for to show anything; nothing else', (id, aliases) => {
  expect(managedPermissionsOf(resources, `hire-invites/OperateFunction/${id}/Resource`)).toEqual([
    'cloudwatch:DescribeAlarmHistory *',
    'cloudwatch:DescribeAlarms *',
    'cloudwatch:GetDashboard arn:<Partition>:cloudwatch::<AccountId>:dashboard/hire-invites-<Region>',
    'cloudwatch:GetMetricData *',
    'cloudwatch:ListDashboards *',
    'cloudwatch:ListMetrics *',
    'dynamodb:ListTables *',
    ...aliases.map((alias) => `lambda:InvokeFunction ${alias}`),
    'logs:DescribeLogGroups *',
    'logs:DescribeQueryDefinitions *',
    'logs:GetQueryResults *',
    'logs:StopQuery *',
    'sqs:ListQueues *',
  ]);
});
