import { SendMessageCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createMoveTasks, type MoveTasks } from '../../lambda/aws/move-tasks.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { startSqs } from '../../local/aws/sqs.ts';
import { queueArn } from '../../local/aws/template.ts';

/** A move of the whole dead-letter queue, on a real SQS on this machine. */

const arn = queueArn('dead');
let sqs: Awaited<ReturnType<typeof startSqs>>;
let client: SQSClient;
let moves: MoveTasks;
/** Lets the stand-in go on with the moves that were begun. */
let release: () => void;
beforeEach(async () => {
  sqs = await startSqs();
  const common = { VisibilityTimeout: 30 };
  await sqs.createQueues([
    { QueueName: 'dead', RedrivePolicy: undefined, ...common },
    { QueueName: 'invite', RedrivePolicy: { deadLetterTargetArn: arn, maxReceiveCount: 8 }, ...common },
  ]);
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  sqs.client.middlewareStack.add((next) => async (args) => held.then(() => next(args)));
  client = new SQSClient({ ...clientSettings, endpoint: sqs.url });
  moves = createMoveTasks({ client, arn });
});
afterEach(async () => {
  release();
  client.destroy();
  await sqs.close();
});

async function untilOver() {
  for (;;) {
    const move = await moves.latest();
    if (move?.status !== 'running') return move;
  }
}

test('there is none at first', async () => {
  expect(await moves.latest()).toBeUndefined();
});

test('one is begun at a time, and says how far it is; then another can be begun', async () => {
  expect(await moves.start()).toBe('started');
  expect(await moves.latest()).toEqual({ status: 'running', startedAt: expect.any(Number), moved: 0 });
  expect(await moves.start()).toBe('moving-already');
  release();
  expect(await untilOver()).toMatchObject({ status: 'done', moved: 0, toMove: 0 });
  expect(await moves.start()).toBe('started');
});

test('of two who begin one at the same moment, the later is told that it is being moved', async () => {
  let isAsked = false;
  client.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName !== 'ListMessageMoveTasksCommand' || isAsked) return next(args);
    isAsked = true;
    return { output: { $metadata: {} }, response: undefined };
  });
  await client.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
  expect(await moves.start()).toBe('moving-already');
});

test('what SQS refuses for another reason is thrown', async () => {
  const other = createMoveTasks({ client, arn: queueArn('invite') });
  await expect(other.start()).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});

describe('a move that fails', () => {
  test('says why: a message was sent to the queue directly', async () => {
    release();
    await client.send(new SendMessageCommand({ QueueUrl: sqs.queueUrl('dead'), MessageBody: '{}' }));
    await moves.start();
    expect(await untilOver()).toMatchObject({
      status: 'failed',
      moved: 0,
      reason: 'CouldNotDetermineMessageSource',
    });
  });
});
