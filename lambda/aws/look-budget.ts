import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { wasMade } from './conditional-write.ts';

/** The key of the item in the hires table that counts the looks of an hour. It can be no hire's: their keys have a `/`. */
export const looksKey = 'looks';

/**
 * How often, in an hour, hires that wait may be looked at in OneLogin, all functions together. Its call limit is shared
 * with other integrations, and a thousand hires who wait for their users must not use it up.
 */
export interface LookBudget {
  /**
   * Counts a look, if the hour has one left.
   * @param most how many looks an hour has.
   * @returns `go`, or in how many seconds the next hour begins.
   */
  take(most: number): Promise<'go' | { resetSeconds: number }>;
}

const hourMs = 60 * 60 * 1000;

export function createLookBudget(
  client: Pick<DynamoDBClient, 'send'>,
  tableName: string,
  nowMs: () => number,
): LookBudget {
  function update(change: { expression: string; condition: string; values: object }): Promise<boolean> {
    return wasMade(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall({ hire: looksKey }),
          UpdateExpression: change.expression,
          ConditionExpression: change.condition,
          ExpressionAttributeNames: { '#hour': 'hour' },
          ExpressionAttributeValues: marshall(change.values),
        }),
      ),
    );
  }

  /** @param hour in ISO 8601, so that hours compare as text. */
  const countOne = (hour: string, most: number) =>
    update({
      expression: 'ADD looks :one',
      condition: '#hour >= :hour AND looks < :most',
      values: { ':one': 1, ':hour': hour, ':most': most },
    });
  const beginHour = (hour: string) =>
    update({
      expression: 'SET #hour = :hour, looks = :one',
      condition: 'attribute_not_exists(#hour) OR #hour < :hour',
      values: { ':one': 1, ':hour': hour },
    });

  return {
    async take(most) {
      const now = nowMs();
      const hour = new Date(now).toISOString().slice(0, 13);
      if (await countOne(hour, most)) return 'go';
      if (await beginHour(hour)) return 'go';
      // Somebody else may have begun the hour in between.
      if (await countOne(hour, most)) return 'go';
      return { resetSeconds: Math.ceil((hourMs - (now % hourMs)) / 1000) };
    },
  };
}
