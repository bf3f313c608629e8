import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import * as v from 'valibot';

/**
 * Encrypts with the company's own key all of the stack that can be. Gives each role what it needs of the key for what it may do
 * already. Call it last: it covers what the stack has by then.
 *
 * CDK's own settings would let every role that may write do `kms:GenerateDataKey*` and `kms:ReEncrypt*`, also past the
 * service that holds the data.
 */
export function encryptAll(stack: Stack, keyArn: string): void {
  for (const construct of stack.node.findAll()) encrypt(construct, keyArn);
  allowToUse(stack, keyArn);
}

/**
 * Gives each role what it needs of a key that encrypted the stack before, to read what it has encrypted: messages on a queue,
 * the payload of schedules, secrets. Without it, hires that wait would be lost.
 */
export function allowToRead(stack: Stack, keyArn: string): void {
  allowToUse(stack, keyArn, reads);
}

/** @param only the actions that the key is good for; if absent, all. */
function allowToUse(stack: Stack, keyArn: string, only?: readonly string[]): void {
  for (const construct of stack.node.findAll()) {
    if (construct instanceof Policy || construct instanceof ManagedPolicy)
      construct.document.addStatements(...rightsToKey(construct, keyArn, only));
  }
  for (const construct of stack.node.findAll())
    if (construct instanceof Role && isOfScheduler(construct)) allowToReadPayload(construct, keyArn);
}

function encrypt(resource: IConstruct, keyArn: string): void {
  if (resource instanceof CfnQueue) {
    resource.kmsMasterKeyId = keyArn;
    resource.sqsManagedSseEnabled = undefined; // SQS takes one of the two
  }
  if (resource instanceof CfnTable)
    resource.sseSpecification = { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: keyArn };
  if (resource instanceof CfnTopic) resource.kmsMasterKeyId = keyArn;
  if (resource instanceof CfnLogGroup) resource.kmsKeyId = keyArn;
  if (resource instanceof CfnSchedule || resource instanceof CfnFunction) resource.kmsKeyArn = keyArn;
}

const reads = ['kms:Decrypt'];
const writes = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * What the services ask of the key in the name of the caller
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html,
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html). UpdateSecret without `kms:Encrypt` names another
 * key, but leaves the value encrypted as it was, and says nothing
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html).
 */
export const keyActions: Record<string, readonly string[]> = {
  'sqs:ReceiveMessage': reads,
  'sqs:SendMessage': writes,
  'sns:Publish': writes,
  'dynamodb:GetItem': reads,
  'dynamodb:BatchGetItem': reads,
  'dynamodb:Query': reads,
  'dynamodb:Scan': reads,
  'dynamodb:PutItem': writes,
  'dynamodb:UpdateItem': writes,
  'dynamodb:DeleteItem': writes,
  'secretsmanager:GetSecretValue': reads,
  'secretsmanager:CreateSecret': writes,
  'secretsmanager:PutSecretValue': writes,
  'secretsmanager:UpdateSecret': [...writes, 'kms:Encrypt'],
  'scheduler:GetSchedule': reads,
  'scheduler:CreateSchedule': [...writes, 'kms:DescribeKey'],
};

/** A statement for each service, by which alone the key may be used. */
function rightsToKey(
  policy: Policy | ManagedPolicy,
  keyArn: string,
  only: readonly string[] | undefined,
): PolicyStatement[] {
  const needed = new Map<string, Set<string>>();
  for (const action of allowedActions(policy)) {
    const [service = ''] = action.split(':');
    const actions = needed.get(service) ?? new Set();
    for (const one of keyActions[action] ?? [])
      if (only === undefined || only.includes(one)) needed.set(service, actions.add(one));
  }
  const { region } = Stack.of(policy);
  return [...needed].map(
    ([service, actions]) =>
      new PolicyStatement({
        actions: [...actions].sort(),
        resources: [keyArn],
        // The end of the name is another one in some partitions.
        conditions: { StringLike: { 'kms:ViaService': `${service}.${region}.*` } },
      }),
  );
}

const oneOrMany = v.union([v.string(), v.array(v.string())]);
const Document = v.object({
  Statement: v.array(v.object({ Effect: v.picklist(['Allow', 'Deny']), Action: oneOrMany })),
});

function allowedActions(policy: Policy | ManagedPolicy): string[] {
  const { Statement } = v.parse(Document, Stack.of(policy).resolve(policy.document));
  return Statement.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? [Action].flat() : []));
}

function isOfScheduler(role: Role): boolean {
  const trust: unknown = Stack.of(role).resolve(role.assumeRolePolicy);
  return JSON.stringify(trust).includes('scheduler.amazonaws.com');
}

/** Scheduler reads the payload of a schedule as the role with which it delivers it, and through no other service. */
function allowToReadPayload(role: Role, keyArn: string): void {
  const schedules = Stack.of(role).formatArn({
    service: 'scheduler',
    resource: 'schedule',
    resourceName: '*',
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: reads,
      resources: [keyArn],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:scheduler:schedule:arn': schedules } },
    }),
  );
}
