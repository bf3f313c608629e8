import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createLog } from '../../lambda/aws/log.ts';
import { LookupSecret } from '../../lambda/aws/secrets.ts';
import { answerCloudFormation } from '../../lambda/keep/answer.ts';
import { createKeep } from '../../lambda/keep/keep.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type LocalServer, readBytes, serve, serveJson } from '../../local/aws/json-service.ts';
import { startSecretsManager } from '../../local/aws/secrets-manager.ts';
import { captureOutput } from '../helpers/captured-output.ts';

/** What CloudFormation asks for while it deploys, and what it is answered, over real HTTP. */

const CloudFormationAnswer = v.object({
  Status: v.picklist(['SUCCESS', 'FAILED']),
  Reason: v.optional(v.string()),
  PhysicalResourceId: v.string(),
  StackId: v.literal('the stack'),
  RequestId: v.literal('the request'),
  LogicalResourceId: v.literal('Secret1'),
});

const name = 'hire-invites/onelogin';
const ofSecret = {
  ResourceType: 'Custom::KeptSecret',
  ResourceProperties: { ServiceToken: 'arn', SecretName: name, Placeholders: ['clientId', 'clientSecret'] },
};
const ofIndex = {
  ResourceType: 'Custom::KeptIndex',
  ResourceProperties: {
    ServiceToken: 'arn',
    TableName: 'hires',
    IndexName: 'open-hires',
    PartitionKey: 'listing',
    SortKey: 'listingOrder',
  },
};

type JsonAnswers = Record<string, { status: number; body: object }>;

/** A service of AWS that gives these answers, by the operation. */
function startScripted(answers: JsonAnswers, asked: { operation: string; body: unknown }[]) {
  return serveJson((request, body) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    asked.push({ operation, body });
    return answers[operation] ?? { status: 500, body: {} };
  });
}

let cloudFormation: LocalServer;
let answers: { contentType: string | undefined; body: unknown }[];
let isTaken: boolean;
let secrets: LocalServer;
let waits: number[];
const closed: LocalServer[] = [];

beforeEach(async () => {
  answers = [];
  waits = [];
  isTaken = true;
  cloudFormation = await serve(async (request, response) => {
    const body: unknown = JSON.parse((await readBytes(request)).toString('utf8'));
    answers.push({ contentType: request.headers['content-type'], body });
    response.writeHead(isTaken ? 200 : 403).end();
  });
  secrets = await startSecretsManager(new Map());
  closed.push(cloudFormation, secrets);
});
afterEach(async () => {
  for (const server of closed.splice(0)) await server.close();
});

async function ask(
  request: object,
  { secretsUrl = secrets.url, dynamoDbUrl = secrets.url, type = 'Create' } = {},
) {
  const settings = { ...clientSettings, maxAttempts: 1 };
  const keep = createKeep({
    secretsManager: new SecretsManagerClient({ ...settings, endpoint: secretsUrl }),
    dynamoDb: new DynamoDBClient({ ...settings, endpoint: dynamoDbUrl }),
    answer: answerCloudFormation,
    wait: async (ms) => void waits.push(ms),
    log: createLog('hire-invites'),
  });
  const event = {
    RequestType: type,
    ResponseURL: `${cloudFormation.url}/answer?X-Amz-Signature=signed`,
    StackId: 'the stack',
    RequestId: 'the request',
    LogicalResourceId: 'Secret1',
    ...request,
  };
  return captureOutput(() => keep(event, { awsRequestId: 'r' }));
}

