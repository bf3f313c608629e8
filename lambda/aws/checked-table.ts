import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/** The key of its one row, in the table of the sweeps. No source can be called that. */
export const checkedKey = 'check/';

const time = v.pipe(v.string(), v.isoTimestamp());

/** What the last check of the set-up found to be wrong: only what, and no detail of it. */
const CheckedRow = v.object({
  source: v.string(),
  /** When the last check ended. If none did yet, since when one is awaited. ISO 8601. */
  checkedAt: time,
  faults: v.array(
    v.object({
      // A notice shows both, so nothing else may be there.
      subject: v.pipe(v.string(), v.regex(/^[A-Za-z][\w-]{0,99}$/)),
      code: v.pipe(v.string(), v.regex(/^[A-Z_]{1,99}$/)),
      /** When a check found it first. */
      since: time,
    }),
  ),
  version: v.number(),
  writer: v.string(),
});
export type CheckedRow = v.InferOutput<typeof CheckedRow>;
export type FoundFault = CheckedRow['faults'][number];

export type CheckedTable = VersionedTable<CheckedRow>;

/** A row with a greater `schema` than 1 is another version's: it is neither read nor written. Absent: 1. */
export function createCheckedTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): CheckedTable {
  return createVersionedTable(client, {
    tableName,
    keyName: 'source',
    schema: CheckedRow,
    newestSchema: 1,
  });
}
