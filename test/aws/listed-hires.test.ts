import { DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createListedHires, UnusableIndex } from '../../lambda/aws/listed-hires.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { serveJson } from '../../local/aws/json-service.ts';

/** The index, as AWS answers when it has none, is busy, or refuses. */

type Answer = { status: number; body: object };

let server: Awaited<ReturnType<typeof serveJson>>;
let client: DynamoDBClient;
let answers: Record<string, Answer[]> = {};
const asked: string[] = [];
beforeAll(async () => {
  server = await serveJson((request) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    asked.push(operation);
    const [answer, ...later] = answers[operation] ?? [];
    if (later.length > 0) answers[operation] = later;
    return answer ?? { status: 500, body: {} };
  });
  client = new DynamoDBClient({ ...clientSettings, endpoint: server.url });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const error = (code: string, message: string): Answer => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message },
});
const table = (...indexes: object[]): Answer => ({
  status: 200,
  body: { Table: { TableName: 'hires', GlobalSecondaryIndexes: indexes } },
});
const found: Answer = { status: 200, body: { Items: [{ hire: { S: 'bamboohr//1' } }], Count: 1 } };

function find(given: Record<string, Answer[]>) {
  answers = given;
  asked.length = 0;
  return createListedHires(client, { hires: 'hires', sweeps: 'sweeps' }).find([{ from: '1', to: '4' }]);
}

describe('there is none', () => {
  test.each([
    ['at all', 'The table does not have the specified index: open-hires', table()],
    [
      'yet: it is being built',
      'Cannot read from backfilling global secondary index: open-hires',
      table({ IndexName: 'open-hires', IndexStatus: 'CREATING', Backfilling: true }),
    ],
    [
      'but another',
      'The table does not have the specified index: open-hires',
      table({ IndexName: 'other', IndexStatus: 'ACTIVE' }),
    ],
  ])('%s', async (_, message, described) => {
    const nothing = find({ Query: [error('ValidationException', message)], DescribeTable: [described] });
    await expect(nothing).rejects.toThrow(UnusableIndex);
  });
});

test.each([
  ['a query that is refused though the index is there', 'ValidationException', ['Query', 'DescribeTable']],
  ['a role that may not query', 'AccessDeniedException', ['Query']],
])('%s is no missing index', async (_, code, calls) => {
  const refused = find({
    Query: [error(code, 'no')],
    DescribeTable: [table({ IndexName: 'open-hires', IndexStatus: 'ACTIVE' })],
  });
  await expect(refused).rejects.toThrow(DynamoDBServiceException);
  await expect(refused).rejects.toMatchObject({ name: code });
  expect(asked).toEqual(calls);
});

test('a busy table is asked again, and if it stays busy, that is the error', async () => {
  const busy = error(
    'ProvisionedThroughputExceededException',
    'The level of configured throughput was exceeded',
  );
  expect(await find({ Query: [busy, found] })).toEqual({ keys: ['bamboohr//1'], left: [] });
  await expect(find({ Query: [busy] })).rejects.toMatchObject({
    name: 'ProvisionedThroughputExceededException',
  });
});
