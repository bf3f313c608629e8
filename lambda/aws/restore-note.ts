import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { HireRow, iso } from '../hire/hire-row.ts';
import { type Restore, withRestore } from '../hire/restore.ts';
import { dayAndCount, stackKey } from './brake.ts';

const instant = HireRow.entries.updatedAt;

/** What the stack's own item says of a restore. An earlier version leaves it alone. */
const Noted = v.object({ restoredTo: v.optional(instant), restoreNotedAt: v.optional(instant) });

/** Remembers that the tables were brought back to an earlier time. */
export interface RestoreNote {
  /**
   * The restore that was noted last; undefined if there was none.
   * @throws ValiError if somebody has edited it into something else: then it must not seem that there was none; the error
   * of DynamoDB.
   */
  read(): Promise<Restore | undefined>;
  /**
   * Notes that the tables were brought back to this time, in milliseconds since 1970.
   * @throws as `read`.
   */
  note(to: number): Promise<Restore>;
}

export function createRestoreNote(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  nowMs: () => number,
): RestoreNote {
  const key = { TableName: tableName, Key: marshall({ hire: stackKey }) };

  async function read(): Promise<Restore | undefined> {
    const { Item } = await client.send(new GetItemCommand({ ...key, ConsistentRead: true }));
    const { restoredTo: to, restoreNotedAt: notedAt } = v.parse(
      Noted,
      Item === undefined ? {} : unmarshall(Item),
    );
    return to === undefined || notedAt === undefined ? undefined : { to, notedAt };
  }

  return {
    read,
    async note(to) {
      const restore = withRestore(await read(), to, nowMs());
      const now = iso(restore.notedAt);
      await client.send(
        new UpdateItemCommand({
          ...key,
          UpdateExpression: `SET restoredTo = :to, restoreNotedAt = :now, ${dayAndCount.assignments}`,
          ExpressionAttributeNames: dayAndCount.ExpressionAttributeNames,
          ExpressionAttributeValues: marshall({
            ':to': iso(restore.to),
            ':now': now,
            ...dayAndCount.values(now),
          }),
        }),
      );
      return restore;
    },
  };
}
