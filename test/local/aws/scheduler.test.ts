import { createHash } from 'node:crypto';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSchedules } from '../../../lambda/aws/schedules.ts';
import { createWakeUps, type WakeUps } from '../../../lambda/aws/wake-ups.ts';
import { clientSettings } from '../../../local/aws/client-settings.ts';
import { startScheduler } from '../../../local/aws/scheduler.ts';
import { queueArn } from '../../../local/aws/template.ts';
import { type Clock, startClock } from '../../../local/clock.ts';

let scheduler: Awaited<ReturnType<typeof startScheduler>>;
let delivered: string[];
let isDown: (queueUrl: string) => boolean;
let onDelivery: () => void;
let wakeUps: WakeUps;
let clock: Clock;

beforeEach(async () => {
  delivered = [];
  isDown = () => false;
  onDelivery = () => undefined;
  const sqs = {
    send: async ({ input }: { input: { QueueUrl?: string; MessageBody?: string } }) => {
      if (isDown(input.QueueUrl ?? '')) throw new Error('the queue refuses');
      delivered.push(`${input.QueueUrl} ${input.MessageBody}`);
      onDelivery();
      return {};
    },
  };
  clock = startClock();
  scheduler = await startScheduler(sqs, (name) => `queue:${name}`, clock);
  wakeUps = createWakeUps({
    sqs,
    scheduler: new SchedulerClient({ ...clientSettings, endpoint: scheduler.url }),
    queueUrl: 'queue:direct',
    queueArn: queueArn('invite'),
    scheduleGroup: 'hire-invites',
    scheduleRoleArn: 'arn:aws:iam::000000000000:role/scheduler',
    scheduleDeadLetterQueueArn: queueArn('failures'),
    nowMs: () => 0, // for which every real moment is far beyond 15 minutes
  });
});
afterEach(async () => {
  await scheduler.close();
  clock.stop();
});

const client = () => new SchedulerClient({ ...clientSettings, endpoint: scheduler.url });
const inHours = (hours: number) => Date.now() + hours * 60 * 60 * 1000;
const wakeUp = (at: number) => ({
  hire: 'bamboohr//100',
  purpose: 'invite' as const,
  personHash: 'a',
  body: '{"v":1}',
  at,
});

test('a schedule puts its message on the queue at its time', async () => {
  const arrived = new Promise<void>((resolve) => {
    onDelivery = resolve;
  });
  expect(await wakeUps.make(wakeUp(Date.now()))).toBe('scheduled');
  await arrived;
  expect(delivered).toEqual(['queue:invite {"v":1}']);
});

test('a message that the queue refuses goes to the schedules’ own dead-letter queue', async () => {
  isDown = (queueUrl) => queueUrl === 'queue:invite';
  const arrived = new Promise<void>((resolve) => {
    onDelivery = resolve;
  });
  await wakeUps.make(wakeUp(Date.now()));
  await arrived;
  expect(delivered).toEqual(['queue:failures {"v":1}']);
});

test('a name exists only once, and can be used again after it was deleted', async () => {
  const later = wakeUp(Date.now() + 60 * 60 * 1000);
  expect(await wakeUps.make(later)).toBe('scheduled');
  expect(await wakeUps.make(later)).toBe('scheduled');
  await wakeUps.cancel(later);
  await wakeUps.cancel(later);
  expect(await wakeUps.make(later)).toBe('scheduled');
  expect(delivered).toEqual([]);
});

test('a schedule follows the clock, and is pending until its message is on the queue', async () => {
  const arrived = new Promise<void>((resolve) => {
    onDelivery = resolve;
  });
  const hourMs = 60 * 60 * 1000;
  const at = Math.ceil((Date.now() + 2 * hourMs) / 1000) * 1000;
  await wakeUps.make(wakeUp(at));
  clock.moveForward(hourMs);
  expect(scheduler.pending()).toEqual([{ at, body: '{"v":1}' }]);
  clock.moveForward(hourMs + 1000);
  await arrived;
  expect(delivered).toEqual(['queue:invite {"v":1}']);
});

const keywords = ['schedule-arn', 'scheduled-time', 'execution-id', 'attempt-number'].map(
  (name) => `<aws.scheduler.${name}>`,
);

/** As another version of the functions may make it. */
async function createSchedule(name: string, at: number, input: string): Promise<void> {
  await client().send(
    new CreateScheduleCommand({
      GroupName: 'hire-invites',
      Name: name,
      ScheduleExpression: `at(${new Date(at).toISOString().slice(0, 19)})`,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: queueArn('invite'),
        RoleArn: 'arn:aws:iam::000000000000:role/scheduler',
        Input: input,
        DeadLetterConfig: { Arn: queueArn('failures') },
      },
    }),
  );
}

test('Scheduler replaces its keywords in an input', async () => {
  const arrived = new Promise<void>((resolve) => {
    onDelivery = resolve;
  });
  await createSchedule('one', Date.now(), keywords.join(' '));
  await arrived;
  expect(delivered).toEqual([
    expect.stringMatching(/^queue:invite arn:\S+ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [0-9a-f-]{36} 1$/),
  ]);
});

test.each([
  ...keywords,
  keywords.join(''),
  '<<aws.scheduler.execution-id>>',
  '<aws.scheduler.of-a-later-year>',
  '\\<aws.scheduler.execution-id>',
  '<b>Ada</b> & "<aws>"',
])('the text %j of a record comes back from its schedule unchanged, and so does a name', async (text) => {
  const arrived = new Promise<void>((resolve) => {
    onDelivery = resolve;
  });
  const record = { [text]: [text] };
  await wakeUps.make({ ...wakeUp(Date.now()), body: JSON.stringify(record) });
  await arrived;
  expect(JSON.parse(delivered[0]?.replace('queue:invite ', '') ?? '')).toEqual(record);
});

test('all schedules of a hire are deleted, a page after the other, and those of others stay', async () => {
  const schedules = createSchedules(client(), 'hire-invites');
  for (let hours = 1; hours <= 150; hours += 1) await wakeUps.make(wakeUp(inHours(hours)));
  await wakeUps.make({ ...wakeUp(inHours(1)), purpose: 'follow-up', personHash: 'b' });
  const another = { ...wakeUp(inHours(1)), hire: 'bamboohr//1001' };
  await wakeUps.make(another);
  expect(scheduler.pending()).toHaveLength(152);
  await schedules.cancelAll('bamboohr//100', []);
  expect(scheduler.pending()).toHaveLength(1);
  expect(await schedules.read(another)).toBe('{"v":1}');
});

test('a schedule that version 0.2.0 made is read and deleted, too', async () => {
  const schedules = createSchedules(client(), 'hire-invites');
  const earlier = { ...wakeUp(Math.ceil(inHours(1) / 1000) * 1000), purpose: 'look' as const };
  const digest = createHash('sha256').update('bamboohr//100\na\nlook').digest('hex').slice(0, 40);
  const create = () => createSchedule(`${digest}-${earlier.at / 1000}`, earlier.at, '{"v":1}');
  await create();
  expect(await schedules.read(earlier)).toBe('{"v":1}');
  await schedules.cancel(earlier);
  expect(scheduler.pending()).toEqual([]);
  await create();
  await schedules.cancelAll('bamboohr//100', ['b', 'a']);
  expect(scheduler.pending()).toEqual([]);
  expect(await schedules.read(earlier)).toBeUndefined();
});
