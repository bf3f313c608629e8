import { DescribeTableCommand, type DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import type { KeptIndex } from '../aws/kept.ts';

/**
 * Adds an index to a table that lacks it. DynamoDB then builds it, which takes minutes. CloudFormation makes it for a table
 * that it has made; but of a table that it has taken over, it believes that it is as the template says.
 * @returns whether it was added.
 * @throws the errors of DynamoDB.
 */
export async function keepIndex({ ResourceProperties }: KeptIndex, client: DynamoDBClient): Promise<boolean> {
  const { TableName, IndexName, PartitionKey, SortKey } = ResourceProperties;
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if (Table?.GlobalSecondaryIndexes?.some((index) => index.IndexName === IndexName)) return false;
  await client.send(
    new UpdateTableCommand({
      TableName,
      // Those of the new index. The table may have them already, and takes none twice.
      AttributeDefinitions: [
        { AttributeName: PartitionKey, AttributeType: 'S' },
        { AttributeName: SortKey, AttributeType: 'S' },
      ],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName,
            KeySchema: [
              { AttributeName: PartitionKey, KeyType: 'HASH' },
              { AttributeName: SortKey, KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    }),
  );
  return true;
}
