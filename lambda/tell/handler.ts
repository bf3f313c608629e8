import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { toClientSettings } from '../aws/client-settings.ts';
import { readConfiguration, readEnvironment, TellEnvironment } from '../aws/environment.ts';
import { createCheckedTable, createHeardTable, createSentTable, createToldTable } from '../aws/job-rows.ts';
import { createLastWebhook } from '../aws/last-webhook.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createNotices } from '../aws/notices.ts';
import { createStoredHires } from '../aws/stored-hires.ts';
import type { EventParts } from './send-events.ts';
import { createTell } from './tell.ts';

/** The Lambda function `tell`. Its parts are connected once, at start. */

const environment = readEnvironment(TellEnvironment);
const configuration = readConfiguration(import.meta.url);
const client = toClientSettings({ connectionTimeoutMs: 2000, requestTimeoutMs: 10_000 });
const dynamoDb = new DynamoDBClient(client);

/** EventBridge's client is loaded only if events are on. */
async function connectEvents(): Promise<EventParts['events']> {
  const { connectEventBridge } = await import('../aws/event-bridge.ts');
  return {
    eventBridge: connectEventBridge(client),
    sent: createSentTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
  };
}

export const handler = createTell({
  configuration,
  places: {
    dashboard: environment.DASHBOARD_PAGE,
    deadLetterQueue: environment.DEAD_LETTER_QUEUE_PAGE,
    runbook: environment.RUNBOOK,
  },
  stored: createStoredHires(dynamoDb, environment.HIRES_TABLE_NAME),
  checked: createCheckedTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
  told: createToldTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
  heard: createHeardTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
  findLastWebhook: createLastWebhook(new CloudWatchClient(client), configuration.name, Date.now),
  publish: createNotices(new SNSClient(client), environment.NOTICE_TOPIC_ARN),
  log: createLog(configuration.name),
  count: createMetrics(configuration.name),
  nowMs: Date.now,
  events: configuration.events ? await connectEvents() : undefined,
});
