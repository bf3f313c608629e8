import { listingIndex } from '../../lambda/aws/listing-index.ts';
import type { TableDefinition } from '../../local/aws/template.ts';

/** The tables as a test names them. A test of the stack holds the index against the template. */

export function tableOf(key: string): TableDefinition {
  return {
    TableName: `${key}s`,
    KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
  };
}

/** The hires table as the stack makes it, with its index. */
export const hiresTable: TableDefinition = {
  ...tableOf('hire'),
  AttributeDefinitions: ['hire', listingIndex.partitionKey, listingIndex.sortKey].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  GlobalSecondaryIndexes: [
    {
      IndexName: listingIndex.name,
      KeySchema: [
        { AttributeName: listingIndex.partitionKey, KeyType: 'HASH' },
        { AttributeName: listingIndex.sortKey, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};
