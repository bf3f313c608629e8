import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/** The key of its one row, in the table of the sweeps. No source can be called that. */
export const lookedKey = 'onelogin/';

/** How far OneLogin's list of users has been looked through. */
export const LookedRow = v.object({
  source: v.string(),
  /** Who was created up to this time has been looked at. ISO 8601. */
  lookedUntil: v.pipe(v.string(), v.isoTimestamp()),
  version: v.number(),
  writer: v.string(),
});
export type LookedRow = v.InferOutput<typeof LookedRow>;

export type LookedTable = VersionedTable<LookedRow>;

export function createLookedTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): LookedTable {
  return createVersionedTable(client, {
    tableName,
    keyName: 'source',
    schema: LookedRow,
  });
}
