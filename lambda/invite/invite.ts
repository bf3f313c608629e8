import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errorFields } from '../aws/log.ts';
import { type ProcessParts, processMessage } from './process-message.ts';
import { type QueueMessage, readQueueMessage } from './read-message.ts';

export interface InviteParts extends ProcessParts {
  queue: { client: Pick<SQSClient, 'send'>; url: string };
}

/**
 * The way of a batch from the invite queue: every message wakes one hire, all at once. What is not finished is
 * reported as failed, with the time after which SQS gives it back; the event source deletes the others.
 */
export function createInvite(parts: InviteParts) {
  return async (
    event: SQSEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const remainingMs = () => context.getRemainingTimeInMillis();
    const failed = await Promise.all(
      event.Records.map(async (record) => {
        const message = readQueueMessage(record);
        if (message === undefined) return [giveBack(record, parts)];
        const disposal = await processMessage(message, remainingMs, parts);
        if (disposal === 'finished') return [];
        await returnAfter(message, disposal.returnAfterSeconds, parts);
        return [{ itemIdentifier: message.messageId }];
      }),
    );
    return { batchItemFailures: failed.flat() };
  };
}

/** A record that lacks what SQS says of every message goes back alone: an error would take the whole batch with it. */
function giveBack({ messageId }: SQSRecord, { log }: InviteParts): SQSBatchItemFailure {
  log.error('message is none of SQS', { messageId });
  return { itemIdentifier: messageId };
}

/** If SQS refuses, the message comes back after the queue's own visibility timeout: later, but it comes back. */
async function returnAfter(
  message: QueueMessage,
  seconds: number,
  { queue, log }: InviteParts,
): Promise<void> {
  try {
    await queue.client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queue.url,
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  } catch (error) {
    log.warn('visibility not changed', { messageId: message.messageId, ...errorFields(error) });
  }
}
