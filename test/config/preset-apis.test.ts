import { afterEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { presets } from '../../config/presets/index.ts';
import type { ExampleHire } from '../../config/presets/preset.ts';
import { type ApiSecret, apiSecretSchema } from '../../lambda/aws/secrets.ts';
import type { ApiCalls, ListCalls } from '../../lambda/hr-systems/api/api.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { fetchEmployee } from '../../lambda/hr-systems/api/fetch-employee.ts';
import { fetchPage } from '../../lambda/hr-systems/api/list-employees.ts';
import { sendHttpRequest } from '../../lambda/http/http-request.ts';
import { type HrApiSandbox, startHrApi } from '../../local/sandbox/hr-api.ts';
import { jsonAnswer } from '../helpers/answers.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { sourceOf } from '../helpers/preset-sources.ts';
import { createSource } from '../helpers/sources.ts';

/** The presets’ APIs over real HTTP, against a sandbox that knows their calls and answers in the documented shape. */

const ada = {
  employeeId: '3373576791477190995',
  workEmail: 'Ada.Lovelace@acme.example',
  personalEmail: 'ada@home.example',
  startDate: '2026-03-02',
};

const withApi = Object.entries(presets).flatMap(([type, { apiExample }]) =>
  apiExample === undefined ? [] : [[type, apiExample] as const],
);

let sandbox: HrApiSandbox | undefined;
afterEach(() => sandbox?.close());

/** All that the API's secret has to have, each with this value. */
function secretFor({ api }: ReturnType<typeof createSource>, value: string): ApiSecret {
  if (api === undefined) throw new Error('no API');
  const schema = apiSecretSchema(api.authentication);
  const keys = Object.keys(schema.entries);
  return v.parse(
    schema,
    Object.fromEntries(keys.map((key) => [key, key === 'password' ? `${value}, with : and ,` : value])),
  );
}

async function start(type: string, example: (typeof withApi)[number][1]) {
  const source = createSource(sourceOf(type));
  const secret = secretFor(source, 'the-secret');
  const running = await startHrApi(source, example, { secret, hires: [ada] });
  sandbox = running;
  const api = connectApi(source, running.url);
  if (api === undefined) throw new Error('no API');
  const clock = { nowMs: 0 };
  const calls = (given: ApiSecret = secret): ListCalls => ({
    http: sendHttpRequest,
    readSecret: async () => given,
    timeoutMs: () => 5000,
    nowMs: () => clock.nowMs,
    settings: createConfiguration(),
  });
  return { api, calls, clock, running, source };
}

describe.each(withApi)('%s', (type, example) => {
  test('gives what an invite needs to know about an employee', async () => {
    const { api, calls } = await start(type, example);
    const { personalEmail, ...known } = ada;
    const { employeeId, ...person } = type === 'personio' ? known : ada;
    expect(await fetchEmployee(api, employeeId, calls())).toEqual({ person, hidden: [] });
  });

  test('is not believed if it answers with another employee', async () => {
    const answerAnother = (hire: ExampleHire) =>
      example.calls['employee']?.({ ...hire, employeeId: '999' }) ?? {};
    const { api, calls } = await start(type, {
      ...example,
      calls: { ...example.calls, employee: answerAnother },
    });
    expect(await fetchEmployee(api, ada.employeeId, calls())).toEqual({ code: 'ANOTHER_EMPLOYEE' });
  });

  test('does not know an employee who is not there yet', async () => {
    const { api, calls } = await start(type, example);
    expect(await fetchEmployee(api, '404', calls())).toMatchObject({ code: 'EMPLOYEE_NOT_IN_HR_YET' });
  });

  test('refuses another credential', async () => {
    const { api, calls, source } = await start(type, example);
    const refused = { code: 'HR_CREDENTIAL_REFUSED' };
    const given = secretFor(source, 'the-secret');
    for (const [key, value] of Object.entries(secretFor(source, 'another'))) {
      const other = { ...given, [key]: value };
      expect(await fetchEmployee(api, ada.employeeId, calls(other))).toMatchObject(refused);
    }
  });
});

test('HiBob lists everybody on one page', async () => {
  const example = presets['hibob']?.apiExample;
  if (example === undefined) throw new Error('no example');
  const { api, calls } = await start('hibob', example);
  const { list } = api;
  if (list === undefined) throw new Error('no list');
  expect(await fetchPage({ ...api, list }, undefined, calls())).toEqual({
    employees: [{ employeeId: ada.employeeId, startDate: ada.startDate }],
    unreadableIds: 0,
    hiddenDates: 0,
  });
});

describe('a token by client credentials', () => {
  const example = presets['personio']?.apiExample;
  const startPersonio = () => {
    if (example === undefined) throw new Error('no example');
    return start('personio', example);
  };
  const tokensAsked = (requests: string[]) => requests.filter((url) => url.endsWith('/v2/auth/token')).length;
  const watched = (calls: ApiCalls) => {
    const requests: string[] = [];
    const http: ApiCalls['http'] = (request) => {
      requests.push(request.url);
      return sendHttpRequest(request);
    };
    return { requests, calls: { ...calls, http } };
  };

  test('is kept until it expires, half a minute early', async () => {
    const { api, calls, clock } = await startPersonio();
    const { requests, calls: counted } = watched(calls());
    await fetchEmployee(api, ada.employeeId, counted);
    clock.nowMs = (3600 - 31) * 1000;
    await fetchEmployee(api, ada.employeeId, counted);
    expect(tokensAsked(requests)).toBe(1);
    clock.nowMs = (3600 - 30) * 1000;
    await fetchEmployee(api, ada.employeeId, counted);
    expect(tokensAsked(requests)).toBe(2);
  });

  test('that is refused is renewed once, and the call made again', async () => {
    const { api, calls, running } = await startPersonio();
    const { requests, calls: counted } = watched(calls());
    await fetchEmployee(api, ada.employeeId, counted);
    running.revokeTokens();
    expect(await fetchEmployee(api, ada.employeeId, counted)).toMatchObject({
      person: { workEmail: ada.workEmail },
    });
    expect(tokensAsked(requests)).toBe(2);
  });

  test('that is refused after a newer one was made leaves the newer one', async () => {
    const { api, calls } = await startPersonio();
    let minted = 0;
    const minting: ApiCalls = {
      ...calls(),
      http: async () => jsonAnswer(200, { access_token: `token-${++minted}`, expires_in: 3600 }),
    };
    const get = () => api.tokens?.get(minting);
    expect(await get()).toBe('token-1');
    api.tokens?.drop('token-1');
    expect(await get()).toBe('token-2');
    api.tokens?.drop('token-1');
    expect(await get()).toBe('token-2');
  });

  test('for a wrong client is refused, even if the answer is a 400', async () => {
    const { api, calls } = await startPersonio();
    const refusing = (status: number) => ({
      ...calls(),
      http: async () => jsonAnswer(status, { error: 'invalid_client' }),
    });
    for (const status of [400, 401])
      expect(await api.tokens?.get(refusing(status))).toEqual({ code: 'HR_CREDENTIAL_REFUSED', status });
  });

  test('is requested once for many calls at once', async () => {
    const { api, calls } = await startPersonio();
    const { requests, calls: counted } = watched(calls());
    await Promise.all(Array.from({ length: 5 }, () => fetchEmployee(api, ada.employeeId, counted)));
    expect(tokensAsked(requests)).toBe(1);
  });

  test('is not requested when there is no time left', async () => {
    const { api, calls } = await startPersonio();
    const late = { ...calls(), timeoutMs: () => undefined };
    expect(await fetchEmployee(api, ada.employeeId, late)).toEqual({ code: 'OUT_OF_TIME' });
  });
});
