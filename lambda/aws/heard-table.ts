import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/** The key of a source's row, in the table of the sweeps. No source can be called that. */
export const heardKey = (source: string) => `heard/${source}`;

/** When a source that must not fall silent was last heard. */
export const HeardRow = v.object({
  source: v.string(),
  /** Others may have come since. If none was found yet, since when the source is watched. ISO 8601. */
  heardAt: v.pipe(v.string(), v.isoTimestamp()),
  version: v.number(),
  writer: v.string(),
});
export type HeardRow = v.InferOutput<typeof HeardRow>;

export type HeardTable = VersionedTable<HeardRow>;

export function createHeardTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): HeardTable {
  return createVersionedTable(client, {
    tableName,
    keyName: 'source',
    schema: HeardRow,
  });
}
