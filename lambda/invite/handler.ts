import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createBrake } from '../aws/brake.ts';
import { toClientSettings } from '../aws/client-settings.ts';
import { InviteEnvironment, readConfiguration, readEnvironment, readHrApiUrl } from '../aws/environment.ts';
import { createHiresTable } from '../aws/hires-table.ts';
import { createLog } from '../aws/log.ts';
import { createLookBudget } from '../aws/look-budget.ts';
import { createMetrics } from '../aws/metrics.ts';
import { createPseudonyms } from '../aws/pseudonyms.ts';
import { createRestoreNote } from '../aws/restore-note.ts';
import { createSecretReader, OneLoginSecret, secretNames } from '../aws/secrets.ts';
import { createUsersTable } from '../aws/users-table.ts';
import { createWakeUps } from '../aws/wake-ups.ts';
import { sendHttpRequest } from '../http/http-request.ts';
import { connectOneLogin } from '../onelogin/connect-one-login.ts';
import { createInvite } from './invite.ts';
import { createLookReader } from './read-look.ts';

/** The Lambda function `invite`. Its parts are connected once, at start. */

const environment = readEnvironment(InviteEnvironment);
const configuration = readConfiguration(import.meta.url);
const { name, invite } = configuration;
const nowMs = Date.now;

// Two tries of a write fit into the time that is reserved for it: see time-budget.ts.
const client = toClientSettings({ connectionTimeoutMs: 1000, requestTimeoutMs: 1500, maxAttempts: 2 });
const sqs = new SQSClient(client);
const dynamoDb = new DynamoDBClient(client);
const hires = createHiresTable(dynamoDb, environment.HIRES_TABLE_NAME);
const secrets = createSecretReader({ client: new SecretsManagerClient(client), nowMs });
const log = createLog(name);

export const handler = createInvite({
  configuration,
  readLook: createLookReader(configuration, readHrApiUrl),
  hires,
  users: createUsersTable(dynamoDb, environment.USERS_TABLE_NAME),
  lookBudget: createLookBudget(dynamoDb, environment.HIRES_TABLE_NAME, nowMs),
  brake: createBrake(dynamoDb, environment.HIRES_TABLE_NAME, {
    maxFirstMailsPerDay: invite.maxFirstMailsPerDay,
    nowMs,
  }),
  restores: createRestoreNote(dynamoDb, environment.HIRES_TABLE_NAME, nowMs),
  secrets,
  pseudonyms: createPseudonyms({ name, secrets, log, nowMs }),
  http: sendHttpRequest,
  queue: { client: sqs, url: environment.INVITE_QUEUE_URL },
  oneLogin: connectOneLogin(configuration, {
    url: environment.ONELOGIN_URL,
    http: sendHttpRequest,
    secrets,
    nowMs,
  }),
  wakeUps: createWakeUps({
    sqs,
    scheduler: new SchedulerClient(client),
    queueUrl: environment.INVITE_QUEUE_URL,
    queueArn: environment.INVITE_QUEUE_ARN,
    scheduleGroup: environment.SCHEDULE_GROUP_NAME,
    scheduleRoleArn: environment.SCHEDULE_ROLE_ARN,
    scheduleDeadLetterQueueArn: environment.SCHEDULE_DEAD_LETTER_QUEUE_ARN,
    scheduleKeyArn: configuration.kmsKeyArn,
    nowMs,
  }),
  log,
  count: createMetrics(name),
  nowMs,
});

// Init has a whole CPU, whatever the memory size, so the first connections are made here. If one fails here, the first
// hire meets the failure again and handles it.
await Promise.allSettled([secrets.read(secretNames.oneLogin(name), OneLoginSecret), hires.read('no-hire')]);
