import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';

/** What every row has, so that of two writers one is told that the other was faster. */
export interface VersionedRow {
  /** Counts the writes; every write is on condition that the one before it still stands. */
  version: number;
  /** The token of whoever wrote last, by which a writer knows its own write again. */
  writer: string;
}

export interface VersionedTable<Row extends VersionedRow> {
  /** A row, read consistently; undefined if there is none. */
  read(key: string): Promise<Row | undefined>;
  /**
   * Writes a row if the one before it (`version` - 1) still stands.
   * @returns false if somebody else has written since.
   */
  write(row: Row): Promise<boolean>;
}

/** @param keyName the name of the partition key, which the rows have as a field. */
export function createVersionedTable<
  KeyName extends string,
  Row extends VersionedRow & Record<KeyName, string>,
>(
  client: Pick<DynamoDBClient, 'send'>,
  options: {
    tableName: string;
    keyName: KeyName;
    schema: v.GenericSchema<unknown, Row>;
    toItem: (row: Row) => object;
  },
): VersionedTable<Row> {
  const { tableName, keyName, schema, toItem } = options;

  async function read(key: string): Promise<Row | undefined> {
    const answer = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall({ [keyName]: key }), ConsistentRead: true }),
    );
    return answer.Item === undefined ? undefined : v.parse(schema, unmarshall(answer.Item));
  }

  async function put(row: Row): Promise<boolean> {
    const isFirst = {
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': keyName },
    };
    const isUnchangedSinceRead = {
      ConditionExpression: 'version = :before',
      ExpressionAttributeValues: marshall({ ':before': row.version - 1 }),
    };
    const condition = row.version === 1 ? isFirst : isUnchangedSinceRead;
    try {
      await client.send(
        new PutItemCommand({ TableName: tableName, Item: marshall(toItem(row)), ...condition }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    read,
    async write(row) {
      if (await put(row)) return true;
      // The client repeats a write whose answer was lost; the repetition then meets our own row.
      const standing = await read(row[keyName]);
      return standing?.version === row.version && standing.writer === row.writer;
    },
  };
}
