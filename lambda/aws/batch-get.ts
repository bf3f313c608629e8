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
 * Reads up to a hundred items of one or several tables consistently, by the tables' names. Those that are not there are
 * left out, and the order is any.
 * @throws TableBusy; the error of DynamoDB.
 */
export async function batchGet(
  client: Pick<DynamoDBClient, 'send'>,
  wanted: Readonly<Record<string, KeysAndAttributes>>,
): Promise<Record<string, Item[]>> {
  const found: Record<string, Item[]> = {};
  let left = Object.entries(wanted).filter(([, { Keys = [] }]) => Keys.length > 0);
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === mostTries) throw new TableBusy('DynamoDB leaves out keys of a batch');
    const asked = left.map(([table, keys]) => [table, { ...keys, ConsistentRead: true }]);
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: Object.fromEntries(asked) }),
    );
    for (const [table, items] of Object.entries(Responses))
      found[table] = [...(found[table] ?? []), ...items];
    left = Object.entries(UnprocessedKeys);
  }
  return found;
}
