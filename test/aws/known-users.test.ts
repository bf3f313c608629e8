import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createKnownUsers } from '../../lambda/aws/known-users.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { tableOf } from '../helpers/tables.ts';

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
const keys = Array.from({ length: 250 }, (_, index) => String(index + 1));
const isKept = (key: string) => Number(key) % 3 === 0;

beforeAll(async () => {
  dynamoDb = await startDynamoDb([tableOf('user')]);
  for (const user of keys.filter(isKept))
    await dynamoDb.client.send(
      new PutItemCommand({ TableName: 'users', Item: marshall({ user, hire: 'bamboohr//1' }) }),
    );
});
afterAll(() => dynamoDb.close());

const Asked = v.object({
  RequestItems: v.object({ users: v.looseObject({ Keys: v.array(v.record(v.string(), v.unknown())) }) }),
});

/** A table that is too busy for all but one key of a batch. */
function startBusy(): DynamoDBClient {
  const client = new DynamoDBClient({ ...clientSettings, endpoint: dynamoDb.url });
  client.middlewareStack.add(
    (next) => async (args) => {
      const { users } = v.parse(Asked, args.input).RequestItems;
      const [first, ...left] = users.Keys;
      Object.assign(args.input, { RequestItems: { users: { ...users, Keys: [first] } } });
      const answer = await next(args);
      Object.assign(answer.output, {
        UnprocessedKeys: left.length === 0 ? {} : { users: { ...users, Keys: left } },
      });
      return answer;
    },
    { step: 'initialize' },
  );
  return client;
}

test('finds those that have a row, in batches, each asked for once', async () => {
  const find = createKnownUsers(dynamoDb.client, 'users');
  expect([...(await find([...keys, ...keys]))].sort()).toEqual(keys.filter(isKept).sort());
  expect(await find([])).toEqual(new Set());
});

test('asks again for what the answer left out, and gives up rather than take it for unknown', async () => {
  const busy = startBusy();
  const find = createKnownUsers(busy, 'users');
  expect(await find(['3', '4', '6', '7'])).toEqual(new Set(['3', '6']));
  await expect(find(keys)).rejects.toThrow('leaves out keys');
  busy.destroy();
});
