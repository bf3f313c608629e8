import { Stack } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

/** Addresses of pages of the AWS console, in the stack's region and account. */

export function queuePage(queue: IQueue): string {
  const { region, account } = Stack.of(queue);
  const url = `https%3A%2F%2Fsqs.${region}.amazonaws.com%2F${account}%2F${queue.queueName}`;
  return page(queue, `sqs/v3/home?region=${region}#/queues/${url}`);
}

export function logGroupPage(scope: IConstruct, logGroup: string): string {
  const { region } = Stack.of(scope);
  const escaped = logGroup.replaceAll('/', '$252F'); // how the console writes a slash
  return page(scope, `cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${escaped}`);
}

export function secretPage(scope: IConstruct, secret: string): string {
  const { region } = Stack.of(scope);
  return page(scope, `secretsmanager/secret?name=${encodeURIComponent(secret)}&region=${region}`);
}

/** The items of a table. */
export function itemsPage(scope: IConstruct, tableName: string): string {
  const { region } = Stack.of(scope);
  return page(scope, `dynamodbv2/home?region=${region}#item-explorer?table=${tableName}`);
}

function page(scope: IConstruct, path: string): string {
  return `https://${Stack.of(scope).region}.console.aws.amazon.com/${path}`;
}

/** Where notices find the runbook: its address, or its file. */
export function runbookOf(runbookUrl: string | undefined): string {
  return runbookUrl ?? 'docs/operate.md';
}
