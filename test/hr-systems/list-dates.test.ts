import { expect, test } from '@jest/globals';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { fetchPage } from '../../lambda/hr-systems/api/list-employees.ts';
import { jsonAnswer } from '../helpers/answers.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { createSource } from '../helpers/sources.ts';

/** The days that a list is asked for. */

const settings = createConfiguration({
  invite: { timeZone: 'Europe/Berlin', daysBeforeStart: 1 },
  sweep: { daysBack: 3, daysAhead: 14 },
});

async function ask(list: object): Promise<string> {
  const authentication = { type: 'bearer' };
  const employee = { request: { path: '/people/{id}' } };
  const api = {
    baseUrl: 'https://hr.example',
    authentication,
    employee,
    list: { startDate: 'start', ...list },
  };
  const connected = connectApi(
    createSource({ type: 'generic', authentication: [authentication], api }),
    undefined,
  );
  if (connected?.list === undefined) throw new Error('no list');
  let asked = '';
  await fetchPage({ ...connected, list: connected.list }, undefined, {
    http: async ({ url, body = '' }) => {
      asked = url.slice('https://hr.example'.length) + body;
      return jsonAnswer(200, []);
    },
    readSecret: async () => ({ apiKey: 'k' }),
    timeoutMs: () => 1000,
    nowMs: () => Date.parse('2026-03-01T23:30:00Z'), // 2 March in Berlin
    settings,
  });
  return asked;
}

const inPath = { request: { path: '/people?after={from}&before={to}' } };

test.each<[string, object, string]>([
  [
    'are those that the sweep looks for, and one more at either end',
    inPath,
    '/people?after=2026-02-26&before=2026-03-18',
  ],
  [
    'may be others, for a list by the last change',
    { request: { path: '/people?changed={from}' }, dates: { daysBack: 180, format: 'instant' } },
    '/people?changed=2025-09-03T00%3A00%3A00Z',
  ],
  [
    'may go further ahead',
    { ...inPath, dates: { daysAhead: 60 } },
    '/people?after=2026-02-26&before=2026-05-01',
  ],
  [
    'may stand in a body',
    {
      request: { method: 'POST', path: '/search', body: { between: ['{from}', '{to}'], query: '{ name }' } },
    },
    '/search{"between":["2026-02-26","2026-03-18"],"query":"{ name }"}',
  ],
])('%s', async (_, list, asked) => {
  expect(await ask(list)).toBe(asked);
});
