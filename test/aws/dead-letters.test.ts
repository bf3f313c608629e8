import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createDeadLetters, type DeadLetters } from '../../lambda/aws/dead-letters.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { startSqs } from '../../local/aws/sqs.ts';
import { queueArn } from '../../local/aws/template.ts';

/** The dead-letter queue, on a real SQS on this machine. */

let sqs: Awaited<ReturnType<typeof startSqs>>;
let deadLetters: DeadLetters;
let client: SQSClient;
beforeEach(async () => {
  sqs = await startSqs();
  const arn = queueArn('dead');
  await sqs.createQueues([
    { QueueName: 'dead', VisibilityTimeout: 30, RedrivePolicy: undefined },
    {
      QueueName: 'invite',
      VisibilityTimeout: 30,
      RedrivePolicy: { deadLetterTargetArn: arn, maxReceiveCount: 8 },
    },
  ]);
  client = new SQSClient({ ...clientSettings, endpoint: sqs.url });
  const inviteQueue = { client, url: sqs.queueUrl('invite') };
  deadLetters = createDeadLetters({ client, url: sqs.queueUrl('dead'), arn, inviteQueue });
});
afterEach(async () => {
  client.destroy();
  await sqs.close();
});

const always = () => true;

async function put(...bodies: string[]): Promise<string[]> {
  const url = { QueueUrl: sqs.queueUrl('dead') };
  const sent = await Promise.all(
    bodies.map((MessageBody) => client.send(new SendMessageCommand({ ...url, MessageBody }))),
  );
  return sent.map(({ MessageId = '' }) => MessageId);
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `message ${index}`);

/** What anybody can receive now, and what is held. */
async function lookAt(queue: string): Promise<{ visible: string[]; held: string[] }> {
  const now = Date.now();
  const all = await sqs.look(queue);
  const bodiesOf = (isHeld: boolean) =>
    all
      .filter(({ at }) => at > now === isHeld)
      .map(({ body }) => body)
      .sort();
  return { visible: bodiesOf(false), held: bodiesOf(true) };
}

describe('a pass', () => {
  test('meets every message once, and puts back all of them', async () => {
    await put(...numbered(33));
    const met: string[] = [];
    const passage = await deadLetters.goThrough(async ({ body }) => {
      met.push(body);
      return 'back';
    }, always);
    expect(passage).toBe('whole');
    expect(met.sort()).toEqual(numbered(33).sort());
    expect(await lookAt('dead')).toEqual({ visible: numbered(33).sort(), held: [] });
  });

  test('does not put back what was replayed or deleted', async () => {
    await put('to replay', 'to delete', 'to leave');
    await deadLetters.goThrough(async (letter) => {
      if (letter.body === 'to leave') return 'back';
      await (letter.body === 'to replay' ? letter.replay() : letter.delete());
      return 'taken';
    }, always);
    expect(await lookAt('dead')).toEqual({ visible: ['to leave'], held: [] });
    expect(await lookAt('invite')).toEqual({ visible: ['to replay'], held: [] });
  });

  test('puts back what it holds if something fails on the way', async () => {
    await put(...numbered(3));
    const fails = deadLetters.goThrough(async () => Promise.reject(new Error('fails')), always);
    await expect(fails).rejects.toThrow('fails');
    expect(await lookAt('dead')).toEqual({ visible: numbered(3), held: [] });
  });

  test('ends when time is over, and says so', async () => {
    await put(...numbered(25));
    let left = 1;
    const met: string[] = [];
    const passage = await deadLetters.goThrough(
      async ({ body }) => {
        met.push(body);
        return 'back';
      },
      () => left-- > 0,
    );
    expect(passage).toBe('out-of-time');
    expect(met).toHaveLength(10);
    expect((await lookAt('dead')).visible).toHaveLength(25);
  });

  test('says if somebody else holds messages', async () => {
    await put(...numbered(2));
    await client.send(new ReceiveMessageCommand({ QueueUrl: sqs.queueUrl('dead'), MaxNumberOfMessages: 1 }));
    expect(await deadLetters.goThrough(async () => 'back', always)).toBe('held-by-another');
    expect(await lookAt('dead')).toMatchObject({ visible: [expect.any(String)], held: [expect.any(String)] });
  });

  test('is not whole if another’s hold ends after the last call has found nothing', async () => {
    await put('held');
    const url = sqs.queueUrl('dead');
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, VisibilityTimeout: 60 }),
    );
    const letGo = new ChangeMessageVisibilityCommand({
      QueueUrl: url,
      ReceiptHandle: Messages[0]?.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    const racingClient = new SQSClient({ ...clientSettings, endpoint: sqs.url });
    racingClient.middlewareStack.add(
      (next, { commandName }) =>
        async (request) => {
          if (commandName === 'GetQueueAttributesCommand') await client.send(letGo);
          return next(request);
        },
      { step: 'initialize' },
    );
    const inviteQueue = { client, url: sqs.queueUrl('invite') };
    const racing = createDeadLetters({ client: racingClient, url, arn: queueArn('dead'), inviteQueue });
    expect(await racing.goThrough(async () => 'back', always)).toBe('held-by-another');
    racingClient.destroy();
  });

  test('touches nothing while a redrive of all is under way', async () => {
    await put(...numbered(2));
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    sqs.client.middlewareStack.add((next) => async (args) => held.then(() => next(args)));
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: queueArn('dead') }));
    const met: string[] = [];
    const meet = async ({ body }: { body: string }) => {
      met.push(body);
      return 'back' as const;
    };
    expect(await deadLetters.goThrough(meet, always)).toBe('moving-all');
    expect(await deadLetters.find('any', always)).toBe('moving-all');
    expect(met).toEqual([]);
    release();
  });
});

describe('a search', () => {
  test('holds the message that is meant, until it is replayed, and puts back the others', async () => {
    const ids = await put(...numbered(25));
    const found = await deadLetters.find(ids[17] ?? '', always);
    if (typeof found === 'string') throw new Error(found);
    expect(found).toMatchObject({ messageId: ids[17], body: 'message 17' });
    const others = numbered(25)
      .filter((body) => body !== 'message 17')
      .sort();
    expect(await lookAt('dead')).toEqual({ visible: others, held: ['message 17'] });
    await found.replay();
    expect(await lookAt('dead')).toEqual({ visible: others, held: [] });
    expect((await lookAt('invite')).visible).toEqual(['message 17']);
  });

  test('of a message that is not there says so', async () => {
    await put(...numbered(3));
    expect(await deadLetters.find('another', always)).toBe('not-found');
    expect(await deadLetters.find('another', () => false)).toBe('out-of-time');
  });
});
