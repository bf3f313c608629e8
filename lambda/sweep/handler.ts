import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createHiresTable } from '../invite/hires-table.ts';
import { readConfiguration, readEnvironment, readHrApiUrl, SweepEnvironment } from '../shared/environment.ts';
import { sendHttpRequest } from '../shared/http-request.ts';
import { createLog } from '../shared/log.ts';
import { createMetrics } from '../shared/metrics.ts';
import { createSecretReader } from '../shared/secrets.ts';
import { createOverdueScan } from './overdue-hires.ts';
import { createSweep } from './sweep.ts';
import { createSweepsTable } from './sweeps-table.ts';

/** The Lambda function `sweep`: its parts, connected once at start. */

const environment = readEnvironment(SweepEnvironment);
const configuration = readConfiguration(import.meta.url);
const client = {
  requestHandler: { connectionTimeout: 2000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};
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
