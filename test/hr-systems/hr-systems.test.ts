import { describe, expect, test } from '@jest/globals';
import type { ConnectedApi } from '../../lambda/hr-systems/api/api.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { fetchEmployee } from '../../lambda/hr-systems/api/fetch-employee.ts';
import { fetchPage } from '../../lambda/hr-systems/api/list-employees.ts';
import type { ListingApi } from '../../lambda/hr-systems/api/next-page.ts';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import { toSweptRecord } from '../../lambda/hr-systems/swept-record.ts';
import type { HttpAnswer, HttpRequest, NoAnswer } from '../../lambda/http/http-request.ts';
import { htmlAnswer, jsonAnswer, timedOut } from '../helpers/answers.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { bambooHrSource, createSource, schemeOf, standardWebhooksSource } from '../helpers/sources.ts';

const work = 'Ada@acme.example';
const home = 'ada@home.example';

/** Calls that are all answered alike, and what was asked. */
function createCalls(answer: HttpAnswer | NoAnswer) {
  const requests: HttpRequest[] = [];
  const calls = {
    http: async (request: HttpRequest) => {
      requests.push(request);
      return answer;
    },
    readSecret: async () => ({ apiKey: 'key' }),
    timeoutMs: () => 5000,
    nowMs: () => 0,
    settings: createConfiguration(),
  };
  return { calls, requests };
}

function apiOf(source: typeof bambooHrSource, url?: string): ConnectedApi {
  const api = connectApi(source, url);
  if (api === undefined) throw new Error('there is nothing to ask');
  return api;
}

