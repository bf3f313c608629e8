import { CfnMapping, Stack } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { dashboardName } from './dashboard-name.ts';

/** Addresses of pages of the AWS console, in the stack's region and account. */

export function queuePage(queue: IQueue): string {
  const { region, account, urlSuffix } = Stack.of(queue);
  const url = `https%3A%2F%2Fsqs.${region}.${urlSuffix}%2F${account}%2F${queue.queueName}`;
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

/** The stack's dashboard, with who needs a hand and the buttons. */
export function dashboardPage(scope: IConstruct, name: string): string {
  const { region } = Stack.of(scope);
  return page(scope, `cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName(scope, name)}`);
}

function page(scope: IConstruct, path: string): string {
  const { region, partition } = Stack.of(scope);
  return `https://${region}.${consolesOf(scope).findInMap(partition, 'domain')}/${path}`;
}

/** Each partition has a console of its own, whose domain follows from nothing that CloudFormation knows. */
const consoles = {
  aws: { domain: 'console.aws.amazon.com' },
  'aws-cn': { domain: 'console.amazonaws.cn' },
  'aws-us-gov': { domain: 'console.amazonaws-us-gov.com' },
  'aws-eusc': { domain: 'console.amazonaws-eusc.eu' },
};

function consolesOf(scope: IConstruct): CfnMapping {
  const id = 'Consoles';
  const stack = Stack.of(scope);
  const existing = stack.node.tryFindChild(id);
  return existing instanceof CfnMapping ? existing : new CfnMapping(stack, id, { mapping: consoles });
}

/** Where notices find the runbook: its address, or its file. */
export function runbookOf(runbookUrl: string | undefined): string {
  return runbookUrl ?? 'docs/operate.md';
}
