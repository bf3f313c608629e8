import { setTimeout as delay } from 'node:timers/promises';
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

export interface EventSource {
  /** Whether it polls. Switched off, it finishes the polls under way, and what they receive. */
  switch(isOn: boolean): void;
  /** Whether received messages are still being processed or deleted. */
  isWorking(): boolean;
  close(): Promise<void>;
}

/** How a received batch reaches the function: in rounds, one after the other. The batches of a round run at once. */
export type Delivery = (messages: Message[]) => Message[][][];

/** How long to wait after a failed call to SQS, in milliseconds. */
const pauseMs = 100;

/**
 * An SQS event source mapping: polls the queue, invokes the function with batches, and deletes the messages that the
 * function does not report as failed. If the function fails, or its answer cannot be understood, the whole batch fails.
 * Errors of SQS do not stop it: it polls again, and a message that could not be deleted comes back.
 * @param options.toRounds how SQS delivers: perhaps more than once, and in any order. If absent: once, as received.
 */
export function startEventSource(
  { queueName, batchSize, maxConcurrency }: Omit<EventSourceDefinition, 'id'>,
  {
    client,
    queueUrl,
    lambda,
    toRounds = (messages) => [[messages]],
  }: {
    client: Pick<SQSClient, 'send'>;
    queueUrl: string;
    lambda: Pick<LocalFunction, 'invoke'>;
    toRounds?: Delivery | undefined;
  },
): EventSource {
  const stopping = new AbortController();
  let switchedOn = Promise.withResolvers<void>();
  switchedOn.resolve();
  let working = 0;

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      await switchedOn.promise;
      const messages = await receive();
      if (messages.length === 0) continue;
      working += 1;
      for (const batches of toRounds(messages)) await Promise.all(batches.map(deliver));
      working -= 1;
    }
  }

  async function deliver(messages: Message[]): Promise<void> {
    const finished = await invoke(messages);
    await Promise.allSettled(
      finished.map(({ ReceiptHandle }) =>
        client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle })),
      ),
    );
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
    } catch {
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      return [];
    }
  }

  /** @returns the messages that the function has finished. */
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
    isWorking: () => working > 0,
    switch(isOn) {
      if (isOn) switchedOn.resolve();
      else switchedOn = Promise.withResolvers();
    },
    async close() {
      stopping.abort();
      switchedOn.resolve();
      await Promise.allSettled(pollers);
    },
  };
}
