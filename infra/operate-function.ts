import { Duration, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, type Code, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as v from 'valibot';
import type { OperateEnvironment } from '../lambda/aws/environment.ts';
import { dashboardName } from './dashboard-name.ts';
import { createFunction } from './lambda-function.ts';
import { consoleReads } from './operator-rights.ts';
import { allowToSend } from './queue-rights.ts';
import { runEvery } from './run-every.ts';
import type { Schedules } from './schedules.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

/** All variables except the override for running the function outside AWS. */
type StackVariable = Exclude<keyof v.InferInput<typeof OperateEnvironment>, 'ONELOGIN_URL'>;

export interface OperateFunctionProps {
  name: string;
  code: Code;
  queue: IQueue;
  deadLetterQueue: IQueue;
  tables: Tables;
  schedules: Schedules;
  secrets: Secrets;
  receive: LambdaFunction;
  /** By which the invite queue's messages get to their function. */
  queueMapping: { id: string; arn: string };
  /** Of the alarms and notices, and the configured address that gets them. */
  topic: ITopic;
  alarmAddress: string | undefined;
}

/**
 * A person → the function `operate`. Its aliases part the rights: who may invoke `look` may see, who may invoke `act` may
 * also act on them. To invite somebody by hand is a third right.
 */
export class OperateFunction extends Construct {
  /** The alias by which the hires are seen. */
  readonly look: Alias;
  /** The permissions of somebody who may see the hires. */
  readonly lookPolicy: ManagedPolicy;
  /** The permissions of somebody who may also act on them. */
  readonly actPolicy: ManagedPolicy;
  /** The permissions of somebody who may see them, and invite anybody whom OneLogin knows, at any address. */
  readonly invitePolicy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: OperateFunctionProps) {
    super(scope, id);
    const { name, code, queue, deadLetterQueue, tables, schedules, secrets, topic, queueMapping } = props;
    const { alarmAddress } = props;
    const environment: Record<Exclude<StackVariable, 'ALARM_ADDRESS'>, string> = {
      INVITE_QUEUE_URL: queue.queueUrl,
      DEAD_LETTER_QUEUE_URL: deadLetterQueue.queueUrl,
      DEAD_LETTER_QUEUE_ARN: deadLetterQueue.queueArn,
      HIRES_TABLE_NAME: tables.hires.tableName,
      USERS_TABLE_NAME: tables.users.tableName,
      SWEEPS_TABLE_NAME: tables.sweeps.tableName,
      SCHEDULE_GROUP_NAME: schedules.group.scheduleGroupName,
      NOTICE_TOPIC_ARN: topic.topicArn,
      INVITE_QUEUE_MAPPING: queueMapping.id,
    };
    const operate = createFunction(this, 'Operate', {
      functionName: `${name}-operate`,
      code,
      timeout: Duration.minutes(1), // a long dead-letter queue is searched message by message
      environment: { ...environment, ...(alarmAddress !== undefined && { ALARM_ADDRESS: alarmAddress }) },
    });
    allowToSend(operate, queue);
    queue.grant(operate, 'sqs:GetQueueAttributes');
    const allow = (actions: string[], ...resources: string[]) =>
      operate.addToRolePolicy(new PolicyStatement({ actions, resources }));
    allow(
      [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
        'sqs:StartMessageMoveTask', // also takes the rights above, and to send to the invite queue
        'sqs:ListMessageMoveTasks',
      ],
      deadLetterQueue.queueArn,
    );
    allow(
      [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:Scan',
        'dynamodb:DescribeTable',
      ],
      tables.hires.tableArn,
    );
    allow(['dynamodb:Query'], tables.hiresIndexArn);
    allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'], tables.sweeps.tableArn);
    allow(['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:DeleteItem'], tables.users.tableArn);
    secrets.grantRead(operate, secrets.forOutgoingCalls);
    schedules.grantRead(operate);
    schedules.grantDelete(operate);
    allowToCheck(operate, props);

    const aliasNamed = (aliasName: string) =>
      new Alias(this, aliasName, { aliasName, version: operate.latestVersion });
    const policyFor = (id: string, what: string, aliases: Alias[]) =>
      new ManagedPolicy(this, id, {
        description: `Hire Invites: ${what}`,
        statements: [
          new PolicyStatement({
            actions: ['lambda:InvokeFunction'],
            resources: aliases.map(({ functionArn }) => functionArn),
          }),
          new PolicyStatement({
            actions: ['cloudwatch:GetDashboard'],
            resources: [dashboardArn(this, name)],
          }),
          new PolicyStatement({ actions: consoleReads, resources: ['*'] }),
        ],
      });
    const look = aliasNamed('look');
    const act = aliasNamed('act');
    this.look = look;
    this.lookPolicy = policyFor('LookPolicy', 'see the hires', [look]);
    const invite = aliasNamed('invite');
    this.actPolicy = policyFor('ActPolicy', 'see the hires and act on them', [look, act]);
    this.invitePolicy = policyFor('InvitePolicy', 'see the hires and invite people by hand', [look, invite]);
    runEvery(this, aliasNamed('daily'), {
      scheduleName: `${name}-check`,
      every: Duration.days(1),
      input: { action: 'daily-check' },
      retryPolicy: { maximumEventAgeInSeconds: Duration.hours(1).toSeconds(), maximumRetryAttempts: 3 },
    });
  }
}

function dashboardArn(scope: Construct, name: string): string {
  const resourceName = dashboardName(scope, name);
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    region: '',
    resource: 'dashboard',
    resourceName,
  });
}

/** To look whether everything is set up rightly. What is not bound to a resource cannot be. */
function allowToCheck(
  operate: LambdaFunction,
  { name, receive, queueMapping, topic }: OperateFunctionProps,
): void {
  const { partition, region, account } = Stack.of(operate);
  // By name: a role that refers to its own function would wait for it, and it for the role.
  const functionArn = (other: string) =>
    `arn:${partition}:lambda:${region}:${account}:function:${name}-${other}`;
  const allow = (actions: string[], ...resources: string[]) =>
    operate.addToRolePolicy(new PolicyStatement({ actions, resources }));
  allow(['lambda:InvokeFunction'], receive.functionArn);
  allow(['lambda:GetFunctionConcurrency'], ...['receive', 'invite', 'sweep', 'tell'].map(functionArn));
  allow(['lambda:GetFunctionConfiguration'], functionArn('operate'));
  allow(['lambda:GetEventSourceMapping'], queueMapping.arn);
  allow(['lambda:GetAccountSettings', 'cloudwatch:GetMetricData'], '*');
  // A search by the beginning of the name is a search of all alarms.
  allow(['cloudwatch:DescribeAlarms'], `arn:${partition}:cloudwatch:${region}:${account}:alarm:*`);
  allow(['sns:ListSubscriptionsByTopic'], topic.topicArn);
}
