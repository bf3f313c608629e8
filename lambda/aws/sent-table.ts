import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/** The key of its one row, in the table of the sweeps. No source can be called that. */
export const sentKey = 'events/';

/** How far events have been sent. */
export const SentRow = v.object({
  source: v.string(),
  /** What happened up to this time has been sent. ISO 8601. */
  sentUntil: v.pipe(v.string(), v.isoTimestamp()),
  version: v.number(),
  writer: v.string(),
});
export type SentRow = v.InferOutput<typeof SentRow>;

export type SentTable = VersionedTable<SentRow>;

export function createSentTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): SentTable {
  return createVersionedTable(client, { tableName, keyName: 'source', schema: SentRow });
}
