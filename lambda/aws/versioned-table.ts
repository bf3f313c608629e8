import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { wasMade } from './conditional-write.ts';

/** The fields that every row has, so that the slower of two writers learns that the other was faster. */
export interface VersionedRow {
  /** Counts the writes. A write succeeds only if the row still has the version before it. */
  version: number;
  /** The token of the last writer, so that a writer can recognise its own write. */
  writer: string;
}

export interface VersionedTable<Row extends VersionedRow> {
  /** A row, read consistently; undefined if there is none. */
  read(key: string): Promise<Row | undefined>;
  /**
   * Writes a row if the stored one is still the one before it (`version` - 1).
   * @returns false if somebody else has written since.
   */
  write(row: Row): Promise<boolean>;
}

/** After a rollback: this version does not know all that the row says, so it must not write it. */
export class NewerRow extends Error {
  override readonly name = 'NewerRow';
}

/**
 * @param options.keyName the name of the partition key, which the rows have as a field.
 * @param options.toItem the row as it is stored, if that is not the same.
 * @param options.newestSchema reading a row with a greater `schema` throws NewerRow.
 */
export function createVersionedTable<
  KeyName extends string,
  Row extends VersionedRow & Record<KeyName, string>,
>(
  client: Pick<DynamoDBClient, 'send'>,
  options: {
    tableName: string;
    keyName: KeyName;
    schema: v.GenericSchema<unknown, Row>;
    newestSchema?: number;
    toItem?: (row: Row) => object;
  },
): VersionedTable<Row> {
  const { tableName, keyName, schema, newestSchema = Number.POSITIVE_INFINITY } = options;
  const { toItem = (row: Row) => row } = options;

  async function read(key: string): Promise<Row | undefined> {
    const answer = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall({ [keyName]: key }), ConsistentRead: true }),
    );
    if (answer.Item === undefined) return undefined;
    const item = unmarshall(answer.Item);
    if (typeof item['schema'] === 'number' && item['schema'] > newestSchema) throw new NewerRow();
    return v.parse(schema, item);
  }

  function put(row: Row): Promise<boolean> {
    const isFirst = {
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': keyName },
    };
    const isUnchangedSinceRead = {
      ConditionExpression: 'version = :before',
      ExpressionAttributeValues: marshall({ ':before': row.version - 1 }),
    };
    const condition = row.version === 1 ? isFirst : isUnchangedSinceRead;
    const command = new PutItemCommand({ TableName: tableName, Item: marshall(toItem(row)), ...condition });
    return wasMade(client.send(command));
  }

  return {
    read,
    async write(row) {
      if (await put(row)) return true;
      // If the answer to a write is lost, the client repeats it. The repeated write then meets our own row.
      const standing = await read(row[keyName]);
      return standing?.version === row.version && standing.writer === row.writer;
    },
  };
}
