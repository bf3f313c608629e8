import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as v from 'valibot';
import type { TellEnvironment } from '../lambda/aws/environment.ts';
import { eventSource } from '../lambda/aws/event-bridge.ts';
import { dashboardPage, queuePage, runbookOf } from './console-pages.ts';
import { createFunction } from './lambda-function.ts';
import { runEvery } from './run-every.ts';
import type { Tables } from './tables.ts';

export interface TellFunctionProps {
  name: string;
  code: Code;
  tables: Tables;
  topic: ITopic;
  deadLetterQueue: IQueue;
  /** The address of a copy of the runbook. */
  runbookUrl: string | undefined;
  /** Whether a source raises an alarm when it falls silent. */
  watchesSources: boolean;
  sendsEvents: boolean;
}

/** Scheduler → the function `tell` → the topic of the alarms. It depends on nothing that works on hires. */
export class TellFunction extends Construct {
  constructor(scope: Construct, id: string, props: TellFunctionProps) {
    super(scope, id);
    const { name, code, tables, topic, deadLetterQueue, runbookUrl, watchesSources, sendsEvents } = props;
    const environment: v.InferInput<typeof TellEnvironment> = {
      HIRES_TABLE_NAME: tables.hires.tableName,
      SWEEPS_TABLE_NAME: tables.sweeps.tableName,
      NOTICE_TOPIC_ARN: topic.topicArn,
      DEAD_LETTER_QUEUE_PAGE: queuePage(deadLetterQueue),
      DASHBOARD_PAGE: dashboardPage(this, name),
      RUNBOOK: runbookOf(runbookUrl),
    };
    const tell = createFunction(this, 'Tell', {
      functionName: `${name}-tell`,
      code,
      timeout: Duration.minutes(2), // a table of a million rows is read in that time
      environment: { ...environment },
    });
    tell.addToRolePolicy(
      // The item of the brake, which says whether everything is paused, is read by its key.
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
        resources: [tables.hires.tableArn],
      }),
    );
    tell.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [tables.sweeps.tableArn],
      }),
    );
    tell.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }));
    if (watchesSources)
      tell.addToRolePolicy(
        // CloudWatch cannot bound this to a namespace or a metric.
        new PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
      );
    if (sendsEvents)
      tell.addToRolePolicy(
        new PolicyStatement({
          actions: ['events:PutEvents'],
          resources: [
            Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
          ],
          // A call has many events, and so many sources.
          conditions: { 'ForAllValues:StringEquals': { 'events:source': eventSource } },
        }),
      );
    runEvery(this, tell, {
      scheduleName: `${name}-tell`,
      every: Duration.minutes(5),
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
    });
  }
}
