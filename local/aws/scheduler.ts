import { randomUUID } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { type JsonAnswer, type LocalService, serveJson } from './json-service.ts';
import { lastPart } from './template.ts';

const CreateSchedule = v.object({
  GroupName: v.string(),
  ScheduleExpression: v.pipe(
    v.string(),
    v.regex(/^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/),
    v.transform((expression) => Date.parse(`${expression.slice('at('.length, -1)}Z`)),
  ),
  ScheduleExpressionTimezone: v.literal('UTC'),
  FlexibleTimeWindow: v.object({ Mode: v.literal('OFF') }),
  ActionAfterCompletion: v.literal('DELETE'),
  KmsKeyArn: v.optional(v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:kms:.+:key\/.+$/))),
  Target: v.object({
    Arn: v.string(),
    RoleArn: v.string(),
    Input: v.pipe(v.string(), v.maxBytes(256 * 1024)),
    DeadLetterConfig: v.object({ Arn: v.string() }),
  }),
});

/** A message that is scheduled: its body, and when it comes, in milliseconds since 1970. */
export interface PendingSchedule {
  at: number;
  body: string;
}

export interface LocalScheduler extends LocalService {
  /** The messages that are not delivered yet. */
  pending(): PendingSchedule[];
}

interface Schedule extends PendingSchedule {
  arn: string;
  queueName: string;
  deadLetterQueueName: string;
  timer?: NodeJS.Timeout;
}

/** AWS's default. */
const schedulesInPage = 100;

/** The longest delay that `setTimeout` accepts. */
export const longestTimerMs = 2 ** 31 - 1;

/**
 * A stand-in for EventBridge Scheduler: one-time schedules whose target is a queue. A message that cannot be delivered
 * goes to the schedule's dead-letter queue at once; the real one retries for a day.
 * @param clock the time to use. If absent, the machine's clock.
 */
export async function startScheduler(
  sqs: Pick<SQSClient, 'send'>,
  queueUrl: (name: string) => string,
  clock?: Clock,
): Promise<LocalScheduler> {
  const schedules = new Map<string, Schedule>();
  const delivering = new Set<Schedule>();

  function arm(key: string, schedule: Schedule): void {
    const leftMs = schedule.at - Date.now();
    clearTimeout(schedule.timer);
    const run = () => (Date.now() < schedule.at ? arm(key, schedule) : void deliver(key, schedule));
    schedule.timer = setTimeout(run, Math.min(Math.max(leftMs, 0), longestTimerMs));
  }

  async function deliver(key: string, schedule: Schedule): Promise<void> {
    schedules.delete(key);
    delivering.add(schedule);
    const { queueName, deadLetterQueueName } = schedule;
    const body = fillInKeywords(schedule);
    const send = (name: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(name), MessageBody: body }));
    await send(queueName)
      .catch(() => send(deadLetterQueueName))
      .catch(() => undefined);
    delivering.delete(schedule);
  }

  function create(name: string, body: unknown): JsonAnswer {
    const parsed = v.safeParse(CreateSchedule, body);
    if (!parsed.success || !/^[0-9a-zA-Z-_.]{1,64}$/.test(name)) return failure(400, 'ValidationException');
    const { GroupName, ScheduleExpression: at, Target } = parsed.output;
    const key = `${GroupName}/${name}`;
    if (schedules.has(key)) return failure(409, 'ConflictException');
    const arn = `arn:aws:scheduler:::schedule/${key}`;
    const schedule = {
      arn,
      at,
      queueName: lastPart(Target.Arn),
      deadLetterQueueName: lastPart(Target.DeadLetterConfig.Arn),
      body: Target.Input,
    };
    schedules.set(key, schedule);
    arm(key, schedule);
    return { status: 200, body: { ScheduleArn: arn } };
  }

  function remove(name: string, group: string): JsonAnswer {
    const key = `${group}/${name}`;
    const schedule = schedules.get(key);
    if (schedule === undefined) return failure(404, 'ResourceNotFoundException');
    clearTimeout(schedule.timer);
    schedules.delete(key);
    return { status: 200, body: {} };
  }

  /** Only what is read of it. */
  function show(name: string, group: string): JsonAnswer {
    const schedule = schedules.get(`${group}/${name}`);
    if (schedule === undefined) return failure(404, 'ResourceNotFoundException');
    return { status: 200, body: { GroupName: group, Name: name, Target: { Input: schedule.body } } };
  }

  /** Names in their order, a page at a time: the token is the last name of the page before. */
  function list(query: URLSearchParams): JsonAnswer {
    const prefix = `${query.get('ScheduleGroup') ?? 'default'}/${query.get('NamePrefix') ?? ''}`;
    const after = query.get('NextToken') ?? '';
    const names = [...schedules.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(key.indexOf('/') + 1))
      .sort()
      .filter((name) => name > after);
    const page = names.slice(0, schedulesInPage);
    const isLast = page.length === names.length;
    const Schedules = page.map((Name) => ({ Name }));
    return { status: 200, body: { Schedules, ...(!isLast && { NextToken: page.at(-1) }) } };
  }

  const forgetClock = clock?.onMove(() => {
    for (const [key, schedule] of schedules) arm(key, schedule);
  });
  const server = await serveJson((request, body) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = decodeURIComponent(url.pathname.replace('/schedules/', ''));
    const group = url.searchParams.get('groupName') ?? 'default';
    if (request.method === 'GET' && url.pathname === '/schedules') return list(url.searchParams);
    if (request.method === 'POST') return create(name, body);
    if (request.method === 'GET') return show(name, group);
    if (request.method === 'DELETE') return remove(name, group);
    return failure(400, 'UnknownOperationException');
  });
  return {
    ...server,
    pending: () => [...schedules.values(), ...delivering].map(({ at, body }) => ({ at, body })),
    async close() {
      forgetClock?.();
      for (const { timer } of schedules.values()) clearTimeout(timer);
      await server.close();
    },
  };
}

/** What Scheduler writes into an input: see *context attributes* in its guide. */
function fillInKeywords({ arn, at, body }: Schedule): string {
  return body
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', `${new Date(at).toISOString().slice(0, 19)}Z`)
    .replaceAll('<aws.scheduler.execution-id>', randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}

function failure(status: number, type: string): JsonAnswer {
  return { status, body: { __type: type, Message: type } };
}
