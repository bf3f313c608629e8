import { afterEach, describe, expect, test } from '@jest/globals';
import type { HttpAnswer } from '../../lambda/http/http-request.ts';
import { jsonAnswer } from '../helpers/answers.ts';
import { startSweep } from '../helpers/sweep.ts';

/** Lists whose answers do not say where the next page is: the sweep counts pages, or employees. */

let sweep: Awaited<ReturnType<typeof startSweep>>;
let asked: string[];
afterEach(() => sweep.close());

type Answer = (query: URLSearchParams, body: string | undefined) => HttpAnswer;

async function start(list: object, answer: Answer): Promise<void> {
  const employee = { request: { path: '/people/{id}' } };
  const authentication = { type: 'bearer' as const };
  const api = { baseUrl: 'https://api.hr.example', authentication, employee };
  const sources = {
    hr: {
      type: 'generic',
      authentication: [authentication],
      api: { ...api, list: { startDate: 'start', ...list } },
    },
  };
  sweep = await startSweep({ sources } as Parameters<typeof startSweep>[0]);
  sweep.invite.secrets.set('hire-invites/hr/api', { apiKey: 'the-key' });
  asked = [];
  sweep.parts.http = async ({ url, body }) => {
    asked.push(new URL(url).search + (body ?? ''));
    return answer(new URL(url).searchParams, body);
  };
}

const people = Array.from({ length: 5 }, (_, index) => ({ id: 101 + index, start: '2026-03-02' }));
const run = async () => (await sweep.run()).sources[0];
const cursor = async () => (await sweep.progress())[0]?.['cursor'];
const reasons = () => sweep.logs.map(({ fields }) => fields.reason).filter((reason) => reason !== undefined);
const everybody = people.map(({ id }) => `hr//${id}`);

const byOffset = { request: { path: '/people?limit=2&offset={cursor}' }, count: { from: 0, step: 2 } };
const byPage = { request: { path: '/people?per=2&page={cursor}' }, count: { from: 1 } };
/** Two of them, from an offset. */
const from = (offset: number) => people.slice(offset, offset + 2);
const offsetOf = (query: URLSearchParams) => Number(query.get('offset'));
const pageOf = (query: URLSearchParams) => (Number(query.get('page')) - 1) * 2;

test.each<[string, object, Answer, string[]]>([
  [
    'offsets, up to an empty page',
    byOffset,
    (query) => jsonAnswer(200, from(offsetOf(query))),
    ['?limit=2&offset=0', '?limit=2&offset=2', '?limit=2&offset=4', '?limit=2&offset=6'],
  ],
  [
    'offsets, up to a short page, as the HR system says',
    { ...byOffset, count: { ...byOffset.count, pageSize: 2 } },
    (query) => jsonAnswer(200, from(offsetOf(query))),
    ['?limit=2&offset=0', '?limit=2&offset=2', '?limit=2&offset=4'],
  ],
  [
    'offsets, up to a total of employees, written as text, with pages that are filtered',
    {
      ...byOffset,
      employees: 'all[?id > `102`]',
      count: { ...byOffset.count, total: 'meta.total' },
    },
    (query) => jsonAnswer(200, { all: from(offsetOf(query)), meta: { total: '5' } }),
    ['?limit=2&offset=0', '?limit=2&offset=2', '?limit=2&offset=4'],
  ],
  [
    'page numbers, up to an empty page',
    byPage,
    (query) => jsonAnswer(200, from(pageOf(query))),
    ['?per=2&page=1', '?per=2&page=2', '?per=2&page=3', '?per=2&page=4'],
  ],
  [
    'page numbers, up to a total of pages in a header',
    { ...byPage, count: { from: 1, totalHeader: 'X-Total-Pages' } },
    (query) => jsonAnswer(200, from(pageOf(query)), { 'x-total-pages': '3' }),
    ['?per=2&page=1', '?per=2&page=2', '?per=2&page=3'],
  ],
  [
    'numbers in a body',
    {
      request: { method: 'POST', path: '/search', body: { skip: '{cursor}', q: 'from {cursor}' } },
      count: { from: 0, step: 2, total: '`5`' },
    },
    (_, body) => jsonAnswer(200, from(JSON.parse(body ?? '').skip)),
    ['{"skip":0,"q":"from 0"}', '{"skip":2,"q":"from 2"}', '{"skip":4,"q":"from 4"}'],
  ],
])('%s', async (_, list, answer, requests) => {
  await start(list, answer);
  const found = await run();
  expect(found).toMatchObject({ ended: 'FINISHED' });
  expect(asked).toEqual(requests);
  const isFiltered = 'employees' in list;
  expect(found?.queued).toEqual(isFiltered ? everybody.slice(2) : everybody);
});

