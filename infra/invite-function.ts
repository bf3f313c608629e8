import { type Duration, Names } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type Code, type Function as LambdaFunction, RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as v from 'valibot';
import type { InviteEnvironment } from '../lambda/aws/environment.ts';
import { createFunction } from './lambda-function.ts';
import { allowToReceive, allowToSend } from './queue-rights.ts';
import type { Schedules } from './schedules.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

/** All variables except the override for running the function outside AWS. */
type StackVariable = Exclude<keyof v.InferInput<typeof InviteEnvironment>, 'ONELOGIN_URL'>;

export interface InviteFunctionProps {
  name: string;
  code: Code;
  timeout: Duration;
  queue: IQueue;
  tables: Tables;
  schedules: Schedules;
  secrets: Secrets;
  maxConcurrency: number;
}

/** The invite queue → the function `invite` → OneLogin. */
export class InviteFunction extends Construct {
  readonly function: LambdaFunction;
  /** By which the queue's messages get to it. */
  readonly queueMapping: { id: string; arn: string };

  constructor(scope: Construct, id: string, props: InviteFunctionProps) {
    super(scope, id);
    const { name, code, timeout, queue, tables, schedules, secrets, maxConcurrency } = props;
    const environment: Record<StackVariable, string> = {
      INVITE_QUEUE_URL: queue.queueUrl,
      INVITE_QUEUE_ARN: queue.queueArn,
      HIRES_TABLE_NAME: tables.hires.tableName,
      USERS_TABLE_NAME: tables.users.tableName,
      SCHEDULE_GROUP_NAME: schedules.group.scheduleGroupName,
      SCHEDULE_ROLE_ARN: schedules.role.roleArn,
      SCHEDULE_DEAD_LETTER_QUEUE_ARN: schedules.failures.queueArn,
    };
    this.function = createFunction(this, 'Invite', {
      functionName: `${name}-invite`,
      code,
      timeout,
      environment,
      // To put a hire off, it sends to the queue that wakes it. AWS would stop that after 16 rounds. `retry.forHours`
      // limits the loop.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    // Named as CDK's SqsEventSource names it, which would grant too much. Under another name it would be made anew, and there
    // cannot be two of one queue and one function.
    const mapping = this.function.addEventSourceMapping(`SqsEventSource:${Names.nodeUniqueId(queue.node)}`, {
      eventSourceArn: queue.queueArn,
      batchSize: 5, // a killed function leaves at most this many sends unresolved
      reportBatchItemFailures: true,
      maxConcurrency,
    });
    this.queueMapping = { id: mapping.eventSourceMappingId, arn: mapping.eventSourceMappingArn };
    allowToReceive(this.function, queue);
    allowToSend(this.function, queue);
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [tables.hires.tableArn, tables.users.tableArn],
      }),
    );
    this.function.addToRolePolicy(
      // For the brake, whose item is in this table.
      new PolicyStatement({ actions: ['dynamodb:UpdateItem'], resources: [tables.hires.tableArn] }),
    );
    schedules.grantMake(this.function);
    secrets.grantRead(this.function, secrets.forOutgoingCalls);
  }
}
