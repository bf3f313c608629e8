import { PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { hiresTable, tableOf } from '../../helpers/tables.ts';

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
beforeEach(async () => {
  dynamoDb = await startDynamoDb([{ ...tableOf('hire'), TableName: 'hires' }]);
});
afterEach(() => dynamoDb.close());

const put = (item: Record<string, string>) =>
  dynamoDb.client.send(
    new PutItemCommand({
      TableName: 'hires',
      Item: Object.fromEntries(Object.entries(item).map(([key, S]) => [key, { S }])),
    }),
  );

async function readIndex() {
  const { Items = [] } = await dynamoDb.client.send(
    new QueryCommand({
      TableName: 'hires',
      IndexName: 'open-hires',
      KeyConditionExpression: 'listing = :open',
      ExpressionAttributeValues: { ':open': { S: 'open' } },
    }),
  );
  return Items.map(({ hire }) => hire?.S);
}

test('an index that is added has the rows that were there, and the table keeps all of them', async () => {
  await put({ hire: 'listed', listing: 'open', listingOrder: '1' });
  await put({ hire: 'unlisted' });
  await dynamoDb.update([{ ...hiresTable, TableName: 'hires' }]);
  expect(await readIndex()).toEqual(['listed']);
  await put({ hire: 'unlisted', listing: 'open', listingOrder: '2' });
  expect(await readIndex()).toEqual(['listed', 'unlisted']);

  await dynamoDb.update([{ ...tableOf('hire'), TableName: 'hires' }]);
  await expect(readIndex()).rejects.toMatchObject({ name: 'ValidationException' });
  const { Count } = await dynamoDb.client.send(new ScanCommand({ TableName: 'hires' }));
  expect(Count).toBe(2);
});
