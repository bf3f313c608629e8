import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { type Delivery, startEventSource } from '../../../local/aws/event-source.ts';
import { createFunction } from '../../../local/aws/lambda-function.ts';
import { startSqs } from '../../../local/aws/sqs.ts';
import { queueArn } from '../../../local/aws/template.ts';

const Batch = v.array(v.object({ body: v.string(), receiveCount: v.string() }));

/** A function whose messages say what becomes of them; it logs each batch that it gets. */
const bundle = `
  export async function handler({ Records }, context) {
    console.log(JSON.stringify(Records.map(({ body, attributes }) => ({ body, receiveCount: attributes.ApproximateReceiveCount }))));
    const first = Number(Records[0].attributes.ApproximateReceiveCount) === 1;
    const bodies = Records.map(({ body }) => body);
    if (first && bodies.includes('throw')) throw new Error('no');
    if (first && bodies.includes('die')) process.exit(1);
    if (first && bodies.includes('hang')) await new Promise(() => setInterval(() => {}, 1000));
    if (first && bodies.includes('nonsense')) return 'nonsense';
    if (first && bodies.includes('foreign')) return { batchItemFailures: [{ itemIdentifier: 'foreign' }] };
    const failed = Records.filter(({ body }) => body === 'never' || (first && body === 'fail'));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  }
`;

let folder: string;
let sqs: Awaited<ReturnType<typeof startSqs>>;
let lambda: ReturnType<typeof createFunction>;
let source: ReturnType<typeof startEventSource> | undefined;
let batches: v.InferOutput<typeof Batch>[];
let waiting: (() => void)[];

beforeEach(async () => {
  batches = [];
  waiting = [];
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
  await writeFile(join(folder, 'index.mjs'), bundle);
  sqs = await startSqs();
  await sqs.createQueues([
    { QueueName: 'dead', VisibilityTimeout: 0, RedrivePolicy: undefined },
    {
      QueueName: 'main',
      VisibilityTimeout: 0,
      RedrivePolicy: { deadLetterTargetArn: queueArn('dead'), maxReceiveCount: 3 },
    },
  ]);
  lambda = createLambda(60);
});
afterEach(async () => {
  await lambda.close();
  await source?.close();
  await sqs.close();
  await rm(folder, { recursive: true });
});

/** @param timeoutSeconds after which the function is killed; only a test that waits for this has a short one. */
function createLambda(timeoutSeconds: number): ReturnType<typeof createFunction> {
  return createFunction(
    {
      FunctionName: 'invite',
      Handler: 'index.handler',
      Timeout: timeoutSeconds,
      MemorySize: 128,
      Environment: { Variables: {} },
      codeFolder: folder,
    },
    {
      environment: {},
      maxProcesses: 1,
      onLog(line) {
        batches.push(v.parse(Batch, JSON.parse(line)));
        for (const check of waiting) check();
      },
    },
  );
}

type Client = Parameters<typeof startEventSource>[1]['client'];

const start = ({ toRounds, client = sqs.client }: { toRounds?: Delivery; client?: Client } = {}) => {
  const definition = { queueName: 'main', functionName: 'invite', batchSize: 5, maxConcurrency: 1 };
  source = startEventSource(definition, { client, queueUrl: sqs.queueUrl('main'), lambda, toRounds });
};
const send = async (...bodies: string[]) => {
  for (const MessageBody of bodies) {
    await sqs.client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl('main'), MessageBody }));
  }
};
/** Resolves when the function has got this many batches. */
const untilBatches = (count: number) =>
  new Promise<void>((resolve) => {
    const check = () => {
      if (batches.length >= count) resolve();
    };
    waiting.push(check);
    check();
  });

test('messages come in batches, and a message that is not reported as failed does not come again', async () => {
  await send('a', 'fail', 'b');
  start();
  await untilBatches(2);
  expect(batches.map((batch) => batch.map(({ body }) => body))).toEqual([['a', 'fail', 'b'], ['fail']]);
});

describe('the whole batch comes again when the function', () => {
  test.each(['throw', 'die', 'hang', 'nonsense', 'foreign'])('does this: %s', async (deed) => {
    if (deed === 'hang') lambda = createLambda(1);
    await send('a', deed);
    start();
    await untilBatches(2);
    expect(batches[1]?.map(({ body }) => body).sort()).toEqual(['a', deed].sort());
  });
});

test('a message that fails for good is received three times, then moved by the redrive policy', async () => {
  await send('never');
  start();
  await untilBatches(3);
  await send('after');
  await untilBatches(4);
  expect(batches.flat().map(({ body, receiveCount }) => `${body} ${receiveCount}`)).toEqual([
    'never 1',
    'never 2',
    'never 3',
    'after 1',
  ]);
});

test('messages that are delivered in rounds come in that order, and twice if they are delivered twice', async () => {
  await send('a', 'b');
  let first = true;
  start({
    toRounds(messages) {
      const rounds = first ? [[[...messages].reverse()], [messages]] : [[messages]];
      first = false;
      return rounds;
    },
  });
  await untilBatches(2);
  await send('after');
  await untilBatches(3);
  expect(batches.map((batch) => batch.map(({ body }) => body))).toEqual([['b', 'a'], ['a', 'b'], ['after']]);
});

/** A client whose first call of this kind fails. */
function failingOnce(Command: typeof ReceiveMessageCommand | typeof DeleteMessageCommand): Client {
  let failed = false;
  return new Proxy(sqs.client, {
    get(target, key) {
      if (key !== 'send') return Reflect.get(target, key);
      return async (...parts: Parameters<Client['send']>) => {
        if (failed || !(parts[0] instanceof Command)) return target.send(...parts);
        failed = true;
        throw new Error('no');
      };
    },
  });
}

test('a failed receive is tried again', async () => {
  await send('a');
  start({ client: failingOnce(ReceiveMessageCommand) });
  await untilBatches(1);
  expect(batches).toEqual([[{ body: 'a', receiveCount: '1' }]]);
});

test('a message whose deletion fails comes back', async () => {
  await send('a');
  start({ client: failingOnce(DeleteMessageCommand) });
  await untilBatches(2);
  expect(batches).toEqual([[{ body: 'a', receiveCount: '1' }], [{ body: 'a', receiveCount: '2' }]]);
});

test('switched off it polls no more, until it is switched on again', async () => {
  let polls = 0;
  let answer = Promise.withResolvers<void>();
  const polled: (() => void)[] = [];
  const client: Client = {
    send: async () => {
      polls += 1;
      polled.shift()?.();
      await answer.promise;
      return { Messages: [] };
    },
  };
  const nextPoll = () => new Promise<void>((resolve) => polled.push(resolve));
  const first = nextPoll();
  start({ client });
  await first;
  source?.switch(false);
  const second = nextPoll();
  const answered = answer;
  answer = Promise.withResolvers();
  answered.resolve();
  await new Promise(setImmediate);
  expect(polls).toBe(1);
  source?.switch(true);
  await second;
  expect(polls).toBe(2);
  answer.resolve();
});
