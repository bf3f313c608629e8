import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as v from 'valibot';
import type { SweepEnvironment } from '../lambda/aws/environment.ts';
import { runbookOf } from './console-pages.ts';
import { createFunction } from './lambda-function.ts';
import { allowToSend } from './queue-rights.ts';
import { runEvery } from './run-every.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

/** All variables except the override for running the function outside AWS. */
type StackVariable = Exclude<keyof v.InferInput<typeof SweepEnvironment>, 'ONELOGIN_URL'>;

export interface SweepFunctionProps {
  name: string;
  code: Code;
  queue: IQueue;
  tables: Tables;
  secrets: Secrets;
  topic: ITopic;
  /** The address of a copy of the runbook. */
  runbookUrl: string | undefined;
  asksOneLogin: boolean;
  /** 0 means that it runs only when somebody invokes it. */
  everyHours: number;
}

/** Scheduler → the function `sweep` → the invite queue, and the topic of the alarms. */
export class SweepFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: SweepFunctionProps) {
    super(scope, id);
    const { name, code, queue, tables, secrets, topic, runbookUrl, asksOneLogin, everyHours } = props;
    const environment: Record<StackVariable, string> = {
      INVITE_QUEUE_URL: queue.queueUrl,
      HIRES_TABLE_NAME: tables.hires.tableName,
      USERS_TABLE_NAME: tables.users.tableName,
      SWEEPS_TABLE_NAME: tables.sweeps.tableName,
      NOTICE_TOPIC_ARN: topic.topicArn,
      RUNBOOK: runbookOf(runbookUrl),
    };
    // No reserved concurrency, because a new account has none to give. If two runs meet, one of them gives way.
    this.function = createFunction(this, 'Sweep', {
      functionName: `${name}-sweep`,
      code,
      timeout: Duration.minutes(15), // Lambda's maximum; the next run continues a list that takes longer
      environment: { ...environment },
    });
    allowToSend(this.function, queue);
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
        resources: [tables.hires.tableArn],
      }),
    );
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [tables.sweeps.tableArn],
      }),
    );
    secrets.grantRead(this.function, asksOneLogin ? secrets.forOutgoingCalls : secrets.apis);
    if (asksOneLogin) this.allowToAskOneLogin(props);
    // It runs even if no HR system has a list, because it also wakes hires whose wake-up was lost.
    if (everyHours > 0)
      runEvery(this, this.function, {
        scheduleName: `${name}-sweep`,
        every: Duration.hours(everyHours),
        retryPolicy: { maximumEventAgeInSeconds: Duration.hours(1).toSeconds(), maximumRetryAttempts: 10 },
      });
  }

  /** To see who of them is a hire's, and to tell a person of the others. */
  private allowToAskOneLogin({ tables, topic }: Pick<SweepFunctionProps, 'tables' | 'topic'>): void {
    this.function.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:BatchGetItem'], resources: [tables.users.tableArn] }),
    );
    this.function.addToRolePolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
    );
  }
}
