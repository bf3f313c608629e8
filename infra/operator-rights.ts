import type { Stack } from 'aws-cdk-lib';
import { type ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { stackKey } from '../lambda/aws/brake.ts';
import type { Tables } from './tables.ts';

export interface OperatorRightsProps {
  tables: Pick<Tables, 'hires' | 'sweeps'>;
  scheduleFailures: IQueue;
  sweep: IFunction;
}

/**
 * Adds to the policy of the people on call what the steps of docs/operate.md need in the AWS console. Call it last: it covers
 * each log group that the stack has by then. It allows no secret to be read or stored, and nothing to be changed that was
 * deployed.
 */
export function allowToOperate(policy: ManagedPolicy, stack: Stack, props: OperatorRightsProps): void {
  const { tables, scheduleFailures, sweep } = props;
  const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
    policy.addStatements(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  const logGroups = stack.node.findAll().filter((one): one is LogGroup => one instanceof LogGroup);

  allow(
    ['logs:DescribeLogStreams', 'logs:GetLogEvents', 'logs:FilterLogEvents', 'logs:StartQuery'],
    logGroups.map(({ logGroupArn }) => logGroupArn),
  );
  allow(
    ['dynamodb:DescribeTable', 'dynamodb:Scan', 'dynamodb:Query', 'dynamodb:GetItem'],
    [tables.hires.tableArn, tables.sweeps.tableArn],
  );
  // Without the row of a hire, its person could be mailed again. So of the hires table, only the item of the pause.
  allow(['dynamodb:DeleteItem'], [tables.hires.tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [stackKey] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  });
  allow(['dynamodb:DeleteItem'], [tables.sweeps.tableArn]);
  allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [scheduleFailures.queueArn]);
  allow(['lambda:InvokeFunction'], [sweep.functionArn]);
}

/**
 * What the console asks for to show a dashboard, alarms, metrics, and lists of log groups, saved queries, tables and queues.
 * None of it can be bound to one stack. It shows names and counts. The result of a query can be had only by its id, and the
 * person who started it got that.
 */
export const consoleReads = [
  'cloudwatch:ListDashboards',
  'cloudwatch:DescribeAlarms',
  'cloudwatch:DescribeAlarmHistory',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
  'logs:DescribeLogGroups',
  'logs:DescribeQueryDefinitions',
  'logs:GetQueryResults',
  'logs:StopQuery',
  'dynamodb:ListTables',
  'sqs:ListQueues',
];