describe('BambooHR', () => {
  const bambooHr = createHrSystem(bambooHrSource);
  const kinds = (body: unknown) => bambooHr.readEvents(body, {}).map(({ event }) => event);

  test.each([
    ['a created employee', { type: 'employee.created', data: { employeeId: '100' } }, ['created']],
    ['an updated one', { type: 'employee.updated', data: { employeeId: '100' } }, ['updated']],
    ['a deleted one', { type: 'employee.deleted', data: { employeeId: '100' } }, ['removed']],
    ['a type that every object has', { type: 'constructor' }, ['other']],
    ['a created one without data', { type: 'employee.created' }, ['created']],
    ['something else', { hello: 'world' }, ['unknown']],
    [
      'several employees',
      { employees: [{ action: 'Created' }, { action: 'Updated' }, { action: 'Deleted' }] },
      ['created', 'updated', 'removed'],
    ],
    ['no employee', { employees: [] }, []],
    [
      'an action that is none',
      { employees: [{ action: 'constructor' }, { action: '' }] },
      ['other', 'unknown'],
    ],
    ['an action in another case', { employees: [{ action: 'created' }] }, ['created']],
    ['an employee without an action', { employees: [{ id: '1' }] }, ['unknown']],
    ['employees that are none', { employees: ['Created', null] }, ['unknown', 'unknown']],
    [
      'a list of events',
      [{ type: 'employee.created' }, { type: 'employee.updated' }],
      ['created', 'updated'],
    ],
  ])('reads %s', (_, body, events) => {
    expect(kinds(body)).toEqual(events);
  });

  test.each([
    [{ type: 'employee.created', data: { employeeId: '00021' } }, '00021'],
    [{ type: 'employee.created', data: { employeeId: 100 } }, '100'],
    [{ id: '12345', action: 'Created' }, '12345'],
    [{ id: 12345, action: 'Created' }, '12345'],
    [{ id: '../users', action: 'Created' }, undefined],
    [{ id: '', action: 'Created' }, undefined],
    [{ type: 'employee.created', data: {} }, undefined],
  ])('reads the id of %j', (record, id) => {
    expect(bambooHr.readEmployeeId(record)).toBe(id);
  });

  test.each([
    ['text', { 'Work Email': work, 'Home Email': ` ${home} ` }, { workEmail: work, personalEmail: home }],
    [
      'objects',
      { 'Work Email': { value: work }, 'Home Email': { value: home } },
      { workEmail: work, personalEmail: home },
    ],
    [
      'a date too',
      { 'Work Email': work, 'Hire Date': { value: '2026-03-02' } },
      { workEmail: work, startDate: '2026-03-02' },
    ],
    ['no addresses', { 'First Name': 'Bryony', 'Home Email': 'n/a' }, {}],
    ['an empty object', {}, {}],
    ['an empty list', [], {}],
    ['nothing', undefined, {}],
  ])('reads addresses in fields that are %s', (_, fields, person) => {
    expect(bambooHr.readPerson({ id: '1', action: 'Created', fields })).toEqual(person);
  });

  test.each([
    ['2026-01-31T18:42:00+0000', '2026-01-31T18:42:00.000Z'],
    ['2026-01-31T18:42:00Z', '2026-01-31T18:42:00.000Z'],
    ['2026-01-31', undefined],
    [undefined, undefined],
  ])('was written at %s: %s', (timestamp, moment) => {
    const at = bambooHr.readTimestamp({ id: '1', timestamp });
    expect(at && new Date(at).toISOString()).toBe(moment);
  });

  test('fields under the customer’s own aliases are read once the source names them', () => {
    const employee = { workEmail: 'fields.mail', startDate: 'fields."First Day"' };
    const aliased = createHrSystem(createSource({ type: 'bamboohr', company: 'acme', employee }));
    const fields = { mail: work, 'First Day': '2026-03-02', 'Home Email': home };
    const record = { id: '1', action: 'Created', fields };
    expect(aliased.readPerson(record)).toEqual({
      workEmail: work,
      personalEmail: home,
      startDate: '2026-03-02',
    });
  });

  const headers = { authorization: 'Basic a2V5Ong=', accept: 'application/json' };

  test('is asked for all employees as its page says, page by page', async () => {
    const { calls, requests } = createCalls(jsonAnswer(200, { data: [] }));
    const api: ListingApi = { ...apiOf(bambooHrSource), list: listOf(apiOf(bambooHrSource)) };
    await fetchPage(api, undefined, calls);
    await fetchPage(api, 'a/b=', calls);
    const url = 'https://acme.bamboohr.com/api/v1/employees?fields=hireDate&page[limit]=250';
    expect(requests).toEqual([
      { method: 'GET', url, headers, timeoutMs: 5000 },
      { method: 'GET', url: `${url}&page[after]=a%2Fb%3D`, headers, timeoutMs: 5000 },
    ]);
  });

  test.each([
    [
      'with a page after it',
      {
        data: [
          { employeeId: '1', hireDate: '2026-03-02', _restrictedFields: [] },
          { employeeId: 2, hireDate: null },
          { employeeId: '../3', hireDate: '2026-03-02' },
          { employeeId: '4' },
          { employeeId: '5', hireDate: null, _restrictedFields: ['hireDate'] },
        ],
        meta: { total: 9, page: { nextCursor: 'next' } },
      },
      {
        employees: [
          { employeeId: '1', startDate: '2026-03-02' },
          { employeeId: '2', startDate: undefined },
          { employeeId: '4', startDate: undefined },
          { employeeId: '5', startDate: undefined },
        ],
        unreadableIds: 1,
        hiddenDates: 1,
        next: 'next',
      },
    ],
    [
      'that is the last',
      { data: [], meta: { page: { nextCursor: null } } },
      { employees: [], unreadableIds: 0, hiddenDates: 0 },
    ],
    ['without what stands around it', { data: [] }, { employees: [], unreadableIds: 0, hiddenDates: 0 }],
    ['that is none', { employees: [] }, { code: 'HR_SYSTEM_UNAVAILABLE', reason: 'an unreadable page' }],
  ])('answers with a page %s', async (_, body, page) => {
    const api = apiOf(bambooHrSource);
    const { calls } = createCalls(jsonAnswer(200, body));
    expect(await fetchPage({ ...api, list: listOf(api) }, undefined, calls)).toEqual(page);
  });

  test('would announce an employee whom only the list has', () => {
    const record = toSweptRecord('100');
    expect(bambooHr.readEmployeeId(record)).toBe('100');
    expect(bambooHr.readPerson(record)).toEqual({});
  });

  test('is asked for an employee as its page says', async () => {
    const { calls, requests } = createCalls(jsonAnswer(200, {}));
    await fetchEmployee(apiOf(bambooHrSource), '100', calls);
    expect(requests).toEqual([
      {
        method: 'GET',
        url: 'https://acme.bamboohr.com/api/v1/employees/100?fields=workEmail,homeEmail,hireDate,employeeNumber,status,displayName&onlyCurrent=false',
        headers,
        timeoutMs: 5000,
      },
    ]);
  });

  test('has a different address if the environment says so', () => {
    expect(apiOf(bambooHrSource, 'http://127.0.0.1:1').baseUrl).toBe('http://127.0.0.1:1');
  });

  const fetchWith = (answer: HttpAnswer | NoAnswer) =>
    fetchEmployee(apiOf(bambooHrSource), '100', createCalls(answer).calls);

  test.each([
    [
      'both addresses, and the start',
      { id: '100', workEmail: work, homeEmail: home, hireDate: '2026-03-02' },
      { person: { workEmail: work, personalEmail: home, startDate: '2026-03-02' }, hidden: [] },
    ],
    [
      'empty ones',
      { id: '100', workEmail: null, homeEmail: null, hireDate: '0000-00-00' },
      { person: {}, hidden: [] },
    ],
    [
      'a number for an address',
      { workEmail: 1, homeEmail: null, hireDate: null },
      { person: {}, hidden: [] },
    ],
    [
      'ones that the key may not see',
      { id: '100' },
      { person: {}, hidden: ['workEmail', 'personalEmail', 'startDate'] },
    ],
  ])('answers with %s', async (_, body, employee) => {
    expect(await fetchWith(jsonAnswer(200, body))).toEqual(employee);
  });

  test.each([
    [200, '[]', jsonAnswer(200, []), 'HR_SYSTEM_UNAVAILABLE'],
    [200, 'a page', htmlAnswer(200), 'HR_SYSTEM_UNAVAILABLE'],
    [302, 'a redirect', htmlAnswer(302), 'HR_SYSTEM_UNAVAILABLE'],
    [400, '', jsonAnswer(400, {}), 'HR_REQUEST_REFUSED'],
    [401, '', jsonAnswer(401, {}), 'HR_CREDENTIAL_REFUSED'],
    [403, '', jsonAnswer(403, {}), 'HR_CREDENTIAL_REFUSED'],
    [404, '', jsonAnswer(404, {}), 'EMPLOYEE_NOT_IN_HR_YET'],
    [408, '', jsonAnswer(408, {}), 'HR_SYSTEM_UNAVAILABLE'],
    [429, '', jsonAnswer(429, {}), 'RATE_LIMITED'],
    [500, '', jsonAnswer(500, {}), 'HR_SYSTEM_UNAVAILABLE'],
    [0, 'no answer', timedOut, 'HR_SYSTEM_UNAVAILABLE'],
  ])('answers %i %s', async (_status, _what, answer, code) => {
    expect(await fetchWith(answer)).toMatchObject({ code });
  });

  test.each([
    [429, '42', 42],
    [503, '42', 42],
    [429, '999999', 6 * 60 * 60],
  ])('says with %i how long to wait: %s seconds', async (status, retryAfter, resetSeconds) => {
    const answer = jsonAnswer(status, {}, { 'retry-after': retryAfter });
    expect(await fetchWith(answer)).toMatchObject({ resetSeconds });
  });

  function listOf({ list }: ConnectedApi) {
    if (list === undefined) throw new Error('no list');
    return list;
  }
});

