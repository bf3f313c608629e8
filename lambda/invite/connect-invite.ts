import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { createBrake } from '../aws/brake.ts';
import type { InviteEnvironment } from '../aws/environment.ts';
import { createHiresTable } from '../aws/hires-table.ts';
import type { Log } from '../aws/log.ts';
import { createLookBudget } from '../aws/look-budget.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { createPseudonyms } from '../aws/pseudonyms.ts';
import { createRestoreNote } from '../aws/restore-note.ts';
import type { SecretReader } from '../aws/secrets.ts';
import { createUsersTable } from '../aws/users-table.ts';
import { createWakeUps } from '../aws/wake-ups.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import { connectOneLogin } from '../onelogin/connect-one-login.ts';
import { createInvite } from './invite.ts';
import { createLookReader } from './read-look.ts';

/** What `invite` talks to. */
export interface InviteOutside {
  dynamoDb: DynamoDBClient;
  scheduler: SchedulerClient;
  sqs: SQSClient;
  secrets: SecretReader;
  http: SendHttpRequest;
  log: Log;
  count: CountMetric;
}

/** Connects `invite` with the outside. Nothing is called yet. @param hrApiUrl replaces the address of a source's API. */
export function connectInvite(
  configuration: Configuration,
  environment: v.InferOutput<typeof InviteEnvironment>,
  { dynamoDb, scheduler, sqs, secrets, http, log, count }: InviteOutside,
  { hrApiUrl, nowMs }: { hrApiUrl: (source: string) => string | undefined; nowMs: () => number },
) {
  const { name, invite } = configuration;
  return createInvite({
    configuration,
    readLook: createLookReader(configuration, hrApiUrl),
    hires: createHiresTable(dynamoDb, environment.HIRES_TABLE_NAME),
    users: createUsersTable(dynamoDb, environment.USERS_TABLE_NAME),
    lookBudget: createLookBudget(dynamoDb, environment.HIRES_TABLE_NAME, nowMs),
    brake: createBrake(dynamoDb, environment.HIRES_TABLE_NAME, {
      maxFirstMailsPerDay: invite.maxFirstMailsPerDay,
      nowMs,
    }),
    restores: createRestoreNote(dynamoDb, environment.HIRES_TABLE_NAME, nowMs),
    secrets,
    pseudonyms: createPseudonyms({ name, secrets, log, nowMs }),
    http,
    queue: { client: sqs, url: environment.INVITE_QUEUE_URL },
    oneLogin: connectOneLogin(configuration, { url: environment.ONELOGIN_URL, http, secrets, nowMs }),
    wakeUps: createWakeUps({
      sqs,
      scheduler,
      queueUrl: environment.INVITE_QUEUE_URL,
      queueArn: environment.INVITE_QUEUE_ARN,
      scheduleGroup: environment.SCHEDULE_GROUP_NAME,
      scheduleRoleArn: environment.SCHEDULE_ROLE_ARN,
      scheduleDeadLetterQueueArn: environment.SCHEDULE_DEAD_LETTER_QUEUE_ARN,
      scheduleKeyArn: configuration.kmsKeyArn,
      nowMs,
    }),
    log,
    count,
    nowMs,
  });
}
