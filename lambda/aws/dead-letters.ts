import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** The messages of the dead-letter queue, one of which is replayed. */
export interface DeadLetters {
  /**
   * Puts one message back on the invite queue.
   * @param hasTime whether there is time for another call.
   * @returns `moved`; `moving-all` if a redrive of the whole queue is under way, which moves this one too; `not-found` if
   * the queue does not hold it, or another reader holds it just now.
   * @throws the error of SQS. The message is in at least one of the two queues then.
   */
  replay(messageId: string, hasTime: () => boolean): Promise<'moved' | 'moving-all' | 'not-found'>;
}

export interface DeadLetterQueue {
  client: Pick<SQSClient, 'send'>;
  url: string;
  arn: string;
  inviteQueueUrl: string;
}

/** For so long the messages are held while one is searched. If the search dies, the others come back by themselves. */
const heldSeconds = 60;
/** A queue may seem empty to one call, because SQS asks only some of its servers. */
const emptyAnswers = 2;

/** SQS cannot be asked for one message: they are received until the right one comes, and all others are put back. */
export function createDeadLetters({ client, url, arn, inviteQueueUrl }: DeadLetterQueue): DeadLetters {
  async function isMovingAll(): Promise<boolean> {
    const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: arn }));
    return Results.some(({ Status }) => Status === 'RUNNING' || Status === 'CANCELLING');
  }

  async function receive(): Promise<Message[]> {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: heldSeconds,
        WaitTimeSeconds: 1,
      }),
    );
    return Messages;
  }

  /** Sent first and deleted second: if it fails in between, the hire is looked at twice, which does no harm. */
  async function move({ Body, ReceiptHandle }: Message): Promise<void> {
    await client.send(new SendMessageCommand({ QueueUrl: inviteQueueUrl, MessageBody: Body }));
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  }

  async function putBack({ ReceiptHandle }: Message): Promise<void> {
    const shown = { QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(shown)).catch(() => undefined);
  }

  return {
    async replay(messageId, hasTime) {
      if (await isMovingAll()) return 'moving-all';
      const others: Message[] = [];
      try {
        for (let empty = 0; empty < emptyAnswers && hasTime(); ) {
          const messages = await receive();
          empty = messages.length === 0 ? empty + 1 : 0;
          const found = messages.find((message) => message.MessageId === messageId);
          others.push(...messages.filter((message) => message !== found));
          if (found === undefined) continue;
          await move(found);
          return 'moved';
        }
        return 'not-found';
      } finally {
        await Promise.all(others.map(putBack));
      }
    },
  };
}
