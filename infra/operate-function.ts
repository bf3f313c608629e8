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

export interface OperateFunctionProps {
  name: string;
  code: Code;
  queue: IQueue;
  deadLetterQueue: IQueue;
  tables: Tables;
  schedules: Schedules;
  lookupSecret: Secrets['lookup'];
}

/**
 * A person → the function `operate`. Its aliases part the rights: who may invoke `look` may see, who may invoke `act` may
 * also try a hire again.
 */
export class OperateFunction extends Construct {
  /** The permissions of somebody who may see the hires. */
  readonly lookPolicy: ManagedPolicy;
  /** The permissions of somebody who may also act on them. */
  readonly actPolicy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: OperateFunctionProps) {
    super(scope, id);
    const { name, code, queue, deadLetterQueue, tables, schedules, lookupSecret } = props;
    const environment: v.InferInput<typeof OperateEnvironment> = {
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
        'sqs:ListMessageMoveTasks',
      ],
      deadLetterQueue.queueArn,
    );
    allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan'], tables.hires.tableArn);
    allow(['dynamodb:BatchGetItem', 'dynamodb:DescribeTable'], tables.hires.tableArn);
    allow(['dynamodb:Query'], tables.hiresIndexArn);
    allow(['dynamodb:BatchGetItem'], tables.sweeps.tableArn);
    allow(['dynamodb:GetItem'], tables.users.tableArn);
    lookupSecret.grantRead(operate);
    schedules.grantRead(operate);

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
    this.actPolicy = policyFor('ActPolicy', 'see the hires and try them again', [look, act]);
  }
}
