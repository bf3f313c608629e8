import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { batchGet, keysInBatch } from './batch-get.ts';

/**
 * Which of these keys of the users table have a row: ids of OneLogin users, and `mail:` or `external:` with the pseudonym of
 * an address or an external id.
 * @throws TableBusy; the errors of DynamoDB.
 */
export type FindKnownUsers = (keys: readonly string[]) => Promise<ReadonlySet<string>>;

const KnownUser = v.object({ user: v.string() });

export function createKnownUsers(client: Pick<DynamoDBClient, 'send'>, tableName: string): FindKnownUsers {
  async function findInBatch(keys: readonly string[]): Promise<string[]> {
    const { [tableName]: items = [] } = await batchGet(client, {
      [tableName]: {
        Keys: keys.map((user) => marshall({ user })),
        ProjectionExpression: '#user',
        ExpressionAttributeNames: { '#user': 'user' },
      },
    });
    return items.map((item) => v.parse(KnownUser, unmarshall(item)).user);
  }

  return async (keys) => {
    const wanted = [...new Set(keys)];
    const known = new Set<string>();
    for (let start = 0; start < wanted.length; start += keysInBatch)
      for (const user of await findInBatch(wanted.slice(start, start + keysInBatch))) known.add(user);
    return known;
  };
}
