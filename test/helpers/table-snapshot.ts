import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';

/** A table, and the name of its key. */
interface NamedTable {
  name: string;
  key: string;
}

/**
 * Keeps what some tables hold now.
 * @returns puts them back to that, as a restore to this time does.
 */
export async function takeSnapshot(
  client: Pick<DynamoDBClient, 'send'>,
  tables: readonly NamedTable[],
): Promise<() => Promise<void>> {
  const kept = await Promise.all(
    tables.map(async (table) => ({ table, items: await readAll(table, client) })),
  );
  return async () => {
    for (const { table, items } of kept) {
      for (const item of await readAll(table, client))
        await client.send(new DeleteItemCommand({ TableName: table.name, Key: keyOf(item, table) }));
      for (const Item of items) await client.send(new PutItemCommand({ TableName: table.name, Item }));
    }
  };
}

type Item = Record<string, AttributeValue>;

async function readAll({ name }: NamedTable, client: Pick<DynamoDBClient, 'send'>): Promise<Item[]> {
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName: name }));
  if (LastEvaluatedKey !== undefined) throw new Error(`${name} has more than one page`);
  return Items;
}

function keyOf(item: Item, { name, key }: NamedTable): Item {
  const value = item[key];
  if (value === undefined) throw new Error(`an item of ${name} has no ${key}`);
  return { [key]: value };
}
