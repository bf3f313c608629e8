import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { LocalFunction } from './lambda-function.ts';
import { type EventSourceDefinition, queueArn, region } from './template.ts';

const Response = v.object({ batchItemFailures: v.array(v.object({ itemIdentifier: v.string() })) });

/**
 * An SQS event source mapping: polls the queue, invokes the function with batches, deletes what it did not report as
 * failed. A function that fails, or answers what cannot be understood, fails the whole batch.
 */
export function startEventSource(
  { queueName, batchSize, maxConcurrency }: EventSourceDefinition,
  { client, queueUrl, lambda }: { client: SQSClient; queueUrl: string; lambda: LocalFunction },
): { close: () => Promise<void> } {
  const stopping = new AbortController();

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      const messages = await receive();
      if (messages.length === 0) continue;
      const finished = await invoke(messages);
      await Promise.all(
        finished.map(({ ReceiptHandle }) =>
          client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle })),
        ),
      );
    }
  }

  async function receive(): Promise<Message[]> {
    const receive = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: 20,
      MessageSystemAttributeNames: ['All'],
    });
    try {
      return (await client.send(receive, { abortSignal: stopping.signal })).Messages ?? [];
    } catch (error) {
      if (stopping.signal.aborted) return [];
      throw error;
    }
  }

  /** @returns the messages that the function has done with. */
  async function invoke(messages: Message[]): Promise<Message[]> {
    try {
      const { batchItemFailures } = v.parse(
        Response,
        await lambda.invoke({ Records: messages.map(toRecord) }),
      );
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const ids = new Set(messages.map(({ MessageId }) => MessageId));
      if ([...failed].some((id) => !ids.has(id))) return [];
      return messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
    } catch {
      return [];
    }
  }

  const toRecord = (message: Message) => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn(queueName),
    awsRegion: region,
  });

  const pollers = Array.from({ length: maxConcurrency }, poll);
  return {
    async close() {
      stopping.abort();
      await Promise.allSettled(pollers);
    },
  };
}
