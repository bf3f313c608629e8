import { Duration } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, type Code } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as v from 'valibot';
import type { OperateEnvironment } from '../lambda/aws/environment.ts';
import { createFunction } from './lambda-function.ts';
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
}

/**
 * A person → the function `operate`. Its aliases part the rights: who may invoke `look` may see, who may invoke `act` may
 * also act on them. To invite somebody by hand is a third right.
 */
export class OperateFunction extends Construct {
  /** The permissions of somebody who may see the hires. */
  readonly lookPolicy: ManagedPolicy;
  /** The permissions of somebody who may also act on them. */
  readonly actPolicy: ManagedPolicy;
  /** The permissions of somebody who may see them, and invite anybody whom OneLogin knows, at any address. */
  readonly invitePolicy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: OperateFunctionProps) {
    super(scope, id);
    const { name, code, queue, deadLetterQueue, tables, schedules, secrets } = props;
    const environment: Record<StackVariable, string> = {
      INVITE_QUEUE_URL: queue.queueUrl,
      DEAD_LETTER_QUEUE_URL: deadLetterQueue.queueUrl,
      DEAD_LETTER_QUEUE_ARN: deadLetterQueue.queueArn,
      HIRES_TABLE_NAME: tables.hires.tableName,
      USERS_TABLE_NAME: tables.users.tableName,
      SWEEPS_TABLE_NAME: tables.sweeps.tableName,
      SCHEDULE_GROUP_NAME: schedules.group.scheduleGroupName,
    };
    const operate = createFunction(this, 'Operate', {
      functionName: `${name}-operate`,
      code,
      timeout: Duration.minutes(1), // a long dead-letter queue is searched message by message
      environment: { ...environment },
    });
    queue.grantSendMessages(operate);
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
    allow(['dynamodb:BatchGetItem'], tables.sweeps.tableArn);
    allow(['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:DeleteItem'], tables.users.tableArn);
    for (const secret of [secrets.oneLogin, secrets.lookup, ...secrets.apis]) secret.grantRead(operate);
    schedules.grantRead(operate);
    schedules.grantDelete(operate);

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
        ],
      });
    const look = aliasNamed('look');
    const act = aliasNamed('act');
    this.lookPolicy = policyFor('LookPolicy', 'see the hires', [look]);
    const invite = aliasNamed('invite');
    this.actPolicy = policyFor('ActPolicy', 'see the hires and act on them', [look, act]);
    this.invitePolicy = policyFor('InvitePolicy', 'see the hires and invite people by hand', [look, invite]);
  }
}