describe('a home-made sender', () => {
  const homeMade = createHrSystem(standardWebhooksSource);

  test.each([
    [{ type: 'employee.created', data: {} }, ['created']],
    [{ type: 'employee.updated', data: {} }, ['updated']],
    [{ type: 'employee.removed', data: {} }, ['removed']],
    [{ type: 'employee.promoted', data: {} }, ['other']],
    [{ test: 1 }, ['unknown']],
  ])('sends %j', (body, events) => {
    expect(homeMade.readEvents(body, {}).map(({ event }) => event)).toEqual(events);
  });

  test.each([
    [
      { data: { employeeId: 'e-1', workEmail: work, personalEmail: home } },
      'e-1',
      { workEmail: work, personalEmail: home },
    ],
    [{ data: { employeeId: 7, workEmail: work, personalEmail: null } }, '7', { workEmail: work }],
    [{ data: { employeeId: 7, startDate: '2026-03-02' } }, '7', { startDate: '2026-03-02' }],
    [{ data: { workEmail: 'n/a', personalEmail: home } }, undefined, { personalEmail: home }],
    [{ data: 'ada' }, undefined, {}],
    [{}, undefined, {}],
  ])('is read: %j', (record, id, person) => {
    expect(homeMade.readEmployeeId(record)).toBe(id);
    expect(homeMade.readPerson(record)).toEqual(person);
  });

  test('may use other header names', () => {
    const headers = { id: 'Svix-Id', timestamp: 'Svix-Timestamp', signature: 'Svix-Signature' };
    expect(schemeOf(createSource({ type: 'standard-webhooks', headers }))).toMatchObject({
      idHeader: 'svix-id',
      timestampHeader: 'svix-timestamp',
      signatureHeader: 'svix-signature',
    });
  });

  test('cannot be asked for what it leaves out', () => {
    expect(connectApi(standardWebhooksSource, undefined)).toBeUndefined();
  });
});
