import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { lastPart } from '../aws/template.ts';
import type { LocalRun } from '../run.ts';

/**
 * Where a hire stands. `lost`: neither final, nor with a message or a schedule that will wake it, nor parked with its
 * message in the dead-letter queue.
 */
export type Fate =
  | { is: 'invited' | 'waiting' | 'dead without a reason' | 'schedule failed' | 'lost' }
  | { is: 'parked'; code: string | undefined };

/** As far as it is needed here; the table may hold rows of other kinds. */
const Row = v.object({ hire: v.string(), state: v.string(), code: v.optional(v.string()) });
type Row = v.InferOutput<typeof Row>;

const QueuedHire = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ source: v.string(), record: v.object({ data: v.object({ employeeId: v.string() }) }) }),
  v.transform(({ source, record }) => `${source}//${record.data.employeeId}`),
);

/** The names of the stack's queues by what they are for. */
export function queueNames({ stack: { definition }, deadLetterQueueArn }: LocalRun) {
  const dead = lastPart(deadLetterQueueArn);
  const isInvite = ({ RedrivePolicy }: { RedrivePolicy?: unknown }) => RedrivePolicy !== undefined;
  const invite = definition.queues.find(isInvite)?.QueueName ?? '';
  const others = definition.queues.map(({ QueueName }) => QueueName);
  return { invite, dead, failedSchedules: others.find((name) => name !== invite && name !== dead) ?? '' };
}

/** Where each of these hires stands, and how many messages the dead-letter queue holds. */
export async function readFates(
  run: LocalRun,
  hires: readonly string[],
): Promise<{ fates: Map<string, Fate>; deadMessages: number }> {
  const names = queueNames(run);
  const rows = await readRows(run);
  const dead = await run.stack.lookIntoQueue(names.dead);
  const awake = hiresOf([...(await run.stack.lookIntoQueue(names.invite)), ...run.stack.pendingSchedules()]);
  const parked = hiresOf(dead);
  const failed = hiresOf(await run.stack.lookIntoQueue(names.failedSchedules));

  function toFate(hire: string): Fate {
    const row = rows.get(hire);
    if (row?.state === 'invited' || row?.state === 'already-active') return { is: 'invited' };
    if (row?.state === 'parked' && parked.has(hire)) return { is: 'parked', code: row.code };
    if (awake.has(hire)) return { is: 'waiting' };
    if (parked.has(hire)) return { is: 'dead without a reason' };
    return { is: failed.has(hire) ? 'schedule failed' : 'lost' };
  }
  return { fates: new Map(hires.map((hire) => [hire, toFate(hire)])), deadMessages: dead.length };
}

function hiresOf(messages: readonly { body: string }[]): Set<string> {
  return new Set(messages.map(({ body }) => v.parse(QueuedHire, body)));
}

async function readRows({ stack, tableName }: LocalRun): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  const scan = { TableName: tableName, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client: stack.dynamoDb }, scan)) {
    for (const item of Items) {
      const row = v.parse(Row, unmarshall(item));
      rows.set(row.hire, row);
    }
  }
  return rows;
}
