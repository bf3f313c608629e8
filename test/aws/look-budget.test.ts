import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createLookBudget, looksKey } from '../../lambda/aws/look-budget.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { tableOf } from '../helpers/tables.ts';

const minute = 60 * 1000;
const clock = { nowMs: 0 };
let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
beforeAll(async () => {
  dynamoDb = await startDynamoDb([tableOf('hire')]);
});
beforeEach(async () => {
  clock.nowMs = Date.parse('2026-03-02T08:40:00Z');
  await dynamoDb.client.send(new DeleteItemCommand({ TableName: 'hires', Key: { hire: { S: looksKey } } }));
});
afterAll(() => dynamoDb.close());

const create = () => createLookBudget(dynamoDb.client, 'hires', () => clock.nowMs);

test('an hour has so many looks, all functions together, and says when the next begins', async () => {
  const [one, other] = [create(), create()];
  expect(await one.take(3)).toBe('go');
  expect(await other.take(3)).toBe('go');
  expect(await one.take(3)).toBe('go');
  expect(await other.take(3)).toEqual({ resetSeconds: 20 * 60 });
  clock.nowMs += 20 * minute;
  expect(await other.take(3)).toBe('go');
});

test('looks at the same time are counted each, also when they begin an hour', async () => {
  const takes = await Promise.all(Array.from({ length: 12 }, () => create().take(5)));
  expect(takes.filter((take) => take === 'go')).toHaveLength(5);
  clock.nowMs += 60 * minute;
  const later = await Promise.all(Array.from({ length: 12 }, () => create().take(5)));
  expect(later.filter((take) => take === 'go')).toHaveLength(5);
});

test('a function whose clock is behind does not begin the hour before once more', async () => {
  clock.nowMs += 20 * minute;
  expect(await create().take(1)).toBe('go');
  clock.nowMs -= minute;
  expect(await create().take(1)).toEqual({ resetSeconds: 60 });
});
