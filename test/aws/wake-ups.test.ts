import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createWakeUps } from '../../lambda/aws/wake-ups.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { serveJson } from '../../local/aws/json-service.ts';
import { startSqs } from '../../local/aws/sqs.ts';

const nowMs = Date.parse('2026-03-02T08:00:00Z');
const minutes = 60 * 1000;

const Schedule = v.object({
  ScheduleExpression: v.string(),
  ScheduleExpressionTimezone: v.string(),
  ActionAfterCompletion: v.string(),
  Target: v.object({
    Arn: v.string(),
    RoleArn: v.string(),
    Input: v.string(),
    DeadLetterConfig: v.unknown(),
  }),
});

let sqs: Awaited<ReturnType<typeof startSqs>>;
let scheduler: Awaited<ReturnType<typeof serveJson>>;
const requests: { method: string; name: string; body: unknown }[] = [];
let answer = { status: 200, body: {} };
let sentDelays: number[] = [];

beforeAll(async () => {
  sqs = await startSqs();
  await sqs.createQueues([{ QueueName: 'invite', VisibilityTimeout: 30, RedrivePolicy: undefined }]);
  scheduler = await serveJson((request, body) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    requests.push({ method: request.method ?? '', name: pathname.replace('/schedules/', ''), body });
    return answer;
  });
});
afterAll(() => Promise.all([sqs.close(), scheduler.close()]));
beforeEach(() => {
  requests.length = 0;
  sentDelays = [];
  answer = { status: 200, body: {} };
});

function create(scheduleKeyArn?: string) {
  return createWakeUps({
    sqs: {
      send: async (command: { input: { DelaySeconds?: number } }) => {
        sentDelays.push(command.input.DelaySeconds ?? -1);
        return {};
      },
    },
    scheduler: new SchedulerClient({ ...clientSettings, endpoint: scheduler.url, maxAttempts: 1 }),
    queueUrl: sqs.queueUrl('invite'),
    queueArn: 'arn:aws:sqs:us-east-1:000000000000:invite',
    scheduleGroup: 'hire-invites',
    scheduleRoleArn: 'arn:aws:iam::000000000000:role/scheduler',
    scheduleDeadLetterQueueArn: 'arn:aws:sqs:us-east-1:000000000000:failures',
    scheduleKeyArn,
    nowMs: () => nowMs,
  });
}
const wakeUp = (afterMs: number) => ({
  hire: 'bamboohr//100',
  purpose: 'invite' as const,
  personHash: 'a',
  body: '{"v":1}',
  at: nowMs + afterMs,
});

describe('a wake-up', () => {
  test.each([
    [-5000, 0],
    [0, 0],
    [1, 1],
    [1000, 1],
    [1001, 2],
    [15 * minutes, 900],
  ])('in %i ms is a message delayed by %i s: it rounds up', async (afterMs, seconds) => {
    expect(await create().make(wakeUp(afterMs))).toBe('delayed');
    expect(sentDelays).toEqual([seconds]);
    expect(requests).toEqual([]);
  });

  test('beyond 15 minutes is a one-time schedule that puts the same message on the queue', async () => {
    expect(await create().make(wakeUp(15 * minutes + 1))).toBe('scheduled');
    expect(sentDelays).toEqual([]);
    expect(requests).toMatchObject([
      { method: 'POST', name: expect.stringMatching(/^[0-9a-f]{24}-[0-9a-f]{16}-1772439301$/) },
    ]);
    expect(v.parse(Schedule, requests[0]?.body)).toEqual({
      ScheduleExpression: 'at(2026-03-02T08:15:01)',
      ScheduleExpressionTimezone: 'UTC',
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:sqs:us-east-1:000000000000:invite',
        RoleArn: 'arn:aws:iam::000000000000:role/scheduler',
        Input: '{"v":1}',
        DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:failures' },
      },
    });
  });

  test('that is scheduled is encrypted with the company’s own key, if it has one', async () => {
    const key = 'arn:aws:kms:us-east-1:000000000000:key/1234abcd';
    expect(await create(key).make(wakeUp(60 * minutes))).toBe('scheduled');
    expect(requests).toMatchObject([{ body: { KmsKeyArn: key } }]);
  });

  test('that exists already counts as set up', async () => {
    answer = { status: 409, body: { __type: 'ConflictException' } };
    expect(await create().make(wakeUp(60 * minutes))).toBe('scheduled');
    expect(sentDelays).toEqual([]);
  });

  test('whose schedule is refused is a message delayed by 15 minutes', async () => {
    answer = { status: 402, body: { __type: 'ServiceQuotaExceededException' } };
    expect(await create().make(wakeUp(60 * minutes))).toMatchObject({
      scheduleRefused: { name: 'ServiceQuotaExceededException' },
    });
    expect(sentDelays).toEqual([900]);
  });
});

describe('the name of a schedule', () => {
  const nameOf = async (change: Partial<ReturnType<typeof wakeUp>>) => {
    await create().make({ ...wakeUp(60 * minutes), ...change });
    return requests.at(-1)?.name;
  };

  test('is the same for duplicates of a hire, whatever else is in their messages', async () => {
    expect(await nameOf({})).toBe(await nameOf({ body: '{"v":1,"requestId":"another"}' }));
  });

  test.each([
    ['moment', { at: nowMs + 61 * minutes }],
    ['hire', { hire: 'bamboohr//101' }],
    ['record', { purpose: 'invite' as const, personHash: 'b' }],
  ])('is different for a different %s', async (_, change) => {
    expect(await nameOf(change)).not.toBe(await nameOf({}));
  });

  test('fits Scheduler', async () => {
    expect(await nameOf({ hire: 'x'.repeat(2000) })).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
  });
});

test('a schedule is deleted by the name that it was created with', async () => {
  const wakeUps = create();
  await wakeUps.make(wakeUp(60 * minutes));
  await wakeUps.cancel(wakeUp(60 * minutes));
  expect(requests.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  expect(requests[1]?.name).toBe(requests[0]?.name);
});

test('a schedule that has already run need not be deleted', async () => {
  answer = { status: 404, body: { __type: 'ResourceNotFoundException' } };
  await expect(create().cancel(wakeUp(60 * minutes))).resolves.toBeUndefined();
});
