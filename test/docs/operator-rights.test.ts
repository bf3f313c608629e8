import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { stackKey } from '../../lambda/aws/brake.ts';
import { managedPermissionsOf, readPolicy } from '../infra/permissions.ts';
import { createResources } from '../infra/template.ts';
import { read } from './markdown.ts';

/** What the runbook names, an operator may look at; and what the operator may do, the runbook names. */

const resources = await createResources();
const operatorPath = 'hire-invites/InviteQueue/Operator/Resource';
const operator = managedPermissionsOf(resources, operatorPath);
const onCall = [
  ...operator,
  ...managedPermissionsOf(resources, 'hire-invites/OperateFunction/ActPolicy/Resource'),
];

const page = ['docs/operate.md', 'docs/right-moment.md'].map(read).join('\n');
const allOf = (pattern: RegExp, text = page) =>
  [...new Set(Array.from(text.matchAll(pattern), ([, found = '']) => found))].sort();

const needs = {
  log: (group: string) =>
    ['DescribeLogStreams', 'GetLogEvents', 'FilterLogEvents', 'StartQuery'].map(
      (call) => `logs:${call} ${group}`,
    ),
  table: (table: string) =>
    ['DescribeTable', 'Scan', 'Query', 'GetItem'].map((call) => `dynamodb:${call} ${table}`),
  queue: (queue: string) => [`sqs:GetQueueAttributes ${queue}`],
};

const logs = allOf(/`(\/aws\/[\w/-]+)`/g).concat(
  allOf(/log\s+of\s+(?:the\s+function\s+)?`(hire-invites-\w+)`/g).map((name) => `/aws/lambda/${name}`),
);
const tables = allOf(/tables?\s+`(hire-invites-[a-z]+)`/g);
const queues = allOf(/queue\s+`(hire-invites-[a-z-]+)`/g);

/** "The logs" are all that the stack has. */
const stackLogs = resources
  .ofType('AWS::Logs::LogGroup')
  .map(({ Properties }) => String(Properties['LogGroupName']));

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html */
const redrive = [
  ...[
    'StartMessageMoveTask',
    'CancelMessageMoveTask',
    'ListMessageMoveTasks',
    'ReceiveMessage',
    'DeleteMessage',
    'GetQueueAttributes',
    'ListDeadLetterSourceQueues',
  ].map((call) => `sqs:${call} hire-invites-dead-letter`),
  'sqs:SendMessage hire-invites-invite',
];

/** What the runbook says in words, each with the words. */
const inWords: [string, RegExp, string[]][] = [
  ['replays in the console', /\*Start DLQ redrive\* → \*Redrive to source queue\*/, redrive],
  [
    'moves a wake-up that failed by hand',
    /send each message's body to the queue `hire-invites-invite`, and delete the message/,
    [
      'sqs:ReceiveMessage hire-invites-schedule-failures',
      'sqs:SendMessage hire-invites-invite',
      'sqs:DeleteMessage hire-invites-schedule-failures',
    ],
  ],
  [
    'deletes a row that cannot be read',
    /in the table\s+`hire-invites-sweeps` cannot be read\. Delete it/,
    ['dynamodb:DeleteItem hire-invites-sweeps'],
  ],
  [
    'runs a saved query',
    /\*Logs Insights\* → \*Saved queries\*/,
    ['logs:DescribeQueryDefinitions *', 'logs:GetQueryResults *'],
  ],
  [
    'looks a metric up',
    /the\s+metric\s+`WebhookRefused`\s+has/,
    ['cloudwatch:ListMetrics *', 'cloudwatch:GetMetricData *'],
  ],
  ['finds a table', /DynamoDB console → \*Explore items\*/, ['dynamodb:ListTables *']],
];

