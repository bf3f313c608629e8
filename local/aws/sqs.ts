import type { Server } from 'node:http';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import * as v from 'valibot';
import { clientSettings } from './client-settings.ts';
import { lastPart, type QueueDefinition } from './template.ts';

export interface LocalSqs {
  url: string;
  server: Server;
  client: SQSClient;
  /** A queue's address, below the given service's address if there is one, else below its own. */
  queueUrl: (name: string, base?: string) => string;
  /** Everything that a queue holds, received or not. */
  look: (name: string) => Promise<QueuedMessage[]>;
  /** Gives queues that are there already the attributes. */
  createQueues: (queues: readonly QueueDefinition[]) => Promise<void>;
  close: () => Promise<void>;
}

/** A message on a queue: its body, and from when on it can be received, in milliseconds since 1970. */
export interface QueuedMessage {
  body: string;
  at: number;
}

const Message = v.object({ body: v.string(), delayUntil: v.optional(v.number(), 0) });
/** What fauxqs shows of a queue without receiving from it. */
const Inspection = v.object({
  messages: v.object({
    ready: v.array(Message),
    delayed: v.array(Message),
    inflight: v.array(v.object({ message: Message, visibilityDeadline: v.number() })),
  }),
});

const MoveRequest = v.object({ SourceArn: v.string(), MaxResults: v.optional(v.number(), 1) });
const Sent = v.union([
  v.object({ MessageId: v.string() }),
  v.object({ Successful: v.optional(v.array(v.object({ MessageId: v.string() })), []) }),
]);

type MoveTask = {
  TaskHandle: string;
  Status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  SourceArn: string;
  ApproximateNumberOfMessagesMoved: number;
  ApproximateNumberOfMessagesToMove?: number;
  FailureReason?: string;
  StartedTimestamp: number;
};

/**
 * SQS on this machine: fauxqs in memory, plus the call behind the console's *Start DLQ redrive*, which fauxqs lacks. As
 * in AWS, that call moves only messages that came by the redrive policy. If somebody sent a message to the dead-letter
 * queue directly, the task fails with CouldNotDetermineMessageSource. A queue has one task at a time.
 */
