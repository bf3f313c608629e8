import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

/** The most that DynamoDB takes. */
export const keysInBatch = 100;
/** How often a batch is asked for what the answer left out, because DynamoDB was busy. */
const mostTries = 5;

/** DynamoDB keeps leaving keys out. */
export class TableBusy extends Error {
  override readonly name = 'TableBusy';
}

/**
 * Reads up to a hundred items of a table consistently. Those that are not there are left out, and the order is any.
 * @throws TableBusy; the error of DynamoDB.
 */
export async function batchGet(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  keys: readonly Item[],
  projection: Pick<KeysAndAttributes, 'ProjectionExpression' | 'ExpressionAttributeNames'> = {},
): Promise<Item[]> {
  const found: Item[] = [];
  let left = [...keys];
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === mostTries) throw new TableBusy('DynamoDB leaves out keys of a batch');
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({
        RequestItems: { [tableName]: { Keys: left, ConsistentRead: true, ...projection } },
      }),
    );
    found.push(...(Responses?.[tableName] ?? []));
    left = UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return found;
}
