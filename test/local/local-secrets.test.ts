import { expect, test } from '@jest/globals';
import { generateSecrets, readCredentials, withLookupKey } from '../../local/local-secrets.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { createResources } from '../infra/template.ts';

const configuration = createConfiguration();
const { name } = configuration;

test('every secret of the stack has a sample value', async () => {
  const inStack = (await createResources()).ofType('Custom::KeptSecret');
  const names = inStack.map(({ Properties }) => Properties['SecretName']);
  expect([...generateSecrets(configuration).keys()].sort()).toEqual(names.sort());
});

test('the key to the pseudonyms is made up, another one for each run', () => {
  const keyOf = (secrets: ReadonlyMap<string, string>) => readCredentials(secrets, name).lookupKey;
  const [first, second] = [withLookupKey(name, new Map()), generateSecrets(configuration)].map(keyOf);
  expect(first).toMatch(/^[0-9a-f]{48}$/);
  expect(second).toMatch(/^[0-9a-f]{48}$/);
  expect(first).not.toBe(second);
});

test('a key that is given is kept', () => {
  const given = new Map([[`${name}/lookup`, '{"key":"a key of somebody’s own"}']]);
  expect(withLookupKey(name, given)).toEqual(given);
});
