import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { createCheckedTable } from '../aws/checked-table.ts';
import { toClientSettings } from '../aws/client-settings.ts';
import { readConfiguration, readEnvironment, TellEnvironment } from '../aws/environment.ts';
import { createHeardTable } from '../aws/heard-table.ts';
import { createLastWebhook } from '../aws/last-webhook.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createNotices } from '../aws/notices.ts';
import { createStoredHires } from '../aws/stored-hires.ts';
import { createToldTable } from '../aws/told-table.ts';
import { createTell } from './tell.ts';

/** The Lambda function `tell`. Its parts are connected once, at start. */

const environment = readEnvironment(TellEnvironment);
const configuration = readConfiguration(import.meta.url);
const client = toClientSettings({ connectionTimeoutMs: 2000, requestTimeoutMs: 10_000 });
const dynamoDb = new DynamoDBClient(client);

export const handler = createTell({
  configuration,
  places: { deadLetterQueue: environment.DEAD_LETTER_QUEUE_PAGE, runbook: environment.RUNBOOK },
  stored: createStoredHires(dynamoDb, environment.HIRES_TABLE_NAME),
  checked: createCheckedTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
  told: createToldTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
  heard: createHeardTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
  findLastWebhook: createLastWebhook(new CloudWatchClient(client), configuration.name, Date.now),
  publish: createNotices(new SNSClient(client), environment.NOTICE_TOPIC_ARN),
  log: createLog(configuration.name),
  count: createMetrics(configuration.name),
  nowMs: Date.now,
});
