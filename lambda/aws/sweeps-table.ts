import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

const isoTime = v.pipe(v.string(), v.isoTimestamp());

/** How far the list of an HR system's employees has been read. Times in ISO 8601. */
export const SweepRow = v.object({
  /** The key of the source in the configuration. */
  source: v.string(),
  /** Where the next page begins, as the HR system wrote it. Absent once the list has been read to its end. */
  cursor: v.optional(v.string()),
  updatedAt: isoTime,
  /** When the list was last read to its end. */
  finishedAt: v.optional(isoTime),
  version: v.number(),
  writer: v.string(),
});
export type SweepRow = v.InferOutput<typeof SweepRow>;

/** One row for each source. */
export type SweepsTable = VersionedTable<SweepRow>;

export function createSweepsTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): SweepsTable {
  return createVersionedTable(client, {
    tableName,
    keyName: 'source',
    schema: SweepRow,
  });
}
