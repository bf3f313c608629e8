import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { callApi, outsideOfApi } from '../../lambda/hr-systems/api/call-api.ts';
import { connectApi } from '../../lambda/hr-systems/api/connect-api.ts';
import { fetchPage } from '../../lambda/hr-systems/api/list-employees.ts';
import type { ListingApi } from '../../lambda/hr-systems/api/next-page.ts';
import type { HttpRequest } from '../../lambda/http/http-request.ts';
import { jsonAnswer } from '../helpers/answers.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { createSource } from '../helpers/sources.ts';

/** An answer of the HR system says where the next page is. It must not lead the API key to another host. */

function listingApi(list: object, baseUrl = 'https://api.hr.example'): ListingApi {
  const source = createSource({
    type: 'generic',
    authentication: [{ type: 'bearer' }],
    api: {
      baseUrl,
      authentication: { type: 'header', header: 'X-Key' },
      employee: { request: { path: '/people/{id}' } },
      list: { request: { path: '/people' }, employees: 'people', startDate: 'start', next: 'next', ...list },
    },
  });
  const api = connectApi(source, undefined);
  if (api?.list === undefined) throw new Error('no list');
  return { ...api, list: api.list };
}

function callsAnswering(answer: unknown) {
  const requests: HttpRequest[] = [];
  const calls = {
    http: async (request: HttpRequest) => {
      requests.push(request);
      return jsonAnswer(200, answer);
    },
    readSecret: async () => ({ apiKey: 'k' }),
    timeoutMs: () => 1000,
    nowMs: () => 0,
    settings: createConfiguration(),
  };
  return { requests, calls };
}

const people = [{ id: 1, start: '2026-03-02' }];

/** The page with this `next`, and where the page behind it was asked for, if it was. */
async function follow(api: ListingApi, next: unknown) {
  const { requests, calls } = callsAnswering({ people, next });
  const page = await fetchPage(api, undefined, calls);
  if ('code' in page) throw new Error('no page');
  if (typeof page.next === 'string') await fetchPage(api, page.next, calls);
  return { page, urls: requests.slice(1).map(({ url }) => url) };
}

const byAddress = listingApi({});
const byCursor = listingApi({ nextPath: '/people/pages/{cursor}' });

describe('the address of the next page', () => {
  test.each([
    'x:@evil.example/steal',
    'x:.evil.example/',
    'x:',
    'javascript:@evil.example',
    'file:///etc/passwd',
    'ftp://api.hr.example/people',
    'data:,@evil.example',
    'https://',
    'https://[evil/',
    'https://evil.example:99999/',
  ])('%j is not asked, and the page itself is read', async (next) => {
    const { page, urls } = await follow(byAddress, next);
    expect(page).toMatchObject({ employees: [{ employeeId: '1' }], next: outsideOfApi });
    expect(urls).toEqual([]);
  });

  test.each([
    ['//evil.example/steal', 'https://api.hr.example/steal'],
    ['\\\\evil.example\\steal', 'https://api.hr.example/steal'],
    ['https://user:word@evil.example:444/steal?a=b#c', 'https://api.hr.example/steal?a=b'],
    ['@evil.example/steal', 'https://api.hr.example/@evil.example/steal'],
    ['.evil.example/', 'https://api.hr.example/.evil.example/'],
    ['https://evil.example//other.example/', 'https://api.hr.example//other.example/'],
    ['/../../secrets', 'https://api.hr.example/secrets'],
    ['/people?page={id}&cursor={cursor}', 'https://api.hr.example/people?page=%7Bid%7D&cursor=%7Bcursor%7D'],
    [2, 'https://api.hr.example/2'],
  ])('%j is asked at the configured host only', async (next, url) => {
    expect((await follow(byAddress, next)).urls).toEqual([url]);
  });

  test('stays below the path that is configured', async () => {
    const api = listingApi({}, 'https://api.hr.example/tenant-7/v1');
    for (const [next, url] of [
      ['/tenant-7/v1/people?page=2', '/tenant-7/v1/people?page=2'],
      ['/tenant-8/v1/people', '/tenant-7/v1/tenant-8/v1/people'],
      ['../../tenant-8', '/tenant-7/v1/tenant-8'],
      ['/tenant-7/v1', '/tenant-7/v1/tenant-7/v1'],
    ])
      expect((await follow(api, next)).urls).toEqual([`https://api.hr.example${url}`]);
  });

  test.each([null, '', ' ', false, {}, [], [null], { href: null }])(
    '%j says that there is none',
    async (next) => {
      expect((await follow(byAddress, next)).page).not.toHaveProperty('next');
    },
  );

  test.each([true, { href: '/people?page=2' }, [{ page: 2 }]])('%j is not taken for none', async (next) => {
    expect((await follow(byAddress, next)).page.next).toEqual({
      code: 'HR_SYSTEM_UNAVAILABLE',
      reason: 'a next page that is neither a cursor nor an address',
    });
  });
});

