import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { ConfigurationError } from '../../config/read-configuration.ts';
import { neededSecrets } from '../../console/setup/needed-secrets.ts';
import { secretKeys } from '../../infra/secrets.ts';
import { apiSecretSchema, faultsOf } from '../../lambda/aws/secrets.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { fetchEmployee } from '../../lambda/hr-systems/api/fetch-employee.ts';
import type { HttpRequest } from '../../lambda/http/http-request.ts';
import { jsonAnswer } from '../helpers/answers.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { createSource } from '../helpers/sources.ts';

/** An API that wants a second key, in a header of its own. */

const bearer = [{ type: 'bearer' }];
const secretHeaders = { 'US-Customer-Api-Key': 'customerKey' };
const settings = (authentication: object, path = '/people/{id}') => ({
  type: 'generic',
  authentication: bearer,
  api: {
    baseUrl: 'https://hr.example/v1',
    authentication,
    employee: { request: { path }, workEmail: 'mail' },
  },
});

async function ask(authentication: object, secret: Record<string, string>): Promise<HttpRequest[]> {
  const source = createSource(settings(authentication));
  const api = connectApi(source, undefined);
  if (api === undefined) throw new Error('no API');
  const read = v.parse(apiSecretSchema(api.authentication), secret);
  const requests: HttpRequest[] = [];
  await fetchEmployee(api, '1', {
    http: async (request) => {
      requests.push(request);
      return jsonAnswer(200, { access_token: 'a-token', mail: 'a@acme.example' });
    },
    readSecret: async () => read,
    timeoutMs: () => 1000,
    nowMs: () => 0,
  });
  return requests;
}

const basic = `Basic ${Buffer.from('service:word').toString('base64')}`;

test.each([
  ['basic', { user: 'service', password: 'word' }, basic],
  ['bearer', { apiKey: 'k' }, 'Bearer k'],
])('goes out beside a credential of the type %s', async (type, secret, authorization) => {
  const requests = await ask({ type, secretHeaders }, { ...secret, customerKey: ' second-key ' });
  expect(requests.map(({ headers }) => headers)).toEqual([
    { accept: 'application/json', authorization, 'US-Customer-Api-Key': 'second-key' },
  ]);
});

test('goes out beside a token, and not to the address that gives tokens', async () => {
  const oauth = { type: 'oauth', tokenUrl: 'https://login.example/token', secretHeaders };
  const [mint, call] = await ask(oauth, { user: 'service', password: 'word', customerKey: 'second-key' });
  expect(mint?.headers).not.toHaveProperty('US-Customer-Api-Key');
  expect(call?.headers).toMatchObject({
    authorization: 'Bearer a-token',
    'US-Customer-Api-Key': 'second-key',
  });
});

describe('what the secret lacks is said by the name of its key, and never by a value', () => {
  const source = createSource(settings({ type: 'bearer', secretHeaders }));
  const judge = (secret: object) => {
    if (source.api === undefined) throw new Error('no API');
    const { issues = [] } = v.safeParse(apiSecretSchema(source.api.authentication), secret);
    return faultsOf(issues);
  };

  test.each([
    [{ apiKey: 'k' }, 'customerKey is missing'],
    [{ apiKey: 'k', customerKey: 'REPLACE-ME' }, 'customerKey is still the placeholder'],
    [
      { apiKey: 'k', customerKey: ' ' },
      'customerKey is blank; customerKey has characters that cannot stand in a header',
    ],
    [
      { apiKey: 'k', customerKey: 'hush\r\nHost: evil' },
      'customerKey has characters that cannot stand in a header',
    ],
    [{ apiKey: 'k', customerKey: 'second-key' }, ''],
  ])('%j: %s', (secret, fault) => {
    expect(judge(secret)).toBe(fault);
  });
});

test('setup and the stack ask for it', () => {
  const configuration = createConfiguration({ sources: { hr: settings({ type: 'bearer', secretHeaders }) } });
  const vendors = { oneLoginUrl: () => undefined, hrApiUrl: () => undefined, hasHrApi: () => false };
  const needed = neededSecrets(configuration, vendors).find(({ secret }) => secret === 'hire-invites/hr/api');
  expect(needed?.fields).toEqual({
    apiKey: 'API key or token',
    customerKey: 'value for US-Customer-Api-Key',
  });
  const { hr } = configuration.sources;
  expect(hr && secretKeys.api(hr)).toEqual(['apiKey', 'customerKey']);
});

test.each([
  { Authorization: 'customerKey' },
  { Host: 'customerKey' },
  { 'X-Second': 'apiKey' },
  { 'X-Second': 'not a key' },
])('%j is refused when the stack is made', (headers) => {
  const create = () => createSource(settings({ type: 'bearer', secretHeaders: headers }));
  expect(create).toThrow(ConfigurationError);
});
