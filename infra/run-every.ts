import type { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';

export interface RunEverySettings {
  scheduleName: string;
  every: Duration;
  /** What the function gets. Default: `{}`. */
  input?: object;
  /** For how long a run that cannot be started is tried, and how often. Then it is left to the next one. */
  retryPolicy: { maximumEventAgeInSeconds: number; maximumRetryAttempts: number };
}

/** Has Scheduler invoke a function, or an alias of one, again and again. */
export function runEvery(
  scope: Construct,
  lambda: Pick<IFunction, 'functionArn' | 'stack'>,
  { scheduleName, every, input = {}, retryPolicy }: RunEverySettings,
): void {
  const role = new Role(scope, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': lambda.stack.account } },
    }),
  });
  role.addToPolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [lambda.functionArn] }),
  );
  new CfnSchedule(scope, 'Schedule', {
    name: scheduleName,
    scheduleExpression: ScheduleExpression.rate(every).expressionString,
    flexibleTimeWindow: { mode: 'OFF' },
    target: { arn: lambda.functionArn, roleArn: role.roleArn, input: JSON.stringify(input), retryPolicy },
  });
}
