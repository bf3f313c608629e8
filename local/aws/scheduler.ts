import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { type JsonAnswer, type LocalServer, serveJson } from './json-service.ts';
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
  Target: v.object({
    Arn: v.string(),
    RoleArn: v.string(),
    Input: v.pipe(v.string(), v.maxBytes(256 * 1024)),
  }),
});

const longestTimerMs = 2 ** 31 - 1;

/** A stand-in for EventBridge Scheduler: one-time schedules whose target is a queue. */
export async function startScheduler(
  sqs: Pick<SQSClient, 'send'>,
  queueUrl: (name: string) => string,
): Promise<LocalServer> {
  const timers = new Map<string, NodeJS.Timeout>();

  function arm(key: string, at: number, queueName: string, body: string): void {
    const leftMs = at - Date.now();
    const run = () => {
      if (leftMs > longestTimerMs) return arm(key, at, queueName, body);
      timers.delete(key);
      sqs
        .send(new SendMessageCommand({ QueueUrl: queueUrl(queueName), MessageBody: body }))
        .catch(() => undefined);
    };
    timers.set(key, setTimeout(run, Math.min(Math.max(leftMs, 0), longestTimerMs)));
  }

  function create(name: string, body: unknown): JsonAnswer {
    const schedule = v.safeParse(CreateSchedule, body);
    if (!schedule.success || !/^[0-9a-zA-Z-_.]{1,64}$/.test(name)) return failure(400, 'ValidationException');
    const { GroupName, ScheduleExpression, Target } = schedule.output;
    const key = `${GroupName}/${name}`;
    if (timers.has(key)) return failure(409, 'ConflictException');
    arm(key, ScheduleExpression, lastPart(Target.Arn), Target.Input);
    return { status: 200, body: { ScheduleArn: `arn:aws:scheduler:::schedule/${key}` } };
  }

  function remove(name: string, group: string): JsonAnswer {
    const key = `${group}/${name}`;
    const timer = timers.get(key);
    if (timer === undefined) return failure(404, 'ResourceNotFoundException');
    clearTimeout(timer);
    timers.delete(key);
    return { status: 200, body: {} };
  }

  const server = await serveJson((request, body) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = decodeURIComponent(url.pathname.replace('/schedules/', ''));
    if (request.method === 'POST') return create(name, body);
    if (request.method === 'DELETE') return remove(name, url.searchParams.get('groupName') ?? 'default');
    return failure(400, 'UnknownOperationException');
  });
  return {
    url: server.url,
    async close() {
      for (const timer of timers.values()) clearTimeout(timer);
      await server.close();
    },
  };
}

function failure(status: number, type: string): JsonAnswer {
  return { status, body: { __type: type, Message: type } };
}
