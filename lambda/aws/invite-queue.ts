import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type InviteMessage, toAsciiJson } from '../hire/invite-message.ts';

/** SQS has not accepted every message. */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

/** SQS accepts ten entries and 1 MiB in a call. The difference is room for what surrounds the bodies. */
const maxBatchEntries = 10;
const maxBatchBytes = 1024 * 1024 - 16 * 1024;
const maxTries = 3;
/** A call that had to wait for its turn in the client would use up its timeout there. */
const maxCallsAtOnce = 20;

/**
 * Puts all messages on the invite queue. Entries that SQS refuses are sent again, three times in all.
 * @throws QueueUnavailable if not every message is on the queue. Some may be: the sender sends all of
 * them again, and a hire that arrives twice is invited once.
 */
export async function enqueue(messages: readonly InviteMessage[], queue: InviteQueue): Promise<void> {
  // Written only when its turn comes: thousands of messages may hold the same large part.
  const batches = toBatches(messages);
  const sendOneAfterAnother = async () => {
    for (const batch of batches) await sendBatch(batch, queue);
  };
  await Promise.all(Array.from({ length: maxCallsAtOnce }, sendOneAfterAnother));
}

/**
 * Puts one message on the invite queue, as it is.
 * @throws the error of SQS.
 */
export async function enqueueBody(body: string, { client, url }: InviteQueue): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
}

export interface InviteQueue {
  client: Pick<SQSClient, 'send'>;
  url: string;
}

async function sendBatch(batch: readonly SendMessageBatchRequestEntry[], queue: InviteQueue): Promise<void> {
  let left = [...batch];
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === maxTries) throw new QueueUnavailable('entries-refused');
    const failed = await sendOnce(left, queue);
    left = left.filter((entry) => failed.has(entry.Id));
  }
}

async function sendOnce(
  entries: SendMessageBatchRequestEntry[],
  { client, url }: InviteQueue,
): Promise<Set<string | undefined>> {
  try {
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    const sent = new Set((answer.Successful ?? []).map((entry) => entry.Id));
    return new Set(entries.map((entry) => entry.Id).filter((id) => !sent.has(id)));
  } catch (error) {
    throw new QueueUnavailable(error instanceof Error ? error.name : 'unknown');
  }
}

function* toBatches(messages: readonly InviteMessage[]) {
  let batch: { Id: string; MessageBody: string }[] = [];
  let bytes = 0;
  for (const [index, message] of messages.entries()) {
    const MessageBody = toAsciiJson(message);
    const size = MessageBody.length; // ASCII: one byte for each character
    if (batch.length === maxBatchEntries || (batch.length > 0 && bytes + size > maxBatchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ Id: String(index), MessageBody });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
