import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HireRow, rowSchema, toItem } from '../hire/hire-row.ts';
import { listingOf } from '../hire/listing.ts';
import { createVersionedTable, type VersionedTable } from './versioned-table.ts';

/** One row for each hire, with its place in the index. A row that a newer version wrote is neither read nor written: see NewerRow. */
export type HiresTable = VersionedTable<HireRow>;

export function createHiresTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): HiresTable {
  return createVersionedTable(client, {
    tableName,
    keyName: 'hire',
    schema: HireRow,
    newestSchema: rowSchema,
    toItem: (row) => ({ ...toItem(row), ...listingOf(row) }),
  });
}
