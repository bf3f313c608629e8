import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { enqueueBody, type InviteQueue } from './invite-queue.ts';
import { createMoveTasks } from './move-tasks.ts';
import { countMessages } from './queue-depth.ts';

/** A message of the dead-letter queue, held until it is replayed or deleted, or its visibility timeout is over. */
export interface DeadLetter {
  messageId: string;
  body: string;
  /**
   * Puts the message back on the invite queue.
   * @throws the error of SQS. The message is in at least one of the two queues then.
   */
  replay(): Promise<void>;
  /** @throws the error of SQS. */
  delete(): Promise<void>;
}

/**
 * What becomes of a message that was met: `back`, it is put back at the end; `taken`, it has been replayed or
 * deleted; `last`, the same, and the search ends with it.
 */
export type Met = 'back' | 'taken' | 'last';

/**
 * How a pass ended. `whole`: every message was met. `ended`: at a `last` one. `moving-all`: a redrive of the whole queue is
 * under way, so nothing was met. `out-of-time`: the queue is long. `held-by-another`: there are more messages than were met,
 * which somebody else held meanwhile.
 */
export type Passage = 'whole' | 'ended' | 'moving-all' | 'out-of-time' | 'held-by-another';

export interface DeadLetters {
  /**
   * Goes through the queue once.
   * @param meet gets each message, ten at a time.
   * @param hasTime whether there is time for another call.
   * @throws the error of SQS, or that of `meet`. The messages come back then, too.
   */
  goThrough(meet: (letter: DeadLetter) => Promise<Met>, hasTime: () => boolean): Promise<Passage>;
  /**
   * Looks for one message.
   * @throws the error of SQS.
   */
  find(messageId: string, hasTime: () => boolean): Promise<DeadLetter | NotFound>;
}

/** Why there is no message: the queue does not hold it (`not-found`), or that could not be found out. */
export type NotFound = 'not-found' | Exclude<Passage, 'whole' | 'ended'>;

export interface DeadLetterQueue {
  client: Pick<SQSClient, 'send'>;
  url: string;
  arn: string;
  inviteQueue: InviteQueue;
}

/** For so long the messages are held during a pass. If the pass dies, they come back by themselves. */
const heldSeconds = 60;
/** A queue may seem empty to one call, because SQS asks only some of its servers. */
const emptyAnswers = 2;
const mostInBatch = 10;
/** A call that had to wait for its turn in the client would use up its timeout there. */
const maxCallsAtOnce = 20;

/** SQS cannot be asked for one message: they are received until the right one comes, and all others are put back. */
export function createDeadLetters({ client, url, arn, inviteQueue }: DeadLetterQueue): DeadLetters {
  const moveTasks = createMoveTasks({ client, arn });

  async function receive(): Promise<Message[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: mostInBatch,
        VisibilityTimeout: heldSeconds,
        WaitTimeSeconds: 1,
      }),
    );
    return Messages;
  }

  function toLetter({ MessageId = '', Body = '', ReceiptHandle }: Message): DeadLetter {
    const remove = async () => {
      await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    };
    return {
      messageId: MessageId,
      body: Body,
      delete: remove,
      // Sent first and deleted second: if it fails in between, the hire is looked at twice, which does no harm.
      async replay() {
        await enqueueBody(Body, inviteQueue);
        await remove();
      },
    };
  }

  /** What cannot be put back comes back by itself. */
  async function putBack(messages: readonly Message[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(messages.length / mostInBatch) }, (_, index) =>
      messages.slice(index * mostInBatch, (index + 1) * mostInBatch),
    ).values();
    const putBackOneAfterAnother = async () => {
      for (const batch of batches) {
        const Entries = batch.map(({ ReceiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        }));
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries });
        await client.send(command).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: maxCallsAtOnce }, putBackOneAfterAnother));
  }

  const goThrough: DeadLetters['goThrough'] = async (meet, hasTime) => {
    if ((await moveTasks.latest())?.status === 'running') return 'moving-all';
    const held = new Set<Message>();
    try {
      for (let empty = 0; empty < emptyAnswers; ) {
        if (!hasTime()) return 'out-of-time';
        const messages = await receive();
        empty = messages.length === 0 ? empty + 1 : 0;
        for (const message of messages) held.add(message);
        const met = await Promise.all(
          messages.map(async (message) => {
            const end = await meet(toLetter(message));
            if (end !== 'back') held.delete(message);
            return end;
          }),
        );
        if (met.includes('last')) return 'ended';
      }
      // Visible ones count too: another's hold may have ended after the last call found nothing.
      return (await countMessages({ client, url })) > held.size ? 'held-by-another' : 'whole';
    } finally {
      await putBack([...held]);
    }
  };

  return {
    goThrough,
    async find(messageId, hasTime) {
      let found: DeadLetter | undefined;
      const passage = await goThrough(async (letter) => {
        if (letter.messageId !== messageId) return 'back';
        found = letter;
        return 'last';
      }, hasTime);
      return found ?? (passage === 'whole' || passage === 'ended' ? 'not-found' : passage);
    },
  };
}
