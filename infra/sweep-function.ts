import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as v from 'valibot';
import type { SweepEnvironment } from '../lambda/aws/environment.ts';
import { createFunction } from './lambda-function.ts';
import type { Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

export interface SweepFunctionProps {
  name: string;
  code: Code;
  queue: IQueue;
  tables: Tables;
  apiSecrets: Secrets['apis'];
  /** 0 means that it runs only when somebody invokes it. */
  everyHours: number;
}

/** Scheduler → the function `sweep` → the invite queue. */
export class SweepFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: SweepFunctionProps) {
    super(scope, id);
    const { name, code, queue, tables, apiSecrets, everyHours } = props;
    const environment: v.InferInput<typeof SweepEnvironment> = {
      INVITE_QUEUE_URL: queue.queueUrl,
      HIRES_TABLE_NAME: tables.hires.tableName,
      SWEEPS_TABLE_NAME: tables.sweeps.tableName,
    };
    // No reserved concurrency, because a new account has none to give. If two runs meet, one of them gives way.
    this.function = createFunction(this, 'Sweep', {
      functionName: `${name}-sweep`,
      code,
      timeout: Duration.minutes(15), // Lambda's maximum; the next run continues a list that takes longer
      environment: { ...environment },
    });
    queue.grantSendMessages(this.function);
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
        resources: [tables.hires.tableArn],
      }),
    );
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [tables.sweeps.tableArn],
      }),
    );
    for (const secret of apiSecrets) secret.grantRead(this.function);
    // It runs even if no HR system has a list, because it also wakes hires whose wake-up was lost.
    if (everyHours > 0) this.runEvery(name, everyHours);
  }

  private runEvery(name: string, hours: number): void {
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.function.stack.account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [this.function.functionArn],
      }),
    );
    new CfnSchedule(this, 'Schedule', {
      name: `${name}-sweep`,
      scheduleExpression: ScheduleExpression.rate(Duration.hours(hours)).expressionString,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.function.functionArn,
        roleArn: role.roleArn,
        input: '{}',
        // A run that cannot be started within the hour is left to the next one.
        retryPolicy: { maximumEventAgeInSeconds: Duration.hours(1).toSeconds(), maximumRetryAttempts: 10 },
      },
    });
  }
}
