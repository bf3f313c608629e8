import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { guardService } from '../../../local/aws/guard-service.ts';
import { createPermissions } from '../../../local/aws/permissions.ts';
import { account, type PolicyStatement, region } from '../../../local/aws/template.ts';
import { tableOf } from '../../helpers/tables.ts';

/** A service on this machine asks what the caller's role may do. */

const table = (name: string) => `arn:aws:dynamodb:${region}:${account}:table/${name}`;
const statement = (change: Partial<PolicyStatement>): PolicyStatement => ({
  role: 'Reader',
  effect: 'Allow',
  actions: ['dynamodb:GetItem'],
  resources: [table('hires')],
  ...change,
});

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
beforeAll(async () => {
  dynamoDb = await startDynamoDb([
    { ...tableOf('hire'), TableName: 'hires' },
    { ...tableOf('hire'), TableName: 'users' },
  ]);
  guardService(
    dynamoDb.server,
    createPermissions(
      [
        statement({}),
        statement({ role: 'Writer', actions: ['dynamodb:*'], resources: [table('*')] }),
        statement({
          role: 'Writer',
          effect: 'Deny',
          actions: ['dynamodb:PutItem'],
          resources: [table('users')],
        }),
      ],
      ['Reader', 'Writer', 'WithoutRights'],
    ),
  );
});
afterAll(() => dynamoDb.close());

const as = (accessKeyId: string) =>
  new DynamoDBClient({
    region,
    endpoint: dynamoDb.url,
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 1,
  });
const read = (role: string, TableName: string) =>
  as(role).send(new GetItemCommand({ TableName, Key: { hire: { S: 'one' } } }));
const write = (role: string, TableName: string, note = '') =>
  as(role).send(new PutItemCommand({ TableName, Item: { hire: { S: 'one' }, note: { S: note } } }));
const denied = { name: 'AccessDeniedException' };

test('what a role has the right to is done', async () => {
  const note = 'x'.repeat(200_000); // comes in several pieces
  await write('Writer', 'hires', note);
  expect(await read('Reader', 'hires')).toMatchObject({ Item: { note: { S: note } } });
});

test('another action, another table, another role, and what is denied, is refused with what is missing', async () => {
  await expect(write('Reader', 'hires')).rejects.toMatchObject({
    ...denied,
    message: `Reader is not authorized to perform: dynamodb:PutItem on resource: ${table('hires')}`,
  });
  await expect(read('Reader', 'users')).rejects.toMatchObject(denied);
  await expect(read('WithoutRights', 'hires')).rejects.toMatchObject(denied);
  await expect(write('Writer', 'users')).rejects.toMatchObject(denied);
});

test('a person who works on this machine may do everything', async () => {
  for (const signer of ['local', 'AKIAIOSFODNN7EXAMPLE'])
    await expect(write(signer, 'users')).resolves.toMatchObject({});
});

test('a call that is not known here is refused, and the service goes on', async () => {
  const lambda = new LambdaClient({
    region,
    endpoint: dynamoDb.url,
    credentials: { accessKeyId: 'Reader', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await expect(lambda.send(new ListFunctionsCommand())).rejects.toMatchObject({
    ...denied,
    message: 'GET /2015-03-31/functions of Lambda is not known locally',
  });
  await expect(read('Reader', 'hires')).resolves.toMatchObject({});
});