/** `aws dynamodb delete-item --table-name T` is `dynamodb:DeleteItem T`. */
const commands = Array.from(
  page.matchAll(
    /\baws (lambda|dynamodb|secretsmanager|sqs|logs|scheduler|sns) ([a-z]+(?:-[a-z]+)*)((?:\\\n|[^\n`])*)/g,
  ),
  ([, service = '', command = '', rest = '']) => {
    const words = command.split('-').map((word) => word[0]?.toUpperCase() + word.slice(1));
    const call = command === 'invoke' ? 'InvokeFunction' : words.join('');
    const [, name = ''] = /--(?:table-name|function-name) (\S+)/.exec(rest) ?? [];
    return { call: `${service}:${call}`, permission: `${service}:${call} ${name}` };
  },
);

/** What the section "Who may do what" leaves to the person who deploys. */
const ofDeployer = [
  'dynamodb:UpdateTable',
  'secretsmanager:CreateSecret',
  'secretsmanager:PutSecretValue',
  'secretsmanager:DeleteSecret',
  'secretsmanager:RestoreSecret',
];
const ofOperator = commands
  .filter(({ call }) => !ofDeployer.includes(call))
  .map(({ permission }) => permission);

describe('who is on call may', () => {
  test.each([...new Set(logs)])('read the log %s, which the runbook says to look at', (group) => {
    expect(onCall).toEqual(expect.arrayContaining(needs.log(group)));
  });

  test.each(tables)('look into the table %s', (table) => {
    expect(onCall).toEqual(expect.arrayContaining(needs.table(table)));
  });

  test.each(queues)('see the queue %s', (queue) => {
    expect(onCall).toEqual(expect.arrayContaining(needs.queue(queue)));
  });

  test.each(inWords)('do what it takes who %s', (_, words, permissions) => {
    expect(page).toMatch(words);
    expect(onCall).toEqual(expect.arrayContaining(permissions));
  });

  test.each([...new Set(ofOperator)])('run the command for %s', (permission) => {
    expect(onCall).toContain(permission);
  });

  test('see the page that each alarm names, but that of a secret', () => {
    const pages = resources.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => {
      const [, where = ''] = /Where: (\S+)/.exec(resources.text(Properties['AlarmDescription'])) ?? [];
      return decodeURIComponent(where.replaceAll('$25', '%'));
    });
    for (const where of pages) {
      const [, group] = /log-group\/(.+)$/.exec(where) ?? [];
      const [, queue] = /#\/queues\/.*\/(.+)$/.exec(where) ?? [];
      const [, table] = /item-explorer\?table=(.+)$/.exec(where) ?? [];
      if (group !== undefined) expect(onCall).toEqual(expect.arrayContaining(needs.log(group)));
      else if (queue !== undefined) expect(onCall).toEqual(expect.arrayContaining(needs.queue(queue)));
      else if (table !== undefined) expect(onCall).toEqual(expect.arrayContaining(needs.table(table)));
      else expect(where).toContain('/secretsmanager/secret?');
    }
  });

  test('run each saved query', () => {
    const Query = v.object({ LogGroupNames: v.array(v.string()) });
    const groups = resources
      .ofType('AWS::Logs::QueryDefinition')
      .flatMap(({ Properties }) => v.parse(Query, Properties).LogGroupNames);
    expect(groups).not.toHaveLength(0);
    for (const group of groups) expect(onCall).toContain(`logs:StartQuery ${group}`);
  });
});

test('the operator’s policy allows nothing that the runbook does not name', () => {
  const named = new Set([
    ...stackLogs.flatMap(needs.log),
    ...tables.flatMap(needs.table),
    ...queues.flatMap(needs.queue),
    ...inWords.flatMap(([, , permissions]) => permissions),
    ...ofOperator,
  ]);
  expect(operator.filter((permission) => !named.has(permission))).toEqual([]);
});

test('of the hires table, only the item of the pause may be deleted: without the row of a hire, its person is mailed again', () => {
  const [policy] = resources
    .ofType('AWS::IAM::ManagedPolicy')
    .filter(({ Metadata }) => Metadata?.['aws:cdk:path'] === operatorPath);
  const deletes = (policy === undefined ? [] : readPolicy(resources, policy)).filter(
    ({ action, resource }) => action === 'dynamodb:DeleteItem' && resource === 'hire-invites-hires',
  );
  expect(deletes.map(({ condition }) => condition)).toEqual([
    {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [stackKey] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  ]);
  expect(page).toContain(`--key '{"hire":{"S":"${stackKey}"}}'`);
});

test('no policy for people reads or stores a secret', () => {
  for (const policy of resources.ofType('AWS::IAM::ManagedPolicy'))
    for (const { action } of readPolicy(resources, policy)) expect(action).not.toMatch(/^secretsmanager:|\*/);
});