describe('a cursor in the path of the next page', () => {
  test.each(['..', '.'])('%j, a step back, is not asked', async (next) => {
    const { page, urls } = await follow(byCursor, next);
    expect([page.next, urls]).toEqual([outsideOfApi, []]);
  });

  test.each([
    ['x:@evil.example/steal', 'x%3A%40evil.example%2Fsteal'],
    ['../../x', '..%2F..%2Fx'],
    ['%2e%2e', '%252e%252e'],
    ['{id}', '%7Bid%7D'],
    ['half \ud800', 'half%20%EF%BF%BD'],
  ])('%j is only ever a part of the path', async (next, part) => {
    expect((await follow(byCursor, next)).urls).toEqual([`https://api.hr.example/people/pages/${part}`]);
  });
});

/** Parts of addresses, so that odd ones are found soon. */
const next = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        'x:',
        'https:',
        '//',
        '/',
        '\\',
        '@',
        ':',
        '.',
        '..',
        '%2e',
        '?',
        '#',
        '{id}',
        '{cursor}',
        'evil.example',
        'api.hr.example',
        '\t',
        '\n',
        ' ',
        '443',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
  fc.webUrl(),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

test.each([
  ['an address', byAddress, 'https://api.hr.example/'],
  ['a cursor', byCursor, 'https://api.hr.example/people/pages/'],
  ['an address below a path', listingApi({}, 'https://api.hr.example/v1'), 'https://api.hr.example/v1/'],
] as const)('whatever %s is, the API key goes to the configured host and path', async (_, api, below) => {
  await fc.assert(
    fc.asyncProperty(next, async (one) => {
      for (const url of (await follow(api, one)).urls) expect(new URL(url).href.startsWith(below)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  '@evil.example/steal',
  '.evil.example/',
  ':x@api.hr.example/',
  '/../admin',
  '/people/%2E%2e/admin',
  '/people/.\\x',
  'https://evil.example/',
])('a call to %j is not sent, whoever asks for it', async (path) => {
  const { requests, calls } = callsAnswering({});
  expect(await callApi(byAddress, { method: 'GET', path }, {}, calls)).toBe(outsideOfApi);
  expect(requests).toEqual([]);
});

describe('an offset', () => {
  const counted = (list: object) =>
    listingApi({
      next: undefined,
      request: { path: '/people?offset={cursor}' },
      count: { from: 0, step: 100, total: 'total' },
      ...list,
    });

  test('goes on behind the last one, if the HR system gives fewer than it is asked for', async () => {
    const { calls } = callsAnswering({ people, total: 250 });
    expect(await fetchPage(counted({}), '100', calls)).toMatchObject({ next: '101' });
  });

  test('goes on by whole pages, if some of a page are left out', async () => {
    const { calls } = callsAnswering({ people, total: 250 });
    const filtered = counted({ employees: 'people[?id]' });
    expect(await fetchPage(filtered, '100', calls)).toMatchObject({ next: '200' });
  });
});
