import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type BambooHrSandbox, startBambooHr } from '../../../local/sandbox/bamboohr.ts';
import { ask, control, json, tryToAsk } from './ask.ts';

let bambooHr: BambooHrSandbox;
beforeEach(async () => {
  bambooHr = await startBambooHr();
  bambooHr.putEmployee({ id: '100', workEmail: 'ada@acme.example', displayName: 'Ada <Countess> & more' });
});
afterEach(() => bambooHr.close());

const basic = (key: string) => `Basic ${Buffer.from(`${key}:x`).toString('base64')}`;
const headers = { accept: json, authorization: basic('sandbox-api-key') };
const path = (id: string) => `/api/v1/employees/${id}?fields=workEmail,homeEmail&onlyCurrent=false`;
const getEmployee = (id = '100', change: Record<string, string> = {}) =>
  ask('GET', bambooHr.url + path(id), { headers: { ...headers, ...change } });

describe('Get Employee', () => {
  test('answers the id and the fields that were asked for; an empty one is null', async () => {
    const { status, body } = await getEmployee();
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ id: '100', workEmail: 'ada@acme.example', homeEmail: null });
  });

  test('leaves out a field that the key may not see, whether it is empty or not', async () => {
    bambooHr.hideField('workEmail');
    bambooHr.hideField('homeEmail');
    expect(JSON.parse((await getEmployee()).body)).toEqual({ id: '100' });
  });

  test('answers in XML if JSON was not asked for', async () => {
    const url = `${bambooHr.url}/api/v1/employees/100?fields=displayName`;
    const answer = await ask('GET', url, { headers: { authorization: basic('sandbox-api-key') } });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/xml' } });
    expect(answer.body).toContain('<field id="displayName">Ada &#60;Countess&#62; &#38; more</field>');
  });

  test.each([
    ['another key', { authorization: basic('another') }],
    ['the key without its password', { authorization: basic('sandbox-api-key').slice(0, -4) }],
    ['no key', { authorization: '' }],
  ])('refuses %s', async (_, change) => {
    expect((await getEmployee('100', change)).status).toBe(401);
  });

  test('accepts another key once it is set', async () => {
    bambooHr.setApiKey('another');
    expect((await getEmployee()).status).toBe(401);
    expect((await getEmployee('100', { authorization: basic('another') })).status).toBe(200);
  });

  test('does not know every employee', async () => {
    expect((await getEmployee('101')).status).toBe(404);
  });

  test.each([
    ['GET', '/api/v1/employees/'],
    ['GET', '/api/v1/employees/100/files'],
    ['GET', '/api/v1/employees/%'],
    ['POST', path('100')],
  ] as const)('is not at %s %s', async (method, elsewhere) => {
    expect((await ask(method, bambooHr.url + elsewhere, { headers })).status).toBe(404);
    expect(bambooHr.calls).toEqual({ employee: 0, employees: 0 });
  });
});

describe('List Employees', () => {
  const list = async (query: string, change: Record<string, string> = {}) => {
    const url = `${bambooHr.url}/api/v1/employees?${query}`;
    const { status, body } = await ask('GET', url, { headers: { ...headers, ...change } });
    return { status, body: status === 200 ? JSON.parse(body) : body };
  };
  const page = 'fields=hireDate&page[limit]=2';

  test('gives them page by page, each with the requested fields, until all were given', async () => {
    for (const id of ['101', '102']) bambooHr.putEmployee({ id, hireDate: '2026-03-02' });
    const employee = { employeeId: '100', status: null, _restrictedFields: [], hireDate: null };
    const { body } = await list(page);
    expect(body).toMatchObject({ data: [employee, { employeeId: '101', hireDate: '2026-03-02' }] });
    const { nextCursor } = body.meta.page;
    const rest = await list(`${page}&page[after]=${encodeURIComponent(nextCursor)}`);
    expect(rest.body).toMatchObject({
      data: [{ employeeId: '102' }],
      meta: { total: 3, page: { nextCursor: null } },
    });
    expect(bambooHr.calls).toEqual({ employee: 0, employees: 2 });
  });

  test('says which fields the key may not see', async () => {
    bambooHr.putEmployee({ id: '100', hireDate: '2026-03-02' });
    bambooHr.hideField('hireDate');
    const { body } = await list(page);
    expect(body.data).toMatchObject([{ hireDate: null, _restrictedFields: ['hireDate'] }]);
  });

  test.each([
    ['another key', page, { authorization: basic('another') }, 401],
    ['a cursor that is none', `${page}&page[after]=nonsense`, {}, 400],
    ['a page of no employee', 'page[limit]=0', {}, 400],
  ])('refuses %s', async (_, query, change, status) => {
    expect(await list(query, change)).toMatchObject({ status });
  });
});

describe('a fault', () => {
  test.each([
    [
      { kind: 'answer', status: 401 },
      { status: 401, body: '' },
    ],
    [
      { kind: 'answer', status: 403, message: 'No access' },
      { headers: { 'x-bamboohr-error-message': 'No access' } },
    ],
    [
      { kind: 'answer', status: 429, headers: { 'retry-after': '30' } },
      { status: 429, headers: { 'retry-after': '30' } },
    ],
    [
      { kind: 'answer', status: 503, body: '<html>' },
      { status: 503, headers: { 'content-type': 'text/html' } },
    ],
    [{ kind: 'not-json' }, { status: 200, headers: { 'content-type': 'text/html' } }],
    [{ kind: 'reset-before' }, { noAnswer: 'connection' }],
  ] as const)('%j comes to %j, for its employee only', async (fault, result) => {
    bambooHr.putEmployee({ id: '101' });
    bambooHr.faults.add({ who: '100', ...fault });
    expect((await getEmployee('101')).status).toBe(200);
    expect(await tryToAsk('GET', bambooHr.url + path('100'), { headers })).toMatchObject(result);
    expect((await getEmployee()).status).toBe(200);
  });
});

describe('somebody with curl', () => {
  const drive = (method: string, what: string, body?: unknown) =>
    control(method, `${bambooHr.url}/_sandbox/${what}`, body);

  test('puts an employee, and sees them all', async () => {
    const grace = { id: '101', workEmail: 'grace@acme.example', hireDate: '2026-03-02' };
    expect(await drive('PUT', 'employees', grace)).toMatchObject({ status: 200, body: grace });
    expect(await drive('GET', 'employees')).toMatchObject({ body: [{ id: '100' }, grace] });
    expect((await getEmployee('101')).status).toBe(200);
    expect(await drive('GET', 'calls')).toEqual({ status: 200, body: { employee: 1, employees: 0 } });
  });

  test('adds a fault, and clears it', async () => {
    const fault = { kind: 'answer', status: 503, times: 'always' };
    expect(await drive('POST', 'faults', fault)).toMatchObject({ status: 201 });
    expect((await getEmployee()).status).toBe(503);
    await drive('DELETE', 'faults');
    expect((await getEmployee()).status).toBe(200);
  });

  test('is told what is wrong with an employee', async () => {
    const error = 'id: Invalid type: Expected string but received 101';
    expect(await drive('PUT', 'employees', { id: 101 })).toEqual({ status: 400, body: { error } });
  });
});
