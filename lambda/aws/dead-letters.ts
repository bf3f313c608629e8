import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { enqueueBody, type InviteQueue } from './invite-queue.ts';

/** A message of the dead-letter queue, held until it is replayed, or its visibility timeout is over. */
export interface DeadLetter {
  /**
   * Puts the message back on the invite queue.
   * @throws the error of SQS. The message is in at least one of the two queues then.
   */
  replay(): Promise<void>;
}

export interface DeadLetters {
  /**
   * Looks for one message.
   * @param hasTime whether there is time for another call.
   * @returns the message; or `moving-all` if a redrive of the whole queue is under way, which moves this one too;
   * `out-of-time` if the queue is long; `held-by-another` if somebody else has received messages just now, of which it
   * may be one; `not-found` if the queue does not hold it.
   * @throws the error of SQS.
   */
  find(
    messageId: string,
    hasTime: () => boolean,
  ): Promise<DeadLetter | 'moving-all' | 'out-of-time' | 'held-by-another' | 'not-found'>;
}

export interface DeadLetterQueue {
  client: Pick<SQSClient, 'send'>;
  url: string;
  arn: string;
  inviteQueue: InviteQueue;
}

/** For so long the messages are held while one is searched. If the search dies, they come back by themselves. */
const heldSeconds = 60;
/** A queue may seem empty to one call, because SQS asks only some of its servers. */
const emptyAnswers = 2;
const mostInBatch = 10;

/** SQS cannot be asked for one message: they are received until the right one comes, and all others are put back. */
export function createDeadLetters({ client, url, arn, inviteQueue }: DeadLetterQueue): DeadLetters {
  async function isMovingAll(): Promise<boolean> {
    const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: arn }));
    return Results.some(({ Status }) => Status === 'RUNNING' || Status === 'CANCELLING');
  }

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

  /** Sent first and deleted second: if it fails in between, the hire is looked at twice, which does no harm. */
  async function move({ Body = '', ReceiptHandle }: Message): Promise<void> {
    await enqueueBody(Body, inviteQueue);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  }

  /** What cannot be put back comes back by itself. */
  async function putBack(receipts: readonly (string | undefined)[]): Promise<void> {
    for (let first = 0; first < receipts.length; first += mostInBatch) {
      const Entries = receipts
        .slice(first, first + mostInBatch)
        .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries });
      await client.send(command).catch(() => undefined);
    }
  }

  async function countHeld(): Promise<number> {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0);
  }

  return {
    async find(messageId, hasTime) {
      if (await isMovingAll()) return 'moving-all';
      const others: (string | undefined)[] = [];
      try {
        for (let empty = 0; empty < emptyAnswers; ) {
          if (!hasTime()) return 'out-of-time';
          const messages = await receive();
          empty = messages.length === 0 ? empty + 1 : 0;
          const found = messages.find((message) => message.MessageId === messageId);
          others.push(...messages.filter((message) => message !== found).map((one) => one.ReceiptHandle));
          if (found !== undefined) return { replay: () => move(found) };
        }
        return (await countHeld()) > others.length ? 'held-by-another' : 'not-found';
      } finally {
        await putBack(others);
      }
    },
  };
}
