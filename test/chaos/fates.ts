import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { LocalRun } from '../../local/run.ts';
import type { ToCome } from './quiet.ts';

/**
 * Where a hire stands. `lost`: neither final, nor with a message or a schedule that will wake it, nor parked with its
 * message in the dead-letter queue.
 */
export type Fate =
  | {
      is:
        | (typeof ends)[number]
        | 'invited'
        | 'waiting'
        | 'dead without a reason'
        | 'schedule failed'
        | 'lost';
    }
  | { is: 'parked'; code: string | undefined };

/** Nothing more comes of these, but of `not-activated` for as long as it is looked at. */
const ends = ['already-active', 'activated', 'not-activated', 'cancelled'] as const;

/** A hire's row as far as it is needed here; a row of another form is none, and its hire counts as without. */
const Row = v.object({
  hire: v.string(),
  state: v.string(),
  code: v.optional(v.string()),
  followUpAt: v.optional(v.string()),
});
type Row = v.InferOutput<typeof Row>;

const WakeUp = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    source: v.string(),
    purpose: v.optional(v.string(), 'invite'),
    // As a webhook announced the hire, or as the sweep did.
    record: v.union([
      v.object({ data: v.object({ employeeId: v.string() }) }),
      v.object({ sweptEmployeeId: v.string() }),
    ]),
  }),
  v.transform(({ source, purpose, record }) => ({
    hire: `${source}//${'data' in record ? record.data.employeeId : record.sweptEmployeeId}`,
    isLook: purpose !== 'invite',
  })),
);
type WakeUp = v.InferOutput<typeof WakeUp>;

/** Where each of these hires stands, and how many messages the dead-letter queue holds. */
export async function readFates(
  run: LocalRun,
  hires: readonly string[],
): Promise<{ fates: Map<string, Fate>; deadMessages: number }> {
  const { queues } = run;
  const queued = await run.stack.lookIntoQueue(queues.invite);
  const dead = await run.stack.lookIntoQueue(queues.dead);
  const traces = {
    rows: await readRows(run),
    awake: toWakeUps([...queued, ...run.stack.pendingSchedules()]),
    dead: hiresOf(toWakeUps(dead)),
    failed: hiresOf(toWakeUps(await run.stack.lookIntoQueue(queues.failedSchedules))),
  };
  const awake = { all: hiresOf(traces.awake), looks: hiresOf(traces.awake.filter(({ isLook }) => isLook)) };
  const toFateOf = (hire: string) => toFate(hire, { ...traces, awake: awake.all, awaited: awake.looks });
  return { fates: new Map(hires.map((hire) => [hire, toFateOf(hire)])), deadMessages: dead.length };
}

/** What there is of the hires. */
export interface Traces {
  rows: ReadonlyMap<string, Row>;
  /** The hires that a message on the invite queue, or a schedule, will wake. */
  awake: ReadonlySet<string>;
  /** Those of them that it wakes to see whether the account was activated. Other messages do nothing then. */
  awaited: ReadonlySet<string>;
  /** Those with a message in the dead-letter queue, and in the queue of failed schedules. */
  dead: ReadonlySet<string>;
  failed: ReadonlySet<string>;
}

export function toFate(hire: string, { rows, awake, awaited, dead, failed }: Traces): Fate {
  const row = rows.get(hire);
  const end = ends.find((state) => state === row?.state);
  if (end !== undefined && row?.followUpAt === undefined) return { is: end };
  if (end === 'not-activated' && awaited.has(hire)) return { is: end };
  if (row?.state === 'invited' && awaited.has(hire)) return { is: 'invited' };
  if (row?.state === 'parked' && dead.has(hire)) return { is: 'parked', code: row.code };
  const isAwaited = row?.state === 'invited' || row?.state === 'not-activated';
  if (awake.has(hire) && !isAwaited) return { is: 'waiting' };
  if (dead.has(hire)) return { is: 'dead without a reason' };
  return { is: failed.has(hire) ? 'schedule failed' : 'lost' };
}

function toWakeUps(messages: readonly { body: string }[]): WakeUp[] {
  return messages.map(({ body }) => v.parse(WakeUp, body));
}

function hiresOf(wakeUps: readonly WakeUp[]): Set<string> {
  return new Set(wakeUps.map(({ hire }) => hire));
}

/**
 * What is still to come of the hires. Nothing of it is waited for if it is all daily looks at those that are not activated.
 */
export async function readToCome(run: LocalRun): Promise<ToCome> {
  const messages = [...(await run.stack.lookIntoQueue(run.queues.invite)), ...run.stack.pendingSchedules()];
  const toCome = messages.map(({ body, at }) => ({ ...v.parse(WakeUp, body), at }));
  const mails = toCome.filter(({ isLook }) => !isLook);
  if (mails.length > 0) return { nextMailAt: Math.min(...mails.map(({ at }) => at)), isAtRest: false };
  const rows = await readRows(run);
  const isAtRest = toCome.every(({ hire }) => rows.get(hire)?.state === 'not-activated');
  return { nextMailAt: Number.POSITIVE_INFINITY, isAtRest };
}

async function readRows({ stack, tableName }: LocalRun): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  const scan = { TableName: tableName, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client: stack.dynamoDb }, scan)) {
    for (const item of Items) {
      const row = v.safeParse(Row, unmarshall(item));
      if (row.success) rows.set(row.output.hire, row.output);
    }
  }
  return rows;
}
