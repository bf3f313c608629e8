import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createHiresTable } from '../../lambda/aws/hires-table.ts';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { hiresTable } from '../helpers/tables.ts';

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
let hires = 0;
let row: HireRow;
beforeAll(async () => {
  dynamoDb = await startDynamoDb([hiresTable]);
});
afterAll(() => dynamoDb.close());
beforeEach(() => {
  hires += 1;
  row = {
    hire: `bamboohr//${hires}`,
    state: 'sending',
    version: 1,
    writer: 'token-1',
    lease: { token: 'token-1', messageId: 'message-1', until: 1000 },
    unresolvedSend: { startedAt: 900, userId: '7', invitationSentAt: null },
    rung: 0,
    firstAttemptAt: 0,
    updatedAt: 0,
    requestId: 'request-1',
  };
});

const table = () => createHiresTable(dynamoDb.client, 'hires');

test('a row comes back as it was written, with the version of its form', async () => {
  expect(await table().read(row.hire)).toBeUndefined();
  expect(await table().write(row)).toBe(true);
  expect(await table().read(row.hire)).toEqual({ ...row, schema: 1 });
});

test('a row with everything in it comes back as it was written', async () => {
  const full: HireRow = {
    ...row,
    schema: 1,
    state: 'not-activated',
    code: 'NOT_ACTIVATED',
    outcomes: [
      { code: 'INVITED', at: 1000 },
      { code: 'NOT_ACTIVATED', at: 2000, times: 3 },
    ],
    engagement: 2,
    announced: { event: 'updated', saidAt: 1000, isDated: true, personHash: 'a', isWhole: true },
    createdAt: 1000,
    heardAt: 1000,
    heardRecords: ['a'],
    notBefore: 1000,
    startDate: '2026-03-02',
    timeZone: 'Asia/Tokyo',
    zoneUnknownAt: 1000,
    sinceRemoval: {
      announced: { event: 'updated', saidAt: 1000, isDated: true, personHash: 'a' },
      notBefore: 1000,
      startDate: '2026-03-02',
      timeZone: 'unknown',
      waitUntil: 2000,
    },
    invitedAt: 1000,
    isCounted: true,
    awaitedSince: 1000,
    followUpAt: 2000,
    followUpsSent: 1,
    notActivatedAt: 2000,
    endedAt: 3000,
    earlierUsers: [{ userId: '6', since: 500 }],
    parked: { at: 1000, messageId: 'message-1' },
    parkedRecords: ['b'],
    unresolvedSend: { startedAt: 900, userId: '7', invitationSentAt: null, sentTo: 'c', reason: 'follow-up' },
    unclearSends: 1,
    waitUntil: 2000,
    limitedMs: 5,
    oneLoginUserId: '7',
    mailKeys: ['mail:c'],
    readAt: 1000,
    expiresAt: 4000,
  };
  expect(await table().write(full)).toBe(true);
  expect(await table().read(row.hire)).toEqual(full);
  const { Item = {} } = await dynamoDb.client.send(
    new GetItemCommand({ TableName: 'hires', Key: { hire: { S: row.hire } } }),
  );
  expect(Item).toMatchObject({
    invitedAt: { S: '1970-01-01T00:00:01.000Z' },
    notActivatedAt: { S: '1970-01-01T00:00:02.000Z' },
    earlierUsers: { L: [{ M: { since: { S: '1970-01-01T00:00:00.500Z' } } }] },
  });
});

test('times are stored so that a person can read them', async () => {
  await table().write({ ...row, waitUntil: 1000 });
  const { Item } = await dynamoDb.client.send(
    new GetItemCommand({ TableName: 'hires', Key: { hire: { S: row.hire } } }),
  );
  expect(Item).toMatchObject({ waitUntil: { S: '1970-01-01T00:00:01.000Z' } });
});

