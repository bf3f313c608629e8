import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { ConfigurationError } from '../../config/read-configuration.ts';
import { readHrApiUrl } from '../../lambda/aws/environment.ts';
import type { ConnectedApi } from '../../lambda/hr-systems/api/api.ts';
import { toRequest } from '../../lambda/hr-systems/api/call-api.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { createHrSystem } from '../../lambda/hr-systems/create-hr-system.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { bambooHrSource, createSource } from '../helpers/sources.ts';

/** The API key goes to the configured host and the documented path only, whatever a webhook or a setting says. */

const search = '?fields=workEmail,homeEmail,hireDate,employeeNumber,status,displayName&onlyCurrent=false';

function urlOf(api: ConnectedApi | undefined, employeeId: string): URL {
  if (api === undefined) throw new Error('there is nothing to ask');
  return new URL(toRequest(api, api.employee.request, { id: employeeId }, {}).url);
}

describe('an employee id of a webhook', () => {
  const bambooHr = createHrSystem(bambooHrSource);
  const recordsOf = (id: unknown) => [
    { type: 'employee.created', data: { employeeId: id } },
    { id, action: 'Created' },
  ];

  test.each([
    ['a path upwards', '../../x'],
    ['dots alone', '..'],
    ['one dot', '.'],
    ['encoded dots', '%2e%2e'],
    ['a query', '1?x=y'],
    ['a fragment', '1#'],
    ['a path', '1/../2'],
    ['a path of Windows', '1\\2'],
    ['another host', 'http://evil.example'],
    ['another host, without a scheme', '//evil.example'],
    ['a user', '@evil.example'],
    ['a header', '1\r\nx: y'],
    ['a line separator', '1\u20282'],
    ['digits of another alphabet', '١٢'],
    ['half a character', '\ud800'],
    ['a NUL', '1\u0000'],
    ['too many letters', '1'.repeat(65)],
    ['a list of a path', ['../1']],
    ['an empty list', []],
    ['an object', { toString: '1' }],
    ['a fraction', 1.5],
  ])('that is %s is not accepted', (_, id) => {
    expect(recordsOf(id).map((record) => bambooHr.readEmployeeId(record))).toEqual([undefined, undefined]);
  });

  test('that is accepted appears unchanged at its place in the path', () => {
    const ids = fc.oneof(
      fc.stringMatching(/^[\w.%/?#@:-]{1,8}$/),
      fc.string({ unit: 'binary' }),
      fc.integer(),
    );
    fc.assert(
      fc.property(ids, (id) => {
        for (const record of recordsOf(id)) {
          const employeeId = bambooHr.readEmployeeId(record);
          if (employeeId === undefined) continue;
          const path = `/api/v1/employees/${String(id).trim()}`;
          expect(urlOf(connectApi(bambooHrSource, undefined), employeeId).href).toBe(
            `https://acme.bamboohr.com${path}${search}`,
          );
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function sourceOf(company: string) {
  try {
    return createConfiguration({ sources: { hr: { type: 'bamboohr', company } } }).sources['hr'];
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

test('a company that the configuration accepts is a subdomain of bamboohr.com', () => {
  const companies = fc.oneof(fc.stringMatching(/^[\w./@#?%:-]{1,6}$/), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(companies, (company) => {
      const source = sourceOf(company);
      if (source === undefined) return;
      expect(urlOf(connectApi(source, undefined), '1').host).toBe(`${company.toLowerCase()}.bamboohr.com`);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  'https://hr.example',
  'https://hr.example/',
  'https://hr.example/base',
  'https://hr.example?',
  'https://hr.example/base/#',
  'https://hr.example/base/../base',
  ' https://hr.example ',
  'https:\\\\hr.example',
  'http://127.0.0.1:4000',
])('an address from the environment, %j, is asked at that host, and its path is only added to', (address) => {
  const source = createConfiguration().sources['bamboohr'];
  if (source === undefined) throw new Error('no source');
  const override = readHrApiUrl('hr', { HR_API_URL_HR: address });
  const { origin, pathname } = new URL(address);
  const path = `${pathname}/api/v1/employees/1`.replace(/\/+/g, '/');
  expect(urlOf(connectApi(source, override), '1').href).toBe(`${origin}${path}${search}`);
});

describe('a setting that would lead elsewhere is refused when the stack is made:', () => {
  const generic = (api: object) => () =>
    createSource({
      type: 'generic',
      authentication: [{ type: 'bearer' }],
      api: {
        baseUrl: 'https://hr.example/v1',
        authentication: { type: 'bearer' },
        employee: { request: { path: '/people/{id}' } },
        ...api,
      },
    });

  test.each([
    '/../people/{id}',
    '/people/./{id}',
    '/%2e%2e/people/{id}',
    '/people/.%2E/{id}',
    '@evil.example/{id}',
    '//evil.example/{id}',
    '/\\evil.example/{id}',
  ])('the path %j', (path) => {
    expect(generic({ employee: { request: { path } } })).toThrow(ConfigurationError);
  });

  test.each([
    'https://hr.example/..',
    'https://hr.example/v1/../v2',
    'https://hr.example:99999',
    'https://hr.example@evil.example',
    'http://hr.example',
  ])('the address %j, of the API or of its tokens', (address) => {
    expect(generic({ baseUrl: address })).toThrow(ConfigurationError);
    expect(generic({ authentication: { type: 'oauth', tokenUrl: address } })).toThrow(ConfigurationError);
  });
});
