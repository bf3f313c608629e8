import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Configuration } from '../../config/configuration.ts';
import type { Brake } from '../aws/brake.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import { errorFields, type Log } from '../aws/log.ts';
import type { LookBudget } from '../aws/look-budget.ts';
import type { CountMetric } from '../aws/metrics.ts';
import type { Pseudonyms } from '../aws/pseudonyms.ts';
import type { RestoreNote } from '../aws/restore-note.ts';
import type { SecretReader } from '../aws/secrets.ts';
import type { UsersTable } from '../aws/users-table.ts';
import { NewerRow } from '../aws/versioned-table.ts';
import { maxDelaySeconds, type WakeUps } from '../aws/wake-ups.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import type { OneLogin } from '../onelogin/one-login.ts';
import { createAttemptHire } from './attempt-hire.ts';
import { createCompleteHire } from './complete-hire.ts';
import { createLookAtHire, type Disposal, drained, type LookAtHire } from './look-at-hire.ts';
import { type QueueMessage, type ReadLook, readQueueMessage } from './read-look.ts';
import { createReport } from './report.ts';
import { createWakeLater } from './wake-later.ts';

/** The parts that `invite` is made of. */
export interface InviteParts {
  configuration: Pick<Configuration, 'name' | 'invite' | 'retry' | 'alarms'>;
  readLook: ReadLook;
  hires: HiresTable;
  users: UsersTable;
  brake: Brake;
  restores: Pick<RestoreNote, 'read'>;
  lookBudget: LookBudget;
  secrets: Pick<SecretReader, 'readOr'>;
  pseudonyms: Pseudonyms;
  http: SendHttpRequest;
  oneLogin: OneLogin;
  wakeUps: WakeUps;
  queue: InviteQueue;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

interface InviteQueue {
  client: Pick<SQSClient, 'send'>;
  url: string;
}

/**
 * Handles a batch from the invite queue. Every message is one look at one hire, and all run at once. An unfinished
 * message is reported as failed, with the time after which SQS delivers it again. The event source deletes the others.
 */
export function createInvite(parts: InviteParts) {
  const { queue, log } = parts;
  const lookAtHire = connectLook(parts);

  return async (
    event: SQSEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const remainingMs = () => context.getRemainingTimeInMillis();
    const failed = await Promise.all(
      event.Records.map(async (record) => {
        const message = readQueueMessage(record);
        if (message === undefined) return [giveBack(record, log)];
        const disposal = await dispose(message, remainingMs, { ...parts, lookAtHire });
        if (disposal === 'finished') return [];
        await returnAfter(message, disposal.returnAfterSeconds, queue, log);
        return [{ itemIdentifier: message.messageId }];
      }),
    );
    return { batchItemFailures: failed.flat() };
  };
}

/** Gives each step the parts that it uses. */
function connectLook(parts: InviteParts) {
  const { configuration, log, count, nowMs } = parts;
  const { name, invite, alarms } = configuration;
  const { sendTo } = invite;
  const completeHire = createCompleteHire({
    name,
    sendTo,
    secrets: parts.secrets,
    http: parts.http,
    nowMs,
  });
  return createLookAtHire({
    settings: configuration,
    hires: parts.hires,
    attemptHire: createAttemptHire({ ...parts, settings: invite, completeHire }),
    wakeLater: createWakeLater({ wakeUps: parts.wakeUps, log, count }),
    report: createReport({ log, count, alarms }),
    log,
    count,
    nowMs,
  });
}

/**
 * Decides what happens to a message. Never throws: after an unexpected error the message comes back, later each time.
 */
async function dispose(
  message: QueueMessage,
  remainingMs: () => number,
  parts: InviteParts & { lookAtHire: LookAtHire },
): Promise<Disposal> {
  const { readLook, lookAtHire, log } = parts;
  const { messageId } = message;
  try {
    const look = readLook(message);
    if (typeof look !== 'string') return await lookAtHire(look, remainingMs);
    if (look === 'MESSAGE_OF_NEWER_VERSION') return await keepForNewerVersion(message, look, parts);
    log.error('message matches no hire', { messageId, code: look });
    return drained;
  } catch (error) {
    if (error instanceof NewerRow) return keepForNewerVersion(message, 'ROW_OF_NEWER_VERSION', parts);
    return returnLater(message, error, log);
  }
}

function returnLater({ messageId, attributes }: QueueMessage, error: unknown, log: Log): Disposal {
  const receiveCount = attributes.ApproximateReceiveCount;
  log.error('look at hire failed', { messageId, receiveCount, ...errorFields(error) });
  return { returnAfterSeconds: Math.min(30 * 2 ** (receiveCount - 1), 60 * 60) };
}

/**
 * After a rollback, this version must not touch what a newer one has written. The message is put back until the newer
 * version runs again, and an alarm tells a person. Never throws.
 */
async function keepForNewerVersion(
  message: QueueMessage,
  code: 'MESSAGE_OF_NEWER_VERSION' | 'ROW_OF_NEWER_VERSION',
  { wakeUps, log, count, nowMs }: InviteParts,
): Promise<Disposal> {
  const { messageId, body } = message;
  try {
    await wakeUps.make({
      hire: messageId,
      personHash: '',
      purpose: 'look',
      body,
      at: nowMs() + maxDelaySeconds * 1000,
    });
  } catch (error) {
    return returnLater(message, error, log);
  }
  log.error('kept for a newer version', { messageId, code });
  count('HireOverdue', 1, { code });
  return 'finished';
}

/** A record without SQS's usual fields goes back alone: an error would send the whole batch back. */
function giveBack({ messageId }: SQSRecord, log: Log): SQSBatchItemFailure {
  log.error('not an SQS record', { messageId });
  return { itemIdentifier: messageId };
}

/** If SQS refuses this, the message still comes back, but only after the queue's own visibility timeout. */
async function returnAfter(
  message: QueueMessage,
  seconds: number,
  { client, url }: InviteQueue,
  log: Log,
): Promise<void> {
  try {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  } catch (error) {
    log.warn('visibility not changed', { messageId: message.messageId, ...errorFields(error) });
  }
}
