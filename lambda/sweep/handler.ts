import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { toClientSettings } from '../aws/client-settings.ts';
import { readConfiguration, readEnvironment, readHrApiUrl, SweepEnvironment } from '../aws/environment.ts';
import { createHiresTable } from '../aws/hires-table.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createOverdueScan } from '../aws/overdue-hires.ts';
import { createSecretReader } from '../aws/secrets.ts';
import { createSweepsTable } from '../aws/sweeps-table.ts';
import { sendHttpRequest } from '../http/http-request.ts';
import { createSweep } from './sweep.ts';

/** The Lambda function `sweep`. Its parts are connected once, at start. */

const environment = readEnvironment(SweepEnvironment);
const configuration = readConfiguration(import.meta.url);
const client = toClientSettings({ connectionTimeoutMs: 2000, requestTimeoutMs: 10_000 });
const dynamoDb = new DynamoDBClient(client);

export const handler = createSweep({
  configuration,
  hrApiUrl: readHrApiUrl,
  secrets: createSecretReader({ client: new SecretsManagerClient(client), nowMs: Date.now }),
  http: sendHttpRequest,
  hires: createHiresTable(dynamoDb, environment.HIRES_TABLE_NAME),
  scanOverdue: createOverdueScan(dynamoDb, environment.HIRES_TABLE_NAME),
  sweeps: createSweepsTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
  queue: { client: new SQSClient(client), url: environment.INVITE_QUEUE_URL },
  log: createLog(configuration.name),
  count: createMetrics(configuration.name),
  nowMs: Date.now,
});
