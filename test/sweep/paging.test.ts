import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { jsonAnswer } from '../helpers/answers.ts';
import { startSweep } from '../helpers/sweep.ts';

/** A list whose pages lead nowhere: elsewhere, or round in circles. Its hires are found, and a person is told. */

const hr = {
  type: 'generic',
  authentication: [{ type: 'bearer' }],
  employee: { id: 'id' },
  api: {
    baseUrl: 'https://api.hr.example',
    authentication: { type: 'bearer' },
    employee: { request: { path: '/people/{id}' } },
    list: { request: { path: '/people' }, employees: 'people', startDate: 'start', next: 'next' },
  },
} as const;

let sweep: Awaited<ReturnType<typeof startSweep>>;
let urls: string[];
beforeEach(async () => {
  sweep = await startSweep({ sources: { hr } });
  sweep.invite.secrets.set('hire-invites/hr/api', { apiKey: 'the-key' });
  urls = [];
});
afterEach(() => sweep.close());

const person = (id: number) => ({ id, start: '2026-03-02' });

/** Answers each address with its page. */
function answer(page: (path: string) => object): void {
  sweep.parts.http = async ({ url }) => {
    urls.push(url);
    const { pathname, search } = new URL(url);
    return jsonAnswer(200, page(`${pathname}${search}`));
  };
}

async function sweepHr() {
  urls.length = 0;
  const { sources } = await sweep.run();
  return sources[0];
}

const asked = () => urls.map((url) => url.replace('https://api.hr.example', ''));
const queuedIds = async () =>
  (await sweep.messages()).map(({ record }) => record['sweptEmployeeId']).toSorted();
const reasons = () => sweep.logs.map(({ fields }) => fields.reason).filter((reason) => reason !== undefined);
const circle = 'a list without an end: a page comes again';

describe('a next page elsewhere', () => {
  test('is not asked for: the page’s hires are queued, the sweep fails, and the next run begins anew', async () => {
    answer(() => ({ people: [person(101)], next: 'x:@evil.example/steal' }));
    expect(await sweepHr()).toMatchObject({ ended: 'HR_SYSTEM_UNAVAILABLE', queued: ['hr//101'] });
    expect(asked()).toEqual(['/people']);
    expect(reasons()).toEqual(['an address outside of the API, which was not called']);
    expect(sweep.metrics).toContain('SweepFailed 1 hr');
    expect(await sweep.progress()).toEqual([expect.not.objectContaining({ cursor: expect.anything() })]);

    answer(() => ({ people: [person(101), person(102)] }));
    expect(await sweepHr()).toMatchObject({ ended: 'FINISHED' });
    expect(asked()).toEqual(['/people']);
  });

  test('that an earlier version has noted is not asked for, and the list is begun anew', async () => {
    await sweep.parts.sweeps.write({
      source: 'hr',
      cursor: '@evil.example/steal',
      updatedAt: '2026-03-02T07:00:00.000Z',
      version: 1,
      writer: 'w',
    });
    answer(() => ({ people: [person(101)] }));
    expect(await sweepHr()).toMatchObject({ ended: 'FINISHED', queued: ['hr//101'] });
    expect(asked()).toEqual(['/people']);
  });
});

describe('a list without an end', () => {
  test.each([
    [
      'two pages that name each other',
      (path: string) =>
        path === '/people?page=2'
          ? { people: [person(103)], next: '/people?page=1' }
          : { people: [person(101), person(102)], next: '/people?page=2' },
      ['101', '102', '103'],
      3,
    ],
    [
      'a first page that leads into a circle of two',
      (path: string) =>
        ({
          '/people': { people: [person(101)], next: '/people?page=b' },
          '/people?page=b': { people: [person(102)], next: '/people?page=c' },
          '/people?page=c': { people: [person(103)], next: '/people?page=b' },
        })[path] ?? {},
      ['101', '102', '103'],
      3,
    ],
    [
      'a page that names itself',
      (path: string) =>
        path === '/people'
          ? { people: [person(101)], next: '?page=2' }
          : { people: [person(102)], next: path },
      ['101', '102'],
      2,
    ],
    [
      'the same employees under ever new addresses, in another order',
      (path: string) => {
        const page = Number(new URLSearchParams(path.split('?')[1]).get('page') ?? 1);
        const both = [person(101), person(102)];
        return { people: page % 2 === 0 ? both : both.toReversed(), next: `/people?page=${page + 1}` };
      },
      ['101', '102'],
      2,
    ],
    [
      'pages without employees under ever new addresses',
      (path: string) => ({ people: [], next: `/people?page=${Number(path.split('=')[1] ?? 1) + 1}` }),
      [],
      1001,
    ],
  ])('%s: ends, is told, and each hire is queued once', async (_, page, ids, calls) => {
    answer(page);
    expect(await sweepHr()).toMatchObject({ ended: 'HR_SYSTEM_UNAVAILABLE' });
    expect(urls).toHaveLength(calls);
    expect(await queuedIds()).toEqual(ids);
    expect(reasons()).toEqual([circle]);
    expect(sweep.metrics).toContain('SweepFailed 1 hr');
  });

  test('is read from its start each time, so that who is new there is found', async () => {
    let first = [person(101)];
    answer((path) =>
      path === '/people'
        ? { people: first, next: '/people?page=b' }
        : { people: [person(102)], next: path === '/people?page=b' ? '/people?page=c' : '/people?page=b' },
    );
    await sweepHr();
    await sweep.deliverAll();
    first = [person(101), person(109)];
    expect(await sweepHr()).toMatchObject({ ended: 'HR_SYSTEM_UNAVAILABLE' });
    expect(await queuedIds()).toContain('109');
  });
});

test('a list with empty pages between others is read to its end', async () => {
  answer((path) => {
    const page = Number(path.split('=')[1] ?? 1);
    return {
      people: page % 3 === 0 ? [person(page)] : [],
      ...(page < 30 && { next: `/people?page=${page + 1}` }),
    };
  });
  expect(await sweepHr()).toMatchObject({ ended: 'FINISHED', asked: 10 });
});
