import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { HireRow, toItem } from './hire-row.ts';

export interface HiresTable {
  /** The row of a hire, read consistently; undefined if there is none. */
  read(hire: string): Promise<HireRow | undefined>;
  /**
   * Writes a row if the one before it (`version` - 1) still stands.
   * @returns false if somebody else has written since.
   */
  write(row: HireRow): Promise<boolean>;
}

export function createHiresTable(client: Pick<DynamoDBClient, 'send'>, tableName: string): HiresTable {
  async function read(hire: string): Promise<HireRow | undefined> {
    const answer = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall({ hire }), ConsistentRead: true }),
    );
    return answer.Item === undefined ? undefined : v.parse(HireRow, unmarshall(answer.Item));
  }

  async function put(row: HireRow): Promise<boolean> {
    const isFirst = 'attribute_not_exists(hire)';
    const isUnchangedSinceRead = 'version = :before';
    const condition =
      row.version === 1
        ? { ConditionExpression: isFirst }
        : {
            ConditionExpression: isUnchangedSinceRead,
            ExpressionAttributeValues: marshall({ ':before': row.version - 1 }),
          };
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
      const standing = await read(row.hire);
      return standing?.version === row.version && standing.writer === row.writer;
    },
  };
}