export async function startSqs(): Promise<LocalSqs> {
  const app = buildApp({ logger: false });
  const sentDirectly = new Map<string, Set<string>>();
  const tasks: MoveTask[] = [];
  const sources = new Map<string, string>();

  app.addHook('preHandler', async (request, reply) => {
    const action = actionOf(request.headers);
    if (action === 'StartMessageMoveTask') {
      const { SourceArn } = v.parse(MoveRequest, request.body);
      const refusal = whyNoMove(SourceArn);
      if (refusal !== undefined) return reply.code(400).type('application/x-amz-json-1.0').send(refusal);
      return reply.type('application/x-amz-json-1.0').send({ TaskHandle: startMove(SourceArn).TaskHandle });
    }
    if (action === 'ListMessageMoveTasks') {
      const { SourceArn, MaxResults } = v.parse(MoveRequest, request.body);
      const latest = tasks.filter((task) => task.SourceArn === SourceArn).reverse();
      const Results = latest.slice(0, MaxResults).map(toResult);
      return reply.type('application/x-amz-json-1.0').send({ Results });
    }
    return undefined;
  });
  app.addHook('onSend', async (request, _reply, payload) => {
    const action = actionOf(request.headers);
    if (action !== 'SendMessage' && action !== 'SendMessageBatch') return payload;
    const queue = v.safeParse(v.object({ QueueUrl: v.string() }), request.body);
    const sent = v.safeParse(Sent, JSON.parse(String(payload)));
    if (!queue.success || !sent.success) return payload;
    const name = queueName(queue.output.QueueUrl);
    const ids = sentDirectly.get(name) ?? new Set();
    for (const { MessageId } of 'Successful' in sent.output ? sent.output.Successful : [sent.output])
      ids.add(MessageId);
    sentDirectly.set(name, ids);
    return payload;
  });

  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = v.parse(v.object({ port: v.number() }), app.server.address());
  const url = `http://127.0.0.1:${address.port}`;
  const client = new SQSClient({ ...clientSettings, endpoint: url });
  const queueUrl = (name: string, base = url) => `${base}/000000000000/${name}`;

  /** SQS has one code for all that is wrong with a move. */
  function whyNoMove(arn: string): { __type: string; message: string } | undefined {
    const isRunning = tasks.some(({ SourceArn, Status }) => SourceArn === arn && Status === 'RUNNING');
    if (!isRunning && sources.has(arn)) return undefined;
    const message = isRunning ? 'There is already a task running.' : 'The source is no dead-letter queue.';
    return { __type: 'InvalidParameterValueException', message };
  }

  function startMove(arn: string): MoveTask {
    const task: MoveTask = {
      TaskHandle: `${lastPart(arn)}-${tasks.length + 1}`,
      Status: 'RUNNING',
      SourceArn: arn,
      ApproximateNumberOfMessagesMoved: 0,
      StartedTimestamp: Date.now(),
    };
    tasks.push(task);
    moveAll(task).then(
      () => {
        task.Status = 'COMPLETED';
      },
      (error: unknown) => {
        task.Status = 'FAILED';
        task.FailureReason = error instanceof Error ? error.message : 'unknown';
      },
    );
    return task;
  }

  async function countVisible(QueueUrl: string): Promise<number> {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages);
  }

  async function moveAll(task: MoveTask): Promise<void> {
    const from = queueUrl(lastPart(task.SourceArn));
    const to = sources.get(task.SourceArn);
    task.ApproximateNumberOfMessagesToMove = await countVisible(from);
    for (;;) {
      const { Messages } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
      );
      if (Messages === undefined) return;
      for (const { MessageId = '', ReceiptHandle, Body } of Messages) {
        if (sentDirectly.get(queueName(from))?.has(MessageId)) {
          await client.send(
            new ChangeMessageVisibilityCommand({ QueueUrl: from, ReceiptHandle, VisibilityTimeout: 0 }),
          );
          throw new Error('CouldNotDetermineMessageSource');
        }
        await client.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body }));
        await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
        task.ApproximateNumberOfMessagesMoved += 1;
      }
    }
  }

  return {
    url,
    server: app.server,
    client,
    queueUrl,
    async look(name) {
      const { body } = await app.inject({ method: 'GET', url: `/_fauxqs/queues/${name}` });
      const { ready, delayed, inflight } = v.parse(Inspection, JSON.parse(body)).messages;
      return [
        ...ready.map((message) => ({ body: message.body, at: 0 })),
        ...delayed.map((message) => ({ body: message.body, at: message.delayUntil })),
        ...inflight.map(({ message, visibilityDeadline: at }) => ({ body: message.body, at })),
      ];
    },
    async createQueues(queues) {
      for (const { QueueName, VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } of queues) {
        const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName }));
        const Attributes = {
          VisibilityTimeout: String(VisibilityTimeout),
          ...(MessageRetentionPeriod && { MessageRetentionPeriod: String(MessageRetentionPeriod) }),
          ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
        };
        await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
        if (RedrivePolicy) sources.set(RedrivePolicy.deadLetterTargetArn, queueUrl(QueueName));
      }
    },
    async close() {
      client.destroy();
      await app.close();
    },
  };
}

/** The handle, which only a cancel needs, is given while there is something to cancel. */
function toResult({ TaskHandle, ...task }: MoveTask) {
  return { ...task, ...(task.Status === 'RUNNING' && { TaskHandle }) };
}

/** A queue's name from its address. The host differs, depending on who uses the address. */
function queueName(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1);
}

function actionOf(headers: NodeJS.Dict<string | string[]>): string {
  return String(headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
}
