import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createUsersTable } from '../../lambda/aws/users-table.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
beforeAll(async () => {
  dynamoDb = await startDynamoDb([
    {
      TableName: 'users',
      KeySchema: [{ AttributeName: 'user', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'user', AttributeType: 'S' }],
    },
  ]);
});
afterAll(() => dynamoDb.close());

const table = () => createUsersTable(dynamoDb.client, 'users');
const claim = { user: '7', hire: 'bamboohr//100', version: 1, writer: 'token-1', expiresAt: 1_900_000_000 };

test('a note comes back as it was written, and a person can read its time', async () => {
  const note = { ...claim, mailedAt: Date.parse('2026-03-02T08:00:00Z'), mailedTo: 'f'.repeat(32) };
  expect(await table().read(note.user)).toBeUndefined();
  expect(await table().write(note)).toBe(true);
  expect(await table().read(note.user)).toEqual(note);
  const { Item = {} } = await dynamoDb.client.send(
    new GetItemCommand({ TableName: 'users', Key: marshall({ user: note.user }) }),
  );
  expect(unmarshall(Item)).toEqual({ ...note, mailedAt: '2026-03-02T08:00:00.000Z' });
});

test('a note of an earlier version, which says nothing of a mail, can be read and written', async () => {
  await dynamoDb.client.send(
    new PutItemCommand({ TableName: 'users', Item: marshall({ ...claim, user: '8' }) }),
  );
  const read = await table().read('8');
  expect(read).toEqual({ ...claim, user: '8' });
  expect(await table().write({ ...claim, user: '8', version: 2, mailedAt: 0 })).toBe(true);
  expect(await table().read('8')).toMatchObject({ version: 2, mailedAt: 0 });
});

test('of two hires that claim a user at once, one does', async () => {
  const claims = ['bamboohr//100', 'home-made//200'].map((hire, index) =>
    table().write({ ...claim, user: '9', hire, writer: `token-${index}` }),
  );
  expect((await Promise.all(claims)).sort()).toEqual([false, true]);
});

test('a note with a time that is none is an error, not a person who was never mailed', async () => {
  await dynamoDb.client.send(
    new PutItemCommand({ TableName: 'users', Item: marshall({ ...claim, user: '10', mailedAt: 'soon' }) }),
  );
  await expect(table().read('10')).rejects.toThrow();
});

test('all that names a hire is deleted, and nothing that another has claimed, not even meanwhile', async () => {
  const hire = 'home-made//300';
  const mine = ['mail:a', 'mail:b', '31', '32'].map((user) => ({ ...claim, user, hire }));
  const others = { ...claim, user: '33', hire: 'home-made//3001' };
  await Promise.all([...mine, others].map((note) => table().write(note)));
  let isClaimed = false;
  dynamoDb.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context['commandName'] === 'DeleteItemCommand' && !isClaimed) {
        isClaimed = true;
        await table().write({ ...claim, user: '32', hire: 'home-made//301', version: 2 });
      }
      return next(args);
    },
    { name: 'claimMeanwhile' },
  );
  await table().deleteOf(hire);
  dynamoDb.client.middlewareStack.remove('claimMeanwhile');
  const left = await Promise.all(['mail:a', 'mail:b', '31', '32', '33'].map((user) => table().read(user)));
  expect(left.map((note) => note?.hire)).toEqual([
    undefined,
    undefined,
    undefined,
    'home-made//301',
    'home-made//3001',
  ]);
});