describe('a run that was cut off', () => {
  test.each([{}, { 'retry-after': '60' }])('by a call limit (%j) goes on where it ended', async (headers) => {
    let isLimited = true;
    await start(byOffset, (query) =>
      isLimited && offsetOf(query) === 2
        ? jsonAnswer(429, {}, headers)
        : jsonAnswer(200, from(offsetOf(query))),
    );
    expect(await run()).toMatchObject({ ended: 'RATE_LIMITED', queued: everybody.slice(0, 2) });
    expect(sweep.metrics).not.toContain('SweepFailed 1 hr');
    expect(await cursor()).toBe('2');
    isLimited = false;
    asked = [];
    expect(await run()).toMatchObject({ ended: 'FINISHED', queued: everybody.slice(2) });
    expect(asked[0]).toBe('?limit=2&offset=2');
  });

  test('because it was killed in the middle of a page goes on with that page', async () => {
    let isKilled = true;
    await start(byPage, (query) => {
      if (isKilled && query.get('page') === '2') throw new Error('killed');
      return jsonAnswer(200, from(pageOf(query)));
    });
    expect(await run()).toMatchObject({ ended: 'INTERNAL_ERROR' });
    isKilled = false;
    asked = [];
    expect(await run()).toMatchObject({ ended: 'FINISHED', queued: everybody.slice(2) });
    expect(asked[0]).toBe('?per=2&page=2');
  });

  test('under settings by which it did not count begins anew', async () => {
    await start(byOffset, (query) => jsonAnswer(200, from(offsetOf(query))));
    const noted = { source: 'hr', cursor: '/people?page=2', updatedAt: '2026-03-02T07:00:00.000Z' };
    await sweep.parts.sweeps.write({ ...noted, version: 1, writer: 'w' });
    expect(await run()).toMatchObject({ ended: 'FINISHED', queued: everybody });
    expect(asked[0]).toBe('?limit=2&offset=0');
  });
});

describe('a list without an end is told of, and each hire is queued once', () => {
  test.each<[string, object, Answer]>([
    ['the same page again and again', byOffset, () => jsonAnswer(200, from(0))],
    [
      'the same page, with a total that is far off',
      { ...byPage, employees: 'all', count: { from: 1, total: 'pages' } },
      () => jsonAnswer(200, { all: from(0), pages: 900 }),
    ],
  ])('%s', async (_, list, answer) => {
    await start(list, answer);
    expect(await run()).toMatchObject({ ended: 'HR_SYSTEM_UNAVAILABLE', queued: everybody.slice(0, 2) });
    expect(asked).toHaveLength(2);
    expect(reasons()).toEqual(['a list without an end: a page comes again']);
  });

  test('pages that shift while they are read are no such list', async () => {
    // Somebody is added before the others after the first page: its last employee comes again on the second.
    const later = [{ id: 100, start: '2026-03-02' }, ...people];
    await start(byOffset, (query) => {
      const offset = offsetOf(query);
      return jsonAnswer(200, offset === 0 ? from(0) : later.slice(offset, offset + 2));
    });
    const found = await run();
    expect(found).toMatchObject({ ended: 'FINISHED' });
    expect([...new Set(found?.queued)]).toEqual(everybody);
  });
});

test('an answer without its total is told of: what is behind the page would be lost', async () => {
  await start({ ...byPage, count: { from: 1, totalHeader: 'X-Total-Pages' } }, () =>
    jsonAnswer(200, from(0)),
  );
  expect(await run()).toMatchObject({ ended: 'HR_SYSTEM_UNAVAILABLE', queued: everybody.slice(0, 2) });
  expect(reasons()).toEqual(['a page that does not say how many there are']);
  expect(sweep.metrics).toContain('SweepFailed 1 hr');
});