const lastAnswer = () => v.parse(CloudFormationAnswer, answers.at(-1)?.body);
const client = () => new SecretsManagerClient({ ...clientSettings, endpoint: secrets.url });
const stored = async (SecretId = name) =>
  (await client().send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';

describe('a secret', () => {
  test('that is missing is made with placeholders', async () => {
    await ask(ofSecret);
    expect(lastAnswer()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: name });
    expect(JSON.parse(await stored())).toEqual({ clientId: 'REPLACE-ME', clientSecret: 'REPLACE-ME' });
  });

  test('for the pseudonyms gets a key of its own, which nobody reads in a log', async () => {
    const ResourceProperties = { SecretName: 'hire-invites/lookup', Random: ['key'] };
    const { lines } = await ask({ ...ofSecret, ResourceProperties });
    const { key } = v.parse(LookupSecret, JSON.parse(await stored('hire-invites/lookup')));
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain(key);
    expect(lines.join()).not.toContain('X-Amz-Signature');
    await ask({ ...ofSecret, ResourceProperties: { ...ResourceProperties, SecretName: 'other' } });
    expect(await stored('other')).not.toContain(key);
  });

  test.each(['Create', 'Update'])(
    'that is there keeps its value, also if it shall have other keys: %s',
    async (type) => {
      await ask(ofSecret);
      const SecretString = '{"clientId":"id","clientSecret":"filled in"}';
      await client().send(new PutSecretValueCommand({ SecretId: name, SecretString }));
      const ResourceProperties = { SecretName: name, Placeholders: ['apiKey'] };
      const { lines } = await ask({ ...ofSecret, ResourceProperties }, { type });
      expect(lastAnswer()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: name });
      expect(await stored()).toBe(SecretString);
      expect(lines.join()).not.toContain('filled in');
    },
  );

  test('outlives the stack, and the source that it is for', async () => {
    await ask(ofSecret);
    await ask({ ...ofSecret, PhysicalResourceId: name }, { type: 'Delete' });
    expect(lastAnswer()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: name });
    expect(await stored()).toContain('REPLACE-ME');
  });

  const refused = (__type: string) => ({ status: 400, body: { __type, message: 'a secret: s3cr3t' } });

  test('that was deleted a moment ago is not made anew: a person is told how to get it back', async () => {
    const deleted = await startScripted({ CreateSecret: refused('InvalidRequestException') }, []);
    closed.push(deleted);
    await ask(ofSecret, { secretsUrl: deleted.url });
    expect(lastAnswer()).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining(`aws secretsmanager restore-secret --secret-id ${name}`),
    });
  });

  test('is tried for half a minute while the rights of the role do not count yet; then a person is told', async () => {
    const asked: { operation: string; body: unknown }[] = [];
    const denying = await startScripted({ CreateSecret: refused('AccessDeniedException') }, asked);
    closed.push(denying);
    const { lines } = await ask(ofSecret, { secretsUrl: denying.url });
    expect(waits).toEqual([5000, 10_000, 20_000]);
    expect(asked).toHaveLength(4);
    expect(lastAnswer()).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^hire-invites\/onelogin could not be made \(AccessDeniedException\)/),
    });
    expect(lines.join() + JSON.stringify(answers)).not.toContain('s3cr3t');
  });

  test('gets another key that encrypts it, without a new value', async () => {
    const asked: { operation: string; body: unknown }[] = [];
    const there = await startScripted(
      { CreateSecret: refused('ResourceExistsException'), UpdateSecret: { status: 200, body: {} } },
      asked,
    );
    closed.push(there);
    const withKey = { ...ofSecret.ResourceProperties, KmsKeyId: 'arn:aws:kms:key' };
    const change = (ResourceProperties: object) =>
      ask({ ...ofSecret, ResourceProperties }, { secretsUrl: there.url, type: 'Update' });
    await change(withKey);
    await change(ofSecret.ResourceProperties);
    const updates = asked.filter(({ operation }) => operation === 'UpdateSecret').map(({ body }) => body);
    expect(updates).toEqual([expect.objectContaining({ SecretId: name, KmsKeyId: 'arn:aws:kms:key' })]);
    for (const body of updates) expect(body).not.toHaveProperty('SecretString');
  });
});

describe('the index of a table', () => {
  async function askOf(indexes: object[]) {
    const asked: { operation: string; body: unknown }[] = [];
    const AttributeDefinitions = ['hire', 'listing'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    }));
    const Table = { TableName: 'hires', AttributeDefinitions, GlobalSecondaryIndexes: indexes };
    const described = { status: 200, body: { Table } };
    const dynamoDb = await startScripted({ DescribeTable: described, UpdateTable: described }, asked);
    closed.push(dynamoDb);
    await ask(ofIndex, { dynamoDbUrl: dynamoDb.url });
    expect(lastAnswer()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'hires/open-hires' });
    return asked.filter(({ operation }) => operation !== 'DescribeTable');
  }

  test('that lacks it is added', async () => {
    expect(await askOf([{ IndexName: 'another' }])).toEqual([
      {
        operation: 'UpdateTable',
        body: {
          TableName: 'hires',
          AttributeDefinitions: ['listing', 'listingOrder'].map((AttributeName) => ({
            AttributeName,
            AttributeType: 'S',
          })),
          GlobalSecondaryIndexUpdates: [
            {
              Create: {
                IndexName: 'open-hires',
                KeySchema: [
                  { AttributeName: 'listing', KeyType: 'HASH' },
                  { AttributeName: 'listingOrder', KeyType: 'RANGE' },
                ],
                Projection: { ProjectionType: 'ALL' },
              },
            },
          ],
        },
      },
    ]);
  });

  test('that has it, or builds it, is left alone', async () => {
    expect(await askOf([{ IndexName: 'open-hires', IndexStatus: 'CREATING' }])).toEqual([]);
  });
});

test('the answer has no content type: the signature of its address has none', async () => {
  await ask(ofSecret);
  expect(answers.map(({ contentType }) => contentType)).toEqual([undefined]);
});

test.each([
  ['another resource', { ResourceType: 'Custom::Other', ResourceProperties: {} }],
  ['other properties', { ...ofSecret, ResourceProperties: { Name: name } }],
])('CloudFormation is told if it asks for %s, instead of waiting', async (_, request) => {
  await ask(request);
  expect(lastAnswer()).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'Secret1' });
});

test('an answer that is not taken fails the run, so that Lambda runs it again', async () => {
  isTaken = false;
  await expect(ask(ofSecret)).rejects.toThrow('The answer was not taken: 403');
});
