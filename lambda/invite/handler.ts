import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { toClientSettings } from '../aws/client-settings.ts';
import { InviteEnvironment, readConfiguration, readEnvironment, readHrApiUrl } from '../aws/environment.ts';
import { createHiresTable } from '../aws/hires-table.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createSecretReader, OneLoginSecret, secretNames } from '../aws/secrets.ts';
import { sendHttpRequest } from '../http/http-request.ts';
import { connectInvite } from './connect-invite.ts';
import { rehearse } from './rehearse.ts';

/** The Lambda function `invite`. Its parts are connected once, at start. */

const environment = readEnvironment(InviteEnvironment);
const configuration = readConfiguration(import.meta.url);
const { name } = configuration;
const nowMs = Date.now;

// Two tries of a write fit into the time that is reserved for it: see time-budget.ts.
const client = toClientSettings({ connectionTimeoutMs: 1000, requestTimeoutMs: 1500, maxAttempts: 2 });
const outside = {
  dynamoDb: new DynamoDBClient(client),
  scheduler: new SchedulerClient(client),
  sqs: new SQSClient(client),
  secrets: createSecretReader({ client: new SecretsManagerClient(client), nowMs }),
  http: sendHttpRequest,
  log: createLog(name),
  count: createMetrics(name),
};

export const handler = connectInvite(configuration, environment, outside, { hrApiUrl: readHrApiUrl, nowMs });

// Init has a whole CPU, whatever the memory size, so the first connections are made here, and a hire of nobody goes the
// whole way. If something fails here, the first hire meets the failure again and handles it.
await Promise.allSettled([
  outside.secrets.read(secretNames.oneLogin(name), OneLoginSecret),
  createHiresTable(outside.dynamoDb, environment.HIRES_TABLE_NAME).read('no-hire'),
  rehearse(configuration, environment, outside, nowMs),
]);
