import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { LocalRun } from '../../local/run.ts';

/**
 * Where a hire stands. `lost`: neither final, nor with a message or a schedule that will wake it, nor parked with its
 * message in the dead-letter queue.
 */
export type Fate =
  | { is: 'invited' | 'cancelled' | 'waiting' | 'dead without a reason' | 'schedule failed' | 'lost' }
  | { is: 'parked'; code: string | undefined };

/** A hire's row as far as it is needed here; a row of another form is none, and its hire counts as without. */
const Row = v.object({ hire: v.string(), state: v.string(), code: v.optional(v.string()) });
type Row = v.InferOutput<typeof Row>;

const QueuedHire = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    source: v.string(),
    // As a webhook announced the hire, or as the sweep did.
    record: v.union([
      v.object({ data: v.object({ employeeId: v.string() }) }),
      v.object({ sweptEmployeeId: v.string() }),
    ]),
  }),
  v.transform(
    ({ source, record }) =>
      `${source}//${'data' in record ? record.data.employeeId : record.sweptEmployeeId}`,
  ),
);

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
    awake: hiresOf([...queued, ...run.stack.pendingSchedules()]),
    dead: hiresOf(dead),
    failed: hiresOf(await run.stack.lookIntoQueue(queues.failedSchedules)),
  };
  return { fates: new Map(hires.map((hire) => [hire, toFate(hire, traces)])), deadMessages: dead.length };
}

/** What there is of the hires. */
export interface Traces {
  rows: ReadonlyMap<string, Row>;
  /** The hires that a message on the invite queue, or a schedule, will wake. */
  awake: ReadonlySet<string>;
  /** Those with a message in the dead-letter queue, and in the queue of failed schedules. */
  dead: ReadonlySet<string>;
  failed: ReadonlySet<string>;
}

export function toFate(hire: string, { rows, awake, dead, failed }: Traces): Fate {
  const row = rows.get(hire);
  if (row?.state === 'invited' || row?.state === 'already-active') return { is: 'invited' };
  if (row?.state === 'cancelled') return { is: 'cancelled' };
  if (row?.state === 'parked' && dead.has(hire)) return { is: 'parked', code: row.code };
  if (awake.has(hire)) return { is: 'waiting' };
  if (dead.has(hire)) return { is: 'dead without a reason' };
  return { is: failed.has(hire) ? 'schedule failed' : 'lost' };
}

function hiresOf(messages: readonly { body: string }[]): Set<string> {
  return new Set(messages.map(({ body }) => v.parse(QueuedHire, body)));
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