test.each([
  ['first', 1],
  ['next', 2],
])('if two write the %s version, one wins', async (_, version) => {
  if (version === 2) await table().write(row);
  const writes = ['token-a', 'token-b'].map((writer) => table().write({ ...row, version, writer }));
  expect((await Promise.all(writes)).sort()).toEqual([false, true]);
});

test('a write over a row that has moved on is refused', async () => {
  await table().write(row);
  await table().write({ ...row, version: 2, writer: 'token-2' });
  expect(await table().write({ ...row, version: 2 })).toBe(false);
  expect(await table().read(row.hire)).toMatchObject({ version: 2, writer: 'token-2' });
});

test('a write that the client repeats because its answer was lost is recognised', async () => {
  await table().write(row);
  expect(await table().write(row)).toBe(true);
  expect(await table().write({ ...row, writer: 'another' })).toBe(false);
});

test('a row is read consistently', async () => {
  const inputs: unknown[] = [];
  const client = {
    send: async (command: GetItemCommand | PutItemCommand) => {
      inputs.push(command.input);
      return {};
    },
  };
  await createHiresTable(client, 'hires').read('a');
  expect(inputs).toMatchObject([{ ConsistentRead: true }]);
});

test('an error of DynamoDB does not count as a lost race', async () => {
  const client = {
    send: async () => {
      throw new Error('throttled');
    },
  };
  await expect(createHiresTable(client, 'hires').write(row)).rejects.toThrow('throttled');
});

test('a code that this version does not know does not hide the row', async () => {
  await dynamoDb.client.send(
    new PutItemCommand({
      TableName: 'hires',
      Item: {
        hire: { S: row.hire },
        state: { S: 'waiting' },
        code: { S: 'OF_A_LATER_VERSION' },
        version: { N: '1' },
        writer: { S: 'x' },
        rung: { N: '0' },
        firstAttemptAt: { S: '1970-01-01T00:00:00Z' },
        updatedAt: { S: '1970-01-01T00:00:00Z' },
        requestId: { S: 'x' },
      },
    }),
  );
  expect(await table().read(row.hire)).toMatchObject({ state: 'waiting' });
});

test.each([
  ['the year 10000, which 31 December 9999 is in the west', Date.parse('+010000-01-01T08:00:00Z')],
  ['the year 12000', Date.parse('+012000-01-01T00:00:00Z')],
  ['the year before 0', Date.parse('-000001-12-31T20:00:00Z')],
])('a row with a moment in %s can be written and read again', async (_, notBefore) => {
  const announced = { event: 'created', saidAt: notBefore, isDated: true, personHash: 'a' } as const;
  expect(await table().write({ ...row, notBefore, announced })).toBe(true);
  const read = await table().read(row.hire);
  expect(new Date(read?.notBefore ?? 0).toISOString()).toMatch(/^(?:9999-12-31|0000-01-01)T/);
  expect(await table().write({ ...row, ...read, version: 2 })).toBe(true);
});

test('a row that an earlier version wrote with a year of five digits can be read', async () => {
  await table().write(row);
  await dynamoDb.client.send(
    new UpdateItemCommand({
      TableName: 'hires',
      Key: { hire: { S: row.hire } },
      UpdateExpression: 'SET notBefore = :far',
      ExpressionAttributeValues: { ':far': { S: '+010000-01-01T08:00:00.000Z' } },
    }),
  );
  expect((await table().read(row.hire))?.notBefore).toBe(Date.parse('+010000-01-01T08:00:00Z'));
});

test('a row with a code of another version can be read, and written again', async () => {
  await table().write(row);
  await dynamoDb.client.send(
    new UpdateItemCommand({
      TableName: 'hires',
      Key: { hire: { S: row.hire } },
      UpdateExpression: 'SET code = :code',
      ExpressionAttributeValues: { ':code': { S: 'A_CODE_OF_LATER' } },
    }),
  );
  const read = await table().read(row.hire);
  if (read === undefined) throw new Error('no row');
  expect(read.code).toBeUndefined();
  expect(await table().write({ ...read, version: 2 })).toBe(true);
});
