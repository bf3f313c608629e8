import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { toClientSettings } from '../aws/client-settings.ts';
import { readConfiguration, readEnvironment, readHrApiUrl, SweepEnvironment } from '../aws/environment.ts';
import { createHiresTable } from '../aws/hires-table.ts';
import { createLookedTable } from '../aws/job-rows.ts';
import { createKnownUsers } from '../aws/known-users.ts';
import { createLog } from '../aws/log.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createNotices } from '../aws/notices.ts';
import { createOverdueScan } from '../aws/overdue-hires.ts';
import { createPseudonyms } from '../aws/pseudonyms.ts';
import { createSecretReader } from '../aws/secrets.ts';
import { createStoredHires } from '../aws/stored-hires.ts';
import { createSweepsTable } from '../aws/sweeps-table.ts';
import { createWaitingHires } from '../aws/waiting-hires.ts';
import { createWriteListing } from '../aws/write-listing.ts';
import { sendHttpRequest } from '../http/http-request.ts';
import { connectOneLogin } from '../onelogin/connect-one-login.ts';
import { createAskOneLogin } from './ask-one-login.ts';
import { createSweep } from './sweep.ts';

/** The Lambda function `sweep`. Its parts are connected once, at start. */

const environment = readEnvironment(SweepEnvironment);
const configuration = readConfiguration(import.meta.url);
const client = toClientSettings({ connectionTimeoutMs: 2000, requestTimeoutMs: 10_000 });
const dynamoDb = new DynamoDBClient(client);
const secrets = createSecretReader({ client: new SecretsManagerClient(client), nowMs: Date.now });
const log = createLog(configuration.name);
const count = createMetrics(configuration.name);

export const handler = createSweep({
  configuration,
  hrApiUrl: readHrApiUrl,
  secrets,
  http: sendHttpRequest,
  hires: createHiresTable(dynamoDb, environment.HIRES_TABLE_NAME),
  scanOverdue: createOverdueScan(dynamoDb, environment.HIRES_TABLE_NAME),
  findWaiting: createWaitingHires(dynamoDb, environment.HIRES_TABLE_NAME),
  scanUnlisted: createStoredHires(dynamoDb, environment.HIRES_TABLE_NAME).scanUnlisted,
  writeListing: createWriteListing(dynamoDb, environment.HIRES_TABLE_NAME),
  sweeps: createSweepsTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
  queue: { client: new SQSClient(client), url: environment.INVITE_QUEUE_URL },
  askOneLogin: createAskOneLogin({
    configuration,
    oneLogin: connectOneLogin(configuration, {
      url: environment.ONELOGIN_URL,
      http: sendHttpRequest,
      secrets,
      nowMs: Date.now,
    }),
    findKnownUsers: createKnownUsers(dynamoDb, environment.USERS_TABLE_NAME),
    pseudonyms: createPseudonyms({ name: configuration.name, secrets, log, nowMs: Date.now }),
    looked: createLookedTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
    publish: createNotices(new SNSClient(client), environment.NOTICE_TOPIC_ARN),
    runbook: environment.RUNBOOK,
    log,
    count,
    nowMs: Date.now,
  }),
  log,
  count,
  nowMs: Date.now,
});
