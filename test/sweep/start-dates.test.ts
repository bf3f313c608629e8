import { afterEach, describe, expect, test } from '@jest/globals';
import type { HttpAnswer } from '../../lambda/http/http-request.ts';
import { jsonAnswer } from '../helpers/answers.ts';
import { startSweep } from '../helpers/sweep.ts';

/** A list without start dates: a further call tells them, for each employee who is not known yet or for a page. */

let sweep: Awaited<ReturnType<typeof startSweep>>;
let asked: string[];
afterEach(() => sweep.close());

const authentication = { type: 'bearer' } as const;

/** So many employees in pages of a hundred, of whom those whose ids end in 7 start today and the others long ago. */
async function start(
  list: object,
  people: number,
  answer: (path: string, body: string) => HttpAnswer | undefined,
) {
  const hr = {
    type: 'generic',
    authentication: [authentication],
    api: {
      baseUrl: 'https://api.hr.example',
      authentication,
      employee: { request: { path: '/people/{id}' } },
      list: { request: { path: '/people?page={cursor}' }, count: { from: 0 }, ...list },
    },
  };
  sweep = await startSweep({ sources: { hr } } as Parameters<typeof startSweep>[0]);
  sweep.invite.secrets.set('hire-invites/hr/api', { apiKey: 'the-key' });
  asked = [];
  sweep.parts.http = async ({ url, body = '' }) => {
    const { pathname, searchParams } = new URL(url);
    asked.push(pathname + body);
    const special = answer(pathname, body);
    if (special !== undefined) return special;
    const page = Number(searchParams.get('page')) * 100;
    const ids = Array.from({ length: people }, (_, index) => 1000 + index).slice(page, page + 100);
    return jsonAnswer(
      200,
      ids.map((id) => ({ id })),
    );
  };
}

const run = async () => (await sweep.run()).sources[0];
const cursor = async () => (await sweep.progress())[0]?.['cursor'];
const dateOf = (id: string) => (id.endsWith('7') ? '2026-03-02' : '2020-01-07');
const idOf = (path: string) => /^\/people\/(\d+)\/jobs$/.exec(path)?.[1];
const jobs = (path: string) => {
  const id = idOf(path);
  return id === undefined ? undefined : jsonAnswer(200, { list: [{ begins: dateOf(id) }] });
};
const ofEach = { also: { jobs: { path: '/people/{id}/jobs' } }, startDate: 'jobs.list[0].begins' };
const ofPage = {
  also: { jobs: { method: 'POST', path: '/jobs', body: { n: 1, requests: [{ person: '{ids}' }] } } },
  startDate: 'jobs.responses[?person==$.id].begins',
};
const askedIds = () => asked.flatMap((path) => idOf(path) ?? []);

