import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalServer, serveJson } from '../local/aws/json-service.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** CloudFormation invokes the bundle of `keep`, which may do only what its role allows. */

let run: Awaited<ReturnType<typeof startLocalRun>>;
let cloudFormation: LocalServer;
const answers: unknown[] = [];
beforeAll(async () => {
  cloudFormation = await serveJson((request, body) => {
    answers.push({ method: request.method, body });
    return { status: 200, body: {} };
  });
  run = await startLocalRun(createConfiguration());
});
afterAll(async () => {
  await run.close();
  await cloudFormation.close();
});

test.each([
  [
    'hire-invites/onelogin',
    'Custom::KeptSecret',
    { SecretName: 'hire-invites/onelogin', Placeholders: ['clientId', 'clientSecret'] },
  ],
  [
    'hire-invites-hires/open-hires',
    'Custom::KeptIndex',
    {
      TableName: 'hire-invites-hires',
      IndexName: 'open-hires',
      PartitionKey: 'listing',
      SortKey: 'listingOrder',
    },
  ],
])('%s is there, and stays as it is', async (PhysicalResourceId, ResourceType, ResourceProperties) => {
  const told = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Kept' };
  const ResponseURL = `${cloudFormation.url}/answer?signature=signed`;
  await run.stack.invoke('hire-invites-keep', {
    RequestType: 'Create',
    ResponseURL,
    ...told,
    ResourceType,
    ResourceProperties: { ServiceToken: 'arn', ...ResourceProperties },
  });
  expect(answers.at(-1)).toEqual({ method: 'PUT', body: { Status: 'SUCCESS', PhysicalResourceId, ...told } });
  const { Table } = await run.stack.dynamoDb.send(
    new DescribeTableCommand({ TableName: 'hire-invites-hires' }),
  );
  expect(Table?.GlobalSecondaryIndexes).toHaveLength(1);
  expect(run.lines.join('\n')).toContain('there already');
  expect(run.lines.join('\n')).not.toContain('signature=signed');
});
