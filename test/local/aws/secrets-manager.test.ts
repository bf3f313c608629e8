import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSecretStore, type SecretStore } from '../../../console/setup/secret-store.ts';
import { clientSettings } from '../../../local/aws/client-settings.ts';
import type { LocalServer } from '../../../local/aws/json-service.ts';
import { startSecretsManager } from '../../../local/aws/secrets-manager.ts';

/** The stand-in, by the client of AWS and as the set-up uses it. */

let server: LocalServer;
let client: SecretsManagerClient;
let store: SecretStore;
beforeEach(async () => {
  server = await startSecretsManager(
    new Map([
      ['new', '{"current":"REPLACE-ME"}'],
      ['used', '{"current":"one"}'],
    ]),
  );
  client = new SecretsManagerClient({ ...clientSettings, endpoint: server.url });
  store = createSecretStore(client);
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const stages = async (SecretId: string) =>
  Object.values((await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages ?? {}).flat();

test('a secret with its placeholder has one version, and a second one once it is filled in', async () => {
  expect(await stages('new')).toEqual(['AWSCURRENT']);
  expect(await store.isFilledIn('new')).toBe(false);
  await store.write('new', { current: 'one' });
  expect(await stages('new')).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  expect(await store.isFilledIn('new')).toBe(true);
  expect(await store.read('new')).toEqual({ text: '{"current":"one"}' });
  expect(await store.isFilledIn('used')).toBe(true);
});

test('the description of a secret does not hold its value', async () => {
  const answer = await client.send(new DescribeSecretCommand({ SecretId: 'used' }));
  expect(JSON.stringify(answer)).not.toContain('"one"');
});

test.each([
  ['reading', () => client.send(new GetSecretValueCommand({ SecretId: 'none' }))],
  ['describing', () => client.send(new DescribeSecretCommand({ SecretId: 'none' }))],
  ['writing', () => store.write('none', { current: 'one' })],
])('%s a secret that does not exist is refused', async (_, ask) => {
  await expect(ask()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test.each([
  ['an empty value', { SecretString: '' }],
  ['a value of more than 64 KB', { SecretString: 'x'.repeat(65_537) }],
  ['a version with a short id', { SecretString: 'one', ClientRequestToken: 'short' }],
])('%s is refused', async (_, change) => {
  await expect(client.send(new PutSecretValueCommand({ SecretId: 'used', ...change }))).rejects.toMatchObject(
    {
      name: 'ValidationException',
    },
  );
  expect(await store.read('used')).toEqual({ text: '{"current":"one"}' });
});
