import type { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { AskSecrets } from '../../lambda/aws/ask-secrets.ts';
import { createSecretReader } from '../../lambda/aws/secrets.ts';
import { checkSecrets } from '../../lambda/receive/check-secrets.ts';
import { createConfiguration } from '../helpers/configuration.ts';

/** What `receive` says of its secrets when `operate` asks. */

const key = Buffer.alloc(24, 1).toString('base64');
const configuration = createConfiguration();

function answer(secrets: Record<string, unknown>) {
  const client = {
    async send({ input: { SecretId = '' } }: GetSecretValueCommand) {
      if (!(SecretId in secrets))
        throw Object.assign(new Error('none'), { name: 'ResourceNotFoundException' });
      return { SecretString: JSON.stringify(secrets[SecretId]) };
    },
  };
  return checkSecrets(configuration, createSecretReader({ client, nowMs: () => 0 }));
}

const bamboohr = 'hire-invites/bamboohr/webhook';
const homeMade = 'hire-invites/home-made/webhook';

test('all can be used, also while one of them is changed', async () => {
  const secrets = {
    [bamboohr]: { current: 'new', previous: 'old' },
    [homeMade]: { current: `whsec_${key}` },
  };
  expect(await answer(secrets)).toEqual({ unusable: {} });
});

test.each([
  [undefined, 'cannot be read from Secrets Manager (ResourceNotFoundException)'],
  ['text', 'is not a JSON object'],
  [{ current: 'REPLACE-ME' }, 'current is still the placeholder'],
  [{ previous: `whsec_${key}` }, 'current is missing'],
  [{ current: 'secret-with-ümlaut' }, 'current is not a key of this source'],
])('one cannot: %j', async (value, reason) => {
  const secrets = { [bamboohr]: { current: 'new' }, ...(value !== undefined && { [homeMade]: value }) };
  const { unusable } = await answer(secrets);
  expect(unusable).toEqual({ 'home-made': `${homeMade}: ${reason}` });
  expect(JSON.stringify(unusable)).not.toMatch(/ümlaut|AQEB/);
});

test('the question is no event of API Gateway: those have other keys', () => {
  const body = JSON.stringify({ ask: 'webhook-secrets' });
  expect(v.is(AskSecrets, { ask: 'webhook-secrets' })).toBe(true);
  expect(v.is(AskSecrets, { version: '2.0', body })).toBe(false);
  expect(v.is(AskSecrets, { version: '2.0', ask: 'webhook-secrets' })).toBe(false);
});
