import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { toSqsRecord } from '../helpers/sqs-record.ts';
import { awsTroubles, type Process } from './process.ts';
import type { World } from './world.ts';

export interface SimulatedMessage {
  id: string;
  body: string;
  sentAt: number;
  firstReceivedAt: number | undefined;
  receiveCount: number;
  visibleAt: number;
}

/** A queue by SQS's rules, with its dead-letter queue. */
export interface SimulatedQueue {
  messages: readonly SimulatedMessage[];
  deadLetters: readonly SimulatedMessage[];
  send(body: string, delaySeconds?: number): void;
  /** Some of the visible messages, in any order; those over the receive count are moved instead. */
  receive(atMost: number): SQSRecord[];
  delete(messageId: string): void;
  /** Moves every dead letter back, each as a new message; one that is held follows once it is visible again. */
  redrive(): void;
  /** The client of a process. */
  client(process: Process): { send: (command: object) => Promise<object> };
}

const visibilityMs = 180 * 1000;
const maxReceiveCount = 8;
/** For so long a redrive is listed as running. */
const movesForMs = 5 * 1000;
/** SQS delivers at least once: now and then, a message that is being worked on. */
const deliveredTwiceAfterMs = [undefined, 1, 100, 5000];

/**
 * @param onVisible is called when a message may be received.
 * @param onAnnounced is told of the messages that come in batches: they are from outside the invite function.
 */
export function createQueue(
  world: World,
  { onVisible, onAnnounced }: { onVisible: () => void; onAnnounced: (body: string) => void },
): SimulatedQueue {
  let messages: SimulatedMessage[] = [];
  let deadLetters: SimulatedMessage[] = [];
  let sent = 0;
  let movesUntil = 0;

  function show(message: SimulatedMessage, visibleAt: number): void {
    message.visibleAt = visibleAt;
    world.at(visibleAt, onVisible);
  }

  function send(body: string, delaySeconds = 0): void {
    sent += 1;
    const message = {
      id: `m${sent}`,
      body,
      sentAt: world.now(),
      firstReceivedAt: undefined,
      receiveCount: 0,
    };
    const visibleAt = world.now() + delaySeconds * 1000;
    messages.push({ ...message, visibleAt });
    world.at(visibleAt, onVisible);
  }

  function takeVisible(atMost: number): SimulatedMessage[] {
    const visible = messages.filter(({ visibleAt }) => visibleAt <= world.now());
    const first = visible.length > 1 ? world.choose(visible.length) : 0;
    return [...visible.slice(first), ...visible.slice(0, first)].slice(0, atMost);
  }

  function deleteDeadLetter(receipt: string | undefined): boolean {
    const known = deadLetters.length;
    deadLetters = deadLetters.filter(({ id }) => id !== receipt);
    return deadLetters.length < known;
  }

  /** What the operator asks of the dead-letter queue. */
  function askDeadLetters(command: object): (() => object) | undefined {
    if (command instanceof ListMessageMoveTasksCommand)
      return () => ({ Results: world.now() < movesUntil ? [{ Status: 'RUNNING' }] : [] });
    if (command instanceof ReceiveMessageCommand) {
      const { MaxNumberOfMessages, VisibilityTimeout = 0 } = command.input;
      return () => {
        const visible = deadLetters.filter(({ visibleAt }) => visibleAt <= world.now());
        const taken = visible.slice(0, MaxNumberOfMessages);
        for (const message of taken) message.visibleAt = world.now() + VisibilityTimeout * 1000;
        return { Messages: taken.map(({ id, body }) => ({ MessageId: id, Body: body, ReceiptHandle: id })) };
      };
    }
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      const { Entries = [] } = command.input;
      return () => {
        for (const message of deadLetters)
          if (Entries.some(({ ReceiptHandle }) => ReceiptHandle === message.id))
            message.visibleAt = world.now();
        return {};
      };
    }
    if (command instanceof GetQueueAttributesCommand)
      return () => {
        const held = deadLetters.filter(({ visibleAt }) => visibleAt > world.now()).length;
        const Attributes = {
          ApproximateNumberOfMessages: String(deadLetters.length - held),
          ApproximateNumberOfMessagesNotVisible: String(held),
        };
        return { Attributes };
      };
    if (command instanceof DeleteMessageCommand) {
      const { ReceiptHandle } = command.input;
      return () => {
        deleteDeadLetter(ReceiptHandle);
        return {};
      };
    }
    return undefined;
  }

  return {
    get messages() {
      return messages;
    },
    get deadLetters() {
      return deadLetters;
    },
    send,
    receive(atMost) {
      const taken = takeVisible(atMost);
      const exhausted = taken.filter(({ receiveCount }) => receiveCount >= maxReceiveCount);
      for (const { id } of exhausted) world.tell(() => `${id} goes to the dead-letter queue`);
      deadLetters.push(...exhausted);
      messages = messages.filter((message) => !exhausted.includes(message));
      return taken
        .filter((message) => !exhausted.includes(message))
        .map((message) => {
          message.receiveCount += 1;
          message.firstReceivedAt ??= world.now();
          const againAfterMs = deliveredTwiceAfterMs[world.choose(deliveredTwiceAfterMs.length)];
          if (againAfterMs !== undefined) world.excuse();
          show(message, world.now() + (againAfterMs ?? visibilityMs));
          const { id: messageId, firstReceivedAt } = message;
          return toSqsRecord({ ...message, messageId, firstReceivedAt });
        });
    },
    delete(messageId) {
      messages = messages.filter(({ id }) => id !== messageId);
    },
    redrive() {
      movesUntil = world.now() + movesForMs;
      for (const { id, body, visibleAt } of deadLetters) {
        world.at(visibleAt, () => {
          if (deleteDeadLetter(id)) send(body);
        });
      }
    },
    client: (process) => ({
      send(command) {
        const answer = askDeadLetters(command);
        if (answer !== undefined)
          return process.call(
            () => `dead-letter queue: ${command.constructor.name}`,
            answer,
            awsTroubles(world, answer),
          );
        if (command instanceof SendMessageCommand) {
          const { MessageBody = '', DelaySeconds = 0 } = command.input;
          const ordinary = () => {
            send(MessageBody, DelaySeconds);
            return {};
          };
          return process.call(
            () => `sends a message for ${DelaySeconds} s later`,
            ordinary,
            awsTroubles(world, ordinary),
          );
        }
        if (command instanceof SendMessageBatchCommand) {
          const { Entries = [] } = command.input;
          const ordinary = () => {
            for (const { MessageBody = '' } of Entries) {
              onAnnounced(MessageBody);
              send(MessageBody);
            }
            return { Successful: Entries };
          };
          return process.call(
            () => `sends ${Entries.length} messages`,
            ordinary,
            awsTroubles(world, ordinary),
          );
        }
        if (command instanceof ChangeMessageVisibilityCommand) {
          const { ReceiptHandle, VisibilityTimeout = 0 } = command.input;
          const ordinary = () => {
            const message = messages.find(({ id }) => id === ReceiptHandle);
            if (message !== undefined) show(message, world.now() + VisibilityTimeout * 1000);
            return {};
          };
          const what = () => `returns ${ReceiptHandle} for ${VisibilityTimeout} s`;
          return process.call(what, ordinary, awsTroubles(world, ordinary));
        }
        throw new Error('The simulated SQS does not know this command');
      },
    }),
  };
}
