import { describe, expect, test } from '@jest/globals';
import { judgeEmployeeAnswer } from '../../lambda/hr-systems/fetch-employee.ts';
import { connectHrSystem } from '../../lambda/hr-systems/index.ts';
import { htmlAnswer, jsonAnswer, timedOut } from '../helpers/answers.ts';
import { bambooHrSource, standardWebhooksSource } from '../helpers/sources.ts';

const work = 'Ada@acme.example';
const home = 'ada@home.example';

describe('BambooHR', () => {
  const bambooHr = connectHrSystem(bambooHrSource);
  const kinds = (body: Record<string, unknown>) => bambooHr.readEvents(body).map(({ event }) => event);

  test.each([
    ['a created employee', { type: 'employee.created', data: { employeeId: '100' } }, ['created']],
    ['an updated one', { type: 'employee.updated', data: { employeeId: '100' } }, ['updated']],
    ['a deleted one', { type: 'employee.deleted', data: { employeeId: '100' } }, ['removed']],
    ['a type that every object has', { type: 'constructor' }, ['other']],
    ['a created one without data', { type: 'employee.created' }, ['created']],
    ['something else', { hello: 'world' }, ['other']],
    [
      'several employees',
      { employees: [{ action: 'Created' }, { action: 'Updated' }, { action: 'Deleted' }] },
      ['created', 'updated', 'removed'],
    ],
    [
      'an action that is none',
      { employees: [{ action: 'constructor' }, { action: '' }] },
      ['other', 'other'],
    ],
    ['an action in another case', { employees: [{ action: 'created' }] }, ['created']],
    ['an employee without an action', { employees: [{ id: '1' }] }, ['other']],
    ['employees that are none', { employees: ['Created', null] }, ['other', 'other']],
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

  test('is asked for all employees as its page says, page by page', () => {
    const list = bambooHr.api?.list;
    const headers = { authorization: 'Basic a2V5Ong=', accept: 'application/json' };
    const path = '/api/v1/employees?fields=hireDate&page[limit]=250';
    expect(list?.request('key')).toEqual({ path, headers });
    expect(list?.request('key', 'a/b=')).toEqual({ path: `${path}&page[after]=a%2Fb%3D`, headers });
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
        hiddenDates: 1,
        next: 'next',
      },
    ],
    [
      'that is the last',
      { data: [], meta: { page: { nextCursor: null } } },
      { employees: [], hiddenDates: 0 },
    ],
    ['without what stands around it', { data: [] }, { employees: [], hiddenDates: 0 }],
    ['that is none', { employees: [] }, undefined],
  ])('answers with a page %s', (_, body, page) => {
    expect(bambooHr.api?.list?.readPage(body)).toEqual(page);
  });

  test('would announce an employee so', () => {
    const record = bambooHr.api?.toRecord('100') ?? {};
    expect(kinds(record)).toEqual(['created']);
    expect(bambooHr.readEmployeeId(record)).toBe('100');
  });

  test('is asked for an employee as its page says', () => {
    expect(bambooHr.api?.baseUrl).toBe('https://acme.bamboohr.com');
    expect(bambooHr.api?.request('100', 'key')).toEqual({
      path: '/api/v1/employees/100?fields=workEmail,homeEmail,hireDate,employeeNumber,status,displayName&onlyCurrent=false',
      headers: { authorization: 'Basic a2V5Ong=', accept: 'application/json' },
    });
  });

  test('has another address if the environment says so', () => {
    expect(connectHrSystem(bambooHrSource, 'http://127.0.0.1:1').api?.baseUrl).toBe('http://127.0.0.1:1');
  });

  const judge = (answer: Parameters<typeof judgeEmployeeAnswer>[1]) =>
    judgeEmployeeAnswer({ readEmployee: (body) => bambooHr.api?.readEmployee(body) }, answer);

  test.each([
    [
      'both addresses, and the start',
      { id: '100', workEmail: work, homeEmail: home, hireDate: '2026-03-02' },
      { workEmail: work, personalEmail: home, startDate: '2026-03-02' },
    ],
    ['empty ones', { id: '100', workEmail: null, homeEmail: null }, { workEmail: null, personalEmail: null }],
    ['ones that the key may not see', { id: '100' }, { workEmail: undefined, personalEmail: undefined }],
  ])('answers with %s', (_, body, employee) => {
    expect(judge(jsonAnswer(200, body))).toEqual(employee);
  });

  test.each([
    [200, '[]', jsonAnswer(200, []), 'HR_SYSTEM_UNAVAILABLE'],
    [200, 'a page', htmlAnswer(200), 'HR_SYSTEM_UNAVAILABLE'],
    [200, 'a number for an address', jsonAnswer(200, { workEmail: 1 }), 'HR_SYSTEM_UNAVAILABLE'],
    [302, 'a redirect', htmlAnswer(302), 'HR_SYSTEM_UNAVAILABLE'],
    [400, '', jsonAnswer(400, {}), 'HR_REQUEST_REFUSED'],
    [401, '', jsonAnswer(401, {}), 'HR_CREDENTIAL_REFUSED'],
    [403, '', jsonAnswer(403, {}), 'HR_CREDENTIAL_REFUSED'],
    [404, '', jsonAnswer(404, {}), 'EMPLOYEE_NOT_IN_HR_YET'],
    [408, '', jsonAnswer(408, {}), 'HR_SYSTEM_UNAVAILABLE'],
    [429, '', jsonAnswer(429, {}), 'RATE_LIMITED'],
    [500, '', jsonAnswer(500, {}), 'HR_SYSTEM_UNAVAILABLE'],
    [0, 'no answer', timedOut, 'HR_SYSTEM_UNAVAILABLE'],
  ])('answers %i %s', (_status, _what, answer, failure) => {
    expect(judge(answer)).toMatchObject({ failure });
  });

  test.each([429, 503])('says with %i how long to wait', (status) => {
    expect(judge(jsonAnswer(status, {}, { 'retry-after': '42' }))).toMatchObject({ resetSeconds: 42 });
  });
});

describe('a home-made sender', () => {
  const homeMade = connectHrSystem(standardWebhooksSource);

  test.each([
    [{ type: 'employee.created', data: {} }, ['created']],
    [{ type: 'employee.updated', data: {} }, ['updated']],
    [{ type: 'employee.removed', data: {} }, ['removed']],
    [{ type: 'employee.promoted', data: {} }, ['other']],
    [{ test: 1 }, ['other']],
  ])('sends %j', (body, events) => {
    expect(homeMade.readEvents(body).map(({ event }) => event)).toEqual(events);
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

  test('may name its headers otherwise', () => {
    const headers = { id: 'Svix-Id', timestamp: 'Svix-Timestamp', signature: 'Svix-Signature' };
    expect(connectHrSystem({ ...standardWebhooksSource, headers }).scheme).toMatchObject({
      idHeader: 'svix-id',
      timestampHeader: 'svix-timestamp',
      signatureHeader: 'svix-signature',
    });
  });

  test('cannot be asked for what it left out', () => {
    expect(homeMade.api).toBeUndefined();
  });
});
