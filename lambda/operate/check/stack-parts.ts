import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { createAlarmStates, type ReadAlarms } from '../../aws/alarm-states.ts';
import type { toClientSettings } from '../../aws/client-settings.ts';
import { createFunctionStates, type FunctionStates } from '../../aws/function-states.ts';
import { createLastWebhook, type FindLastWebhook } from '../../aws/last-webhook.ts';
import { createSubscriptions, type ReadSubscriptions } from '../../aws/subscriptions.ts';

/** What AWS says of the stack. Only a check needs these clients, so they are loaded when one begins. */
export interface StackParts {
  functions: FunctionStates;
  readAlarms: ReadAlarms;
  readSubscriptions: ReadSubscriptions;
  /** By each count of webhooks. */
  findLast: readonly FindLastWebhook[];
}

export function createStackParts(
  settings: ReturnType<typeof toClientSettings>,
  { name, topicArn, nowMs }: { name: string; topicArn: string; nowMs: () => number },
): StackParts {
  const cloudWatch = new CloudWatchClient(settings);
  return {
    functions: createFunctionStates(new LambdaClient(settings)),
    readAlarms: createAlarmStates(cloudWatch, name),
    readSubscriptions: createSubscriptions(new SNSClient(settings), topicArn),
    findLast: [
      createLastWebhook(cloudWatch, name, nowMs, 'WebhookAuthentic'),
      createLastWebhook(cloudWatch, name, nowMs, 'HiresAccepted'),
    ],
  };
}
