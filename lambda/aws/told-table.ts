import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/** The key of its one row, in the table of the sweeps. No source can be called that. */
export const toldKey = 'tell/';

/** How far a person has been told who needs a hand. */
export const ToldRow = v.object({
  source: v.string(),
  /** What began up to this time has been told. ISO 8601. */
  toldUntil: v.pipe(v.string(), v.isoTimestamp()),
  /** The day of the last daily list. */
  toldAllOn: v.pipe(v.string(), v.isoDate()),
  /**
   * Whether the last run saw hires that have no place in the index, because an earlier version has written them, or whose
   * place does not count, because this version cannot read them. Versions before the index do not say.
   */
  sawUnlisted: v.optional(v.boolean()),
  version: v.number(),
  writer: v.string(),
});
export type ToldRow = v.InferOutput<typeof ToldRow>;

export type ToldTable = VersionedTable<ToldRow>;

export function createToldTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): ToldTable {
  return createVersionedTable(client, {
    tableName,
    keyName: 'source',
    schema: ToldRow,
  });
}
