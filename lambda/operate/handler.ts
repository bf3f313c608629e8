import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createBrake } from '../aws/brake.ts';
import { readBuild } from '../aws/build.ts';
import { toClientSettings } from '../aws/client-settings.ts';
import { createDeadLetters } from '../aws/dead-letters.ts';
import { OperateEnvironment, readConfiguration, readEnvironment, readHrApiUrl } from '../aws/environment.ts';
import { createHiresTable } from '../aws/hires-table.ts';
import { createCheckedTable } from '../aws/job-rows.ts';
import { createListedHires } from '../aws/listed-hires.ts';
import { createLog } from '../aws/log.ts';
import { createMoveTasks } from '../aws/move-tasks.ts';
import { createPseudonyms } from '../aws/pseudonyms.ts';
import { countMessages } from '../aws/queue-depth.ts';
import { createRestoreNote } from '../aws/restore-note.ts';
import { createSchedules } from '../aws/schedules.ts';
import { createSecretReader } from '../aws/secrets.ts';
import { createStoredHires } from '../aws/stored-hires.ts';
import { createUsersTable } from '../aws/users-table.ts';
import { connectSources } from '../hr-systems/connect-sources.ts';
import { sendHttpRequest } from '../http/http-request.ts';
import { connectOneLogin } from '../onelogin/connect-one-login.ts';
import type { StackParts } from './check/stack-parts.ts';
import { createOperate } from './operate.ts';
import { rehearse } from './rehearse.ts';
import { createWidget } from './widget/widget.ts';

/** The Lambda function `operate`. Its parts are connected once, at start. */

const environment = readEnvironment(OperateEnvironment);
const configuration = readConfiguration(import.meta.url);
const { name, invite } = configuration;
const nowMs = Date.now;
const client = toClientSettings({ connectionTimeoutMs: 2000, requestTimeoutMs: 10_000 });
const sqs = new SQSClient(client);
const inviteQueue = { client: sqs, url: environment.INVITE_QUEUE_URL };
const dynamoDb = new DynamoDBClient(client);
const log = createLog(name);
const brake = createBrake(dynamoDb, environment.HIRES_TABLE_NAME, { ...invite, nowMs });
const stored = createStoredHires(dynamoDb, environment.HIRES_TABLE_NAME);
const restores = createRestoreNote(dynamoDb, environment.HIRES_TABLE_NAME, nowMs);
const users = createUsersTable(dynamoDb, environment.USERS_TABLE_NAME);
const secretsManager = new SecretsManagerClient(client);
const secrets = createSecretReader({ client: secretsManager, nowMs });
const sources = connectSources(configuration, readHrApiUrl);

const tables = { hires: environment.HIRES_TABLE_NAME, sweeps: environment.SWEEPS_TABLE_NAME };
const listed = createListedHires(dynamoDb, tables);

let stack: Promise<StackParts> | undefined;
async function connectStack(): Promise<StackParts> {
  const { createStackParts } = await import('./check/stack-parts.ts');
  return createStackParts(client, { name, topicArn: environment.NOTICE_TOPIC_ARN, nowMs });
}

const operate = createOperate({
  settings: configuration,
  readPage: stored.readPage,
  listed,
  find: {
    sources: sources.map(({ source }) => source),
    readStored: stored.read,
    users,
    pseudonyms: createPseudonyms({ name, secrets, log, nowMs }),
  },
  users,
  hires: createHiresTable(dynamoDb, environment.HIRES_TABLE_NAME),
  brake,
  pauseSwitch: brake,
  restores,
  schedules: createSchedules(new SchedulerClient(client), environment.SCHEDULE_GROUP_NAME),
  deadLetters: createDeadLetters({
    client: sqs,
    url: environment.DEAD_LETTER_QUEUE_URL,
    arn: environment.DEAD_LETTER_QUEUE_ARN,
    inviteQueue,
  }),
  moveTasks: createMoveTasks({ client: sqs, arn: environment.DEAD_LETTER_QUEUE_ARN }),
  queue: inviteQueue,
  depths: {
    queued: () => countMessages(inviteQueue),
    deadLetters: () => countMessages({ client: sqs, url: environment.DEAD_LETTER_QUEUE_URL }),
  },
  sources,
  oneLogin: connectOneLogin(configuration, {
    url: environment.ONELOGIN_URL,
    http: sendHttpRequest,
    secrets,
    nowMs,
  }),
  check: {
    configuration,
    oneLoginUrl: environment.ONELOGIN_URL,
    hrApiUrl: readHrApiUrl,
    newSecretReader: () => createSecretReader({ client: secretsManager, nowMs }),
    http: sendHttpRequest,
    readStored: stored.read,
    restores,
    users,
    listed,
    checked: createCheckedTable(dynamoDb, environment.SWEEPS_TABLE_NAME),
    connectStack: () => (stack ??= connectStack()),
    alarmAddress: environment.ALARM_ADDRESS,
    queueMapping: environment.INVITE_QUEUE_MAPPING,
    readBuild: () => readBuild(import.meta.url),
    log,
    nowMs,
  },
  log,
  nowMs,
});

export const handler = createWidget(operate, { configuration, log, nowMs });

// Init has a whole CPU, whatever the memory size. If something fails here, the first request meets it again.
await Promise.allSettled([
  stored.read('no-hire'), // the first connection
  rehearse(dynamoDb, tables, { settings: configuration, nowMs }),
]);
