import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';

/**
 * Which of these keys of the users table have a row: ids of OneLogin users, and `mail:` with the pseudonym of an address.
 * @throws Error if DynamoDB keeps leaving some out; its own errors.
 */
export type FindKnownUsers = (keys: readonly string[]) => Promise<ReadonlySet<string>>;

/** The most that DynamoDB takes. */
const keysInBatch = 100;
/** How often a batch is asked for what the answer left out, because DynamoDB was busy. */
const mostTries = 5;

const KnownUser = v.object({ user: v.string() });

export function createKnownUsers(client: Pick<DynamoDBClient, 'send'>, tableName: string): FindKnownUsers {
  async function findInBatch(keys: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    let left = keys.map((user) => marshall({ user }));
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === mostTries) throw new Error('DynamoDB leaves out keys of a batch');
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({
          RequestItems: {
            [tableName]: {
              Keys: left,
              ConsistentRead: true,
              ProjectionExpression: '#user',
              ExpressionAttributeNames: { '#user': 'user' },
            },
          },
        }),
      );
      const items = Responses?.[tableName] ?? [];
      found.push(...items.map((item) => v.parse(KnownUser, unmarshall(item)).user));
      left = UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
    return found;
  }

  return async (keys) => {
    const wanted = [...new Set(keys)];
    const known = new Set<string>();
    for (let start = 0; start < wanted.length; start += keysInBatch)
      for (const user of await findInBatch(wanted.slice(start, start + keysInBatch))) known.add(user);
    return known;
  };
}