describe('a call for each employee', () => {
  test('is made only for those who are not known, and who starts now is found', async () => {
    await start(ofEach, 10, jobs);
    await sweep.putRow('hr//1001', { state: 'waiting' });
    await sweep.putRow('hr//1002', { state: 'unannounced' });
    expect(await run()).toMatchObject({ ended: 'FINISHED', asked: 10, queued: ['hr//1007'] });
    expect(askedIds().toSorted()).toEqual([
      '1000',
      '1002',
      '1003',
      '1004',
      '1005',
      '1006',
      '1007',
      '1008',
      '1009',
    ]);
  });

  test('that knows nothing of an employee leaves that one without a start date', async () => {
    await start(ofEach, 10, (path) => (idOf(path) === '1003' ? jsonAnswer(404, {}) : jobs(path)));
    expect(await run()).toMatchObject({ ended: 'FINISHED', queued: ['hr//1007'], unreadableDates: 0 });
  });

  test.each([{}, { 'retry-after': '30' }])(
    'ends at the call limit (%j); whom it has found is queued, and the page is read again',
    async (headers) => {
      let left = 5;
      await start(ofEach, 10, (path) => {
        if (idOf(path) === undefined) return undefined;
        left -= 1;
        return left < 0 ? jsonAnswer(429, {}, headers) : jobs(path);
      });
      expect(await run()).toMatchObject({ ended: 'RATE_LIMITED' });
      expect(sweep.metrics).not.toContain('SweepFailed 1 hr');
      left = 100;
      expect(await run()).toMatchObject({ ended: 'FINISHED' });
      expect(new Set((await sweep.messages()).map(({ record }) => record['sweptEmployeeId']))).toEqual(
        new Set(['1007']),
      );
    },
  );

  test('that is refused for one employee is told, and stands in nobody’s way', async () => {
    await start(ofEach, 110, (path) => (idOf(path) === '1003' ? jsonAnswer(422, {}) : jobs(path)));
    const found = await run();
    expect(found).toMatchObject({ ended: 'HR_REQUEST_REFUSED', asked: 110, unreadableDates: 1 });
    expect(found?.queued).toHaveLength(11);
    expect(sweep.metrics).toContain('SweepFailed 1 hr');
    expect(await cursor()).toBeUndefined();
  });

  test('is made for a few hundred in a run: the next one goes on, and nobody is left out', async () => {
    await start(ofEach, 420, jobs);
    const first = await run();
    expect(first).toMatchObject({ ended: 'ASKED_ENOUGH', asked: 300 });
    expect(sweep.metrics).not.toContain('SweepFailed 1 hr');
    expect(await cursor()).toBe('3');
    const second = await run();
    expect(second).toMatchObject({ ended: 'FINISHED' });
    expect([...(first?.queued ?? []), ...(second?.queued ?? [])]).toHaveLength(42);
    expect(askedIds()).toHaveLength(420);
  });

  test('ends when there is no time left', async () => {
    await start(ofEach, 10, (path) => {
      if (idOf(path) !== undefined) sweep.time.remainingMs = 0;
      return jobs(path);
    });
    expect(await run()).toMatchObject({ ended: 'OUT_OF_TIME' });
    expect(askedIds()).toHaveLength(1);
    expect(await cursor()).toBeUndefined();
  });
});

test('of more employees on one page than a run asks about, others are asked about each time', async () => {
  await start({ ...ofEach, request: { path: '/people' }, count: undefined }, 300, (path) =>
    path === '/people'
      ? jsonAnswer(
          200,
          Array.from({ length: 300 }, (_, index) => ({ id: 1000 + index })),
        )
      : jobs(path),
  );
  for (let times = 0; times < 12; times += 1) {
    expect(await run()).toMatchObject({ ended: 'ASKED_ENOUGH' });
    sweep.clock.nowMs += 6 * 60 * 60 * 1000;
  }
  expect(new Set(askedIds()).size).toBe(300);
});

describe('a call for a page', () => {
  const answerPage = (path: string, body: string) => {
    if (path !== '/jobs') return undefined;
    const { requests } = JSON.parse(body);
    // The answers come in another order.
    const responses = requests.map(({ person }: { person: string }) => ({
      person: Number(person),
      begins: dateOf(person),
    }));
    return jsonAnswer(200, { responses: responses.toReversed() });
  };

  test('has an item for each employee who is not known, and each gets their own answer', async () => {
    await start(ofPage, 9, answerPage);
    await sweep.putRow('hr//1001', { state: 'waiting' });
    expect(await run()).toMatchObject({ ended: 'FINISHED', queued: ['hr//1007'] });
    const [sent] = asked.filter((one) => one.startsWith('/jobs'));
    const { requests, n } = JSON.parse(sent?.slice('/jobs'.length) ?? '');
    expect([n, requests.map(({ person }: { person: string }) => person).toSorted()]).toEqual([
      1,
      ['1000', '1002', '1003', '1004', '1005', '1006', '1007', '1008'],
    ]);
  });

  test('is not made if all are known', async () => {
    await start(ofPage, 1, answerPage);
    await sweep.putRow('hr//1000', { state: 'waiting' });
    expect(await run()).toMatchObject({ ended: 'FINISHED' });
    expect(asked).toEqual(['/people', '/people']);
  });

  test('that fails is told of', async () => {
    await start(ofPage, 9, (path) => (path === '/jobs' ? jsonAnswer(500, {}) : undefined));
    expect(await run()).toMatchObject({ ended: 'HR_SYSTEM_UNAVAILABLE', queued: [] });
    expect(sweep.metrics).toContain('SweepFailed 1 hr');
  });
});
