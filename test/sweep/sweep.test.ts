import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sendHttpRequest } from '../../lambda/http/http-request.ts';
import { bambooHrHire } from '../helpers/invite.ts';
import { pageSize, startSweep } from '../helpers/sweep.ts';

const hour = 60 * 60 * 1000;

let sweep: Awaited<ReturnType<typeof startSweep>>;
beforeEach(async () => {
  sweep = await startSweep({ invite: { timeZone: 'Europe/Berlin' } }); // 2 March 2026, 09:00 there
});
afterEach(() => sweep.close());

const today = '2026-03-02';
const ada = { id: '100', workEmail: 'ada@acme.example', homeEmail: 'ada@home.example' };
/** Enough of those who started long ago that the list has so many pages, the last of one employee. */
function fillPages(pages: number): void {
  for (let id = 1000; id <= 1000 + (pages - 1) * pageSize; id += 1)
    sweep.bambooHr.putEmployee({ id: String(id), hireDate: '2020-01-07' });
}
const sourceReport = async (source = 'bamboohr', event: unknown = {}) => {
  const { sources } = await sweep.run(event);
  return sources.find((one) => one.source === source);
};
const cursors = async () =>
  Object.fromEntries((await sweep.progress()).map(({ source, cursor }) => [source, cursor]));
const queued = async () => (await sweep.messages()).map(({ event, record }) => [event, record]);
const announced = (sweptEmployeeId: string) => ({ sweptEmployeeId });

describe('an employee whom no webhook announced', () => {
  test('is queued as if announced, invited by the usual way, and not queued again', async () => {
    sweep.bambooHr.putEmployee({ ...ada, hireDate: today });
    sweep.invite.oneLogin.addUser({ email: ada.workEmail });
    expect(await sourceReport()).toMatchObject({ ended: 'FINISHED', asked: 1, queued: ['bamboohr//100'] });
    expect(await sweep.messages()).toEqual([
      {
        v: 1,
        purpose: 'invite',
        event: 'created',
        source: 'bamboohr',
        record: announced('100'),
        receivedAt: '2026-03-02T08:00:00.000Z',
        requestId: 'sweep-1',
      },
    ]);
    expect(sweep.metrics).toEqual(['HireFoundBySweep 1 bamboohr']);

    expect(await sweep.deliverAll()).toEqual(['finished']);
    expect(sweep.invite.oneLogin.mails).toMatchObject([{ to: 'ada@home.example' }]);
    expect(await sourceReport()).toMatchObject({ inWindow: 1, queued: [], moved: [] });
    expect(await sweep.messages()).toEqual([]);
  });

  test('waits for the moment if it is still to come, and is not queued again', async () => {
    sweep.bambooHr.putEmployee({ ...ada, hireDate: '2026-03-09' });
    await sweep.run();
    await sweep.deliverAll();
    expect(await sweep.invite.table.read('bamboohr//100')).toMatchObject({ code: 'NOT_DUE_YET' });
    expect(await sourceReport()).toMatchObject({ inWindow: 1, queued: [] });
  });

  test('is queued even if a webhook once brought a change of theirs', async () => {
    sweep.bambooHr.putEmployee({ ...ada, hireDate: today });
    await sweep.putRow('bamboohr//100', { state: 'unannounced' });
    expect(await sourceReport()).toMatchObject({ queued: ['bamboohr//100'] });
  });

  test.each<[string | null, string[], string]>([
    ['2026-02-26', [], 'the day before the window'],
    ['2026-02-27', ['100'], 'its first day'],
    ['2026-03-16T00:00:00Z', ['100'], 'its last day, however it is written'],
    ['2026-03-17', [], 'the day after'],
    [null, [], 'no date yet'],
    ['0000-00-00', [], 'BambooHR’s empty date'],
  ])('and starts on %s: %j is queued (%s)', async (hireDate, ids) => {
    sweep.bambooHr.putEmployee({ ...ada, hireDate });
    expect(await sourceReport()).toMatchObject({ asked: 1, queued: ids.map((id) => `bamboohr//${id}`) });
  });

  test('counts by the date in their time zone', async () => {
    sweep.clock.nowMs = Date.parse('2026-03-02T22:59:00Z'); // 23:59 in Berlin
    sweep.bambooHr.putEmployee({ ...ada, hireDate: '2026-03-17' });
    expect(await sourceReport()).toMatchObject({ queued: [] });
    sweep.clock.nowMs += 60 * 1000;
    expect(await sourceReport()).toMatchObject({ queued: ['bamboohr//100'] });
  });

  test('is known by the same key as from a webhook, whatever the id looks like', async () => {
    for (const id of ['100', 'ada', 'A-1_b']) sweep.bambooHr.putEmployee({ ...ada, id, hireDate: today });
    const webhooks = ['100', 'ada', 'A-1_b'].map((id) => sweep.invite.message(bambooHrHire(id)));
    await sweep.invite.deliver(...webhooks);
    expect(await sourceReport()).toMatchObject({ inWindow: 3, queued: [] });
  });
});

test('dates that cannot be read are counted, and block nobody', async () => {
  sweep.bambooHr.putEmployee({ ...ada, id: '99', hireDate: '03/02/2026' });
  sweep.bambooHr.putEmployee({ ...ada, hireDate: today });
  const counts = { asked: 2, inWindow: 1, unreadableDates: 1 };
  expect(await sourceReport()).toMatchObject({ ...counts, queued: ['bamboohr//100'] });
  expect(sweep.logs).toContainEqual({
    level: 'info',
    message: 'sweep finished',
    fields: expect.objectContaining({ source: 'bamboohr', ...counts, queued: 1, moved: 0, hiddenDates: 0 }),
  });
});

describe('a hire who waits for the start', () => {
  beforeEach(async () => {
    sweep.bambooHr.putEmployee({ ...ada, hireDate: '2026-03-13' });
    sweep.invite.oneLogin.addUser({ email: ada.workEmail });
    await sweep.invite.deliver(sweep.invite.message(bambooHrHire('100')));
  });

  test('and starts earlier than any webhook said is invited at the earlier moment, once', async () => {
    sweep.bambooHr.putEmployee({ ...ada, hireDate: '2026-03-05' });
    expect(await sourceReport()).toMatchObject({ queued: [], moved: ['bamboohr//100'] });
    expect(await queued()).toEqual([['updated', announced('100')]]);
    await sweep.deliverAll();
    expect(await sourceReport()).toMatchObject({ queued: [], moved: [] });
    await sweep.invite.deliverAll();
    expect(sweep.invite.oneLogin.mails).toMatchObject([{ at: '2026-03-05T07:00:00.000Z' }]);
  });

  test('is left alone if nothing changed, or if the start is later: that is noticed when the moment comes', async () => {
    expect(await sourceReport()).toMatchObject({ inWindow: 1, moved: [] });
    sweep.bambooHr.putEmployee({ ...ada, hireDate: '2026-03-15' });
    expect(await sourceReport()).toMatchObject({ inWindow: 1, moved: [] });
    expect(await sweep.messages()).toEqual([]);
  });
});

describe('somebody of an earlier engagement', () => {
  const aYearAgo = Date.parse('2025-03-02T07:00:00Z');
  beforeEach(() => {
    sweep.bambooHr.putEmployee({ ...ada, hireDate: today });
    sweep.invite.oneLogin.addUser({ email: ada.workEmail });
  });

  test.each(['activated', 'already-active', 'invited', 'not-activated'] as const)(
    'whose hire is %s, and who starts again now, is invited again, once',
    async (state) => {
      await sweep.putRow('bamboohr//100', { state, notBefore: aYearAgo, endedAt: aYearAgo });
      expect(await sourceReport()).toMatchObject({ queued: ['bamboohr//100'], moved: [] });
      await sweep.deliverAll();
      expect(sweep.invite.oneLogin.mails).toHaveLength(1);
      expect(await sweep.invite.table.read('bamboohr//100')).toMatchObject({
        state: 'invited',
        engagement: 2,
      });
      expect(await sourceReport()).toMatchObject({ inWindow: 1, queued: [] });
    },
  );

  test('who was removed is left alone: that takes a word of the HR system', async () => {
    await sweep.putRow('bamboohr//100', { state: 'cancelled', notBefore: aYearAgo, endedAt: aYearAgo });
    expect(await sourceReport()).toMatchObject({ inWindow: 1, queued: [] });
  });
});

test('a row that cannot be read is reported, and blocks nobody', async () => {
  for (const id of ['100', '101']) sweep.bambooHr.putEmployee({ ...ada, id, hireDate: today });
  const Item = { hire: { S: 'bamboohr//100' }, state: { S: 'of another version' } };
  await sweep.invite.dynamoDb.send(new PutItemCommand({ TableName: 'hires', Item }));
  expect(await sourceReport()).toMatchObject({ ended: 'FINISHED', queued: ['bamboohr//101'] });
  const fields = { hire: 'bamboohr//100' };
  expect(sweep.logs).toContainEqual({ level: 'error', message: 'row cannot be read', fields });
});

describe('a list of many pages', () => {
  beforeEach(() => {
    sweep.bambooHr.putEmployee({ ...ada, hireDate: today });
    fillPages(3);
    sweep.bambooHr.putEmployee({ ...ada, id: '9999', hireDate: today });
  });
  const total = 2 * pageSize + 3;

  test('is read to its end, and only that fact is kept', async () => {
    expect(await sourceReport()).toMatchObject({
      ended: 'FINISHED',
      asked: total,
      queued: ['bamboohr//100', 'bamboohr//9999'],
    });
    expect(sweep.bambooHr.calls.employees).toBe(3);
    const finishedAt = '2026-03-02T08:00:00.000Z';
    expect(await sweep.progress()).toContainEqual(
      expect.objectContaining({ source: 'bamboohr', version: 3, finishedAt, updatedAt: finishedAt }),
    );
    expect(await cursors()).toEqual({ bamboohr: undefined, second: undefined });
  });

  test.each([
    ['the limit of calls', { kind: 'answer', status: 429 }, 'RATE_LIMITED', 'warn', []],
    [
      'a fault of the HR system',
      { kind: 'answer', status: 500 },
      'HR_SYSTEM_UNAVAILABLE',
      'error',
      ['SweepFailed 1 bamboohr'],
    ],
    [
      'an answer that never comes',
      { kind: 'hang-before' },
      'HR_SYSTEM_UNAVAILABLE',
      'error',
      ['SweepFailed 1 bamboohr'],
    ],
    [
      'an answer that breaks off',
      { kind: 'truncated' },
      'HR_SYSTEM_UNAVAILABLE',
      'error',
      ['SweepFailed 1 bamboohr'],
    ],
    [
      'a page that is none',
      { kind: 'not-json' },
      'HR_SYSTEM_UNAVAILABLE',
      'error',
      ['SweepFailed 1 bamboohr'],
    ],
    [
      'a key that is taken away',
      { kind: 'answer', status: 403 },
      'HR_CREDENTIAL_REFUSED',
      'error',
      ['SweepFailed 1 bamboohr'],
    ],
  ] as const)('stops at %s, and goes on there the next time', async (_, fault, ended, level, failed) => {
    sweep.bambooHr.faults.decideBy((call, _who, nth) =>
      call === 'employees' && nth === 2 ? fault : undefined,
    );
    // What never answers is not waited for as long as in earnest.
    if (fault.kind === 'hang-before')
      sweep.parts.http = (request) => sendHttpRequest({ ...request, timeoutMs: 3000 });
    expect(await sourceReport()).toMatchObject({ ended, asked: pageSize, queued: ['bamboohr//100'] });
    expect(sweep.metrics).toEqual(['HireFoundBySweep 1 bamboohr', ...failed]);
    expect(sweep.logs).toContainEqual(
      expect.objectContaining({ level, fields: expect.objectContaining({ code: ended }) }),
    );
    expect(await cursors()).toMatchObject({ bamboohr: expect.any(String) });

    sweep.clock.nowMs += 6 * hour;
    expect(await sourceReport()).toMatchObject({
      ended: 'FINISHED',
      asked: total - pageSize,
      queued: ['bamboohr//9999'],
    });
    expect(await cursors()).toMatchObject({ bamboohr: undefined });
  });

  test('stops when the function’s time runs short, which is not a failure', async () => {
    const { http } = sweep.parts;
    sweep.parts.http = async (request) => {
      const answer = await http(request);
      if (sweep.bambooHr.calls.employees === 2) sweep.time.remainingMs = 59_999;
      return answer;
    };
    expect(await sourceReport()).toMatchObject({ ended: 'OUT_OF_TIME', asked: 2 * pageSize });
    expect(sweep.metrics).toEqual(['HireFoundBySweep 1 bamboohr']);
    sweep.time.remainingMs = 60_000;
    expect(await sourceReport()).toMatchObject({ ended: 'FINISHED', asked: 3 });
  });

  test('is read from the start if the last run stopped over a day ago', async () => {
    sweep.bambooHr.faults.decideBy((_call, _who, nth) => (nth === 2 ? { kind: 'reset-before' } : undefined));
    await sweep.run();
    expect(await cursors()).toMatchObject({ bamboohr: expect.any(String) });
    sweep.clock.nowMs += 25 * hour;
    expect(await sourceReport()).toMatchObject({ ended: 'FINISHED', asked: total });
  });

  test('is read from the start when the HR system refuses the cursor', async () => {
    await sweep.parts.sweeps.write({
      source: 'bamboohr',
      cursor: 'of another day',
      updatedAt: '2026-03-02T07:00:00.000Z',
      version: 1,
      writer: 'w',
    });
    expect(await sourceReport()).toMatchObject({ ended: 'FINISHED', asked: total });
    expect(sweep.logs.map(({ message }) => message)).toContain('cursor refused, starting the list again');
  });

  test('is read from the start only once: if a new cursor is refused too, the run ends', async () => {
    sweep.bambooHr.faults.decideBy((call, _who, nth) =>
      call === 'employees' && nth % 2 === 0 ? { kind: 'answer', status: 400 } : undefined,
    );
    expect(await sourceReport()).toMatchObject({ ended: 'HR_REQUEST_REFUSED' });
    expect(sweep.bambooHr.calls.employees).toBe(4);
  });

  test('is given up for now when the HR system refuses every request', async () => {
    sweep.bambooHr.faults.add({ call: 'employees', kind: 'answer', status: 400, times: 'always' });
    expect(await sourceReport()).toMatchObject({ ended: 'HR_REQUEST_REFUSED' });
    expect(sweep.bambooHr.calls.employees).toBe(1);
  });

  test('is left to another run that is already reading it', async () => {
    const { sweeps } = sweep.parts;
    sweep.parts.sweeps = {
      read: sweeps.read,
      async write(row) {
        if (row.source === 'bamboohr' && row.version === 2) await sweeps.write({ ...row, writer: 'another' });
        return sweeps.write(row);
      },
    };
    expect(await sourceReport()).toMatchObject({ ended: 'OVERTAKEN', asked: 2 * pageSize });
    expect(sweep.metrics).toEqual(['HireFoundBySweep 1 bamboohr']);
  });
});

test('a page that leads to itself is not read for ever', async () => {
  const body = { data: [], meta: { page: { nextCursor: 'same' } } };
  sweep.bambooHr.faults.add({ call: 'employees', kind: 'answer', status: 200, body, times: 'always' });
  expect(await sourceReport()).toMatchObject({ ended: 'HR_SYSTEM_UNAVAILABLE' });
  expect(sweep.bambooHr.calls.employees).toBe(2);
});

test('a page is not finished while the table of hires cannot be read', async () => {
  sweep.bambooHr.putEmployee({ ...ada, hireDate: today });
  fillPages(2);
  const { hires } = sweep.parts;
  sweep.parts.hires = { read: () => Promise.reject(new Error('away')) };
  expect(await sourceReport()).toMatchObject({ ended: 'INTERNAL_ERROR', asked: 0 });
  expect(await cursors()).toEqual({ second: undefined });
  sweep.parts.hires = hires;
  expect(await sourceReport()).toMatchObject({ ended: 'FINISHED', queued: ['bamboohr//100'] });
});

test('every run but a dry one reports the metric of failed sweeps, so that the alarm has one to look at', async () => {
  await sweep.run({ dryRun: true });
  expect(sweep.zeroes).toEqual([]);
  await sweep.run();
  expect(sweep.zeroes).toEqual(['SweepFailed 0']);
});

test('a page is finished only when its hires are queued', async () => {
  sweep.bambooHr.putEmployee({ ...ada, hireDate: today });
  fillPages(2);
  const { queue } = sweep.parts;
  sweep.parts.queue = { ...queue, url: `${queue.url}-that-is-not-there` };
  expect(await sourceReport()).toMatchObject({ ended: 'QUEUE_UNAVAILABLE', asked: 0, queued: [] });
  expect(await cursors()).toEqual({ second: undefined });
  expect(sweep.metrics).toEqual(['SweepFailed 1 bamboohr']);
  sweep.parts.queue = queue;
  expect(await sourceReport()).toMatchObject({ ended: 'FINISHED', queued: ['bamboohr//100'] });
});

describe('one HR system that fails does not stop the other', () => {
  test.each<[string, () => unknown, string]>([
    ['its key is wrong', () => sweep.bambooHr.setApiKey('another'), 'HR_CREDENTIAL_REFUSED'],
    [
      'its secret is not filled in',
      () => sweep.invite.secrets.set('hire-invites/bamboohr/api', { apiKey: 'REPLACE-ME' }),
      'HR_CREDENTIAL_REFUSED',
    ],
    [
      'the key may not see a start date: the list would look as if nobody started',
      () => sweep.bambooHr.hideField('hireDate'),
      'START_DATE_NOT_VISIBLE',
    ],
    [
      'its progress cannot be read',
      () => {
        const { sweeps } = sweep.parts;
        sweep.parts.sweeps = {
          ...sweeps,
          read: (source) => (source === 'bamboohr' ? Promise.reject(new Error('away')) : sweeps.read(source)),
        };
      },
      'INTERNAL_ERROR',
    ],
  ])('%s', async (_, arrange, ended) => {
    sweep.bambooHr.putEmployee({ ...ada, hireDate: today });
    sweep.second.putEmployee({ ...ada, id: '7', hireDate: today });
    arrange();
    const { sources } = await sweep.run();
    expect(sources).toMatchObject([
      { source: 'bamboohr', ended, queued: [] },
      { source: 'second', ended: 'FINISHED', queued: ['second//7'] },
    ]);
    expect(sweep.metrics.toSorted()).toEqual(['HireFoundBySweep 1 second', 'SweepFailed 1 bamboohr']);
  });
});

test('a list without any usable id fails', async () => {
  sweep.bambooHr.putEmployee({ ...ada, id: 'a.1', hireDate: today });
  expect(await sourceReport()).toMatchObject({ ended: 'HR_SYSTEM_UNAVAILABLE', asked: 1, unreadableIds: 1 });
  expect(sweep.metrics).toEqual(['SweepFailed 1 bamboohr']);
  sweep.bambooHr.putEmployee({ ...ada, id: '100', hireDate: today });
  expect(await sourceReport()).toMatchObject({ ended: 'FINISHED', asked: 2, unreadableIds: 1 });
});

test('unusable ids in the rest of a list, read by a run that continues another, are not a failure', async () => {
  for (let id = 1000; id < 1000 + pageSize; id += 1)
    sweep.bambooHr.putEmployee({ id: String(id), hireDate: '2020-01-07' });
  sweep.bambooHr.putEmployee({ ...ada, id: 'z.1', hireDate: today });
  sweep.bambooHr.faults.decideBy((_call, _who, nth) => (nth === 2 ? { kind: 'reset-before' } : undefined));
  await sweep.run();
  expect(await cursors()).toMatchObject({ bamboohr: expect.any(String) });
  sweep.metrics.length = 0;
  expect(await sourceReport()).toMatchObject({ ended: 'FINISHED', asked: 1, unreadableIds: 1 });
  expect(sweep.metrics).toEqual([]);
});

test('a dry run says all that it would do, and queues, writes and counts nothing', async () => {
  fillPages(2);
  for (const id of ['100', '101']) sweep.bambooHr.putEmployee({ ...ada, id, hireDate: today });
  const wait = { code: 'NOT_DUE_YET', waitUntil: sweep.clock.nowMs + hour } as const;
  await sweep.putRow('bamboohr//101', { ...wait, notBefore: Date.parse('2026-03-09T07:00:00Z') });
  await sweep.putRow('bamboohr//102', { waitUntil: sweep.clock.nowMs - 2 * hour });
  await sweep.putRow('home-made//7', { waitUntil: sweep.clock.nowMs - 2 * hour });
  sweep.second.setApiKey('another');

  const expected = {
    sources: [
      {
        ended: 'FINISHED',
        asked: pageSize + 3,
        inWindow: 2,
        queued: ['bamboohr//100'],
        moved: ['bamboohr//101'],
      },
      { ended: 'HR_CREDENTIAL_REFUSED' },
    ],
    woken: ['bamboohr//102'],
    asleep: ['home-made//7'],
  };
  expect(await sweep.run({ dryRun: true })).toMatchObject({ dryRun: true, ...expected });
  expect(await sweep.messages()).toEqual([]);
  expect(await sweep.progress()).toEqual([]);
  expect(sweep.metrics).toEqual([]);

  expect(await sweep.run()).toMatchObject({ dryRun: false, ...expected });
  expect(await sweep.messages()).toHaveLength(3);
});

test.each([[{ dryrun: true }], [{ dryRun: 'true' }], [{ dryRun: true, more: 1 }], [null], ['dryRun'], [[]]])(
  'the event %j is refused, and not what it says',
  async (event) => {
    await expect(sweep.run(event)).rejects.toThrow('The event must be {} or {"dryRun":true}');
    expect(sweep.bambooHr.calls.employees).toBe(0);
  },
);

test('no personal data, no key and no cursor is in a log, a metric, the report or the table', async () => {
  sweep.bambooHr.putEmployee({ ...ada, id: 'grace', displayName: 'Grace Hopper', hireDate: today });
  fillPages(2);
  sweep.bambooHr.putEmployee({ ...ada, hireDate: 'Monday, says Grace' });
  sweep.second.faults.add({ call: 'employees', kind: 'answer', status: 500, message: 'grace@acme.example' });
  const report = await sweep.run();
  const told = JSON.stringify([report, sweep.logs, sweep.metrics, await sweep.progress()]);
  expect(told).toContain('bamboohr//sha256:');
  for (const text of ['grace', 'hopper', '@', 'Monday', 'sandbox-api-key', 'Basic', 'YWZ0'])
    expect(told.toLowerCase()).not.toContain(text.toLowerCase());
});

test('finds nothing new among hires of three offices who wait, whatever zone it runs in', async () => {
  const location = {
    request: { path: '/api/v1/employees/{id}?fields=workEmail,homeEmail,hireDate,location' },
    timeZone: 'location',
  };
  const timeZones = { Berlin: 'Europe/Berlin', NYC: 'America/New_York', Tokyo: 'Asia/Tokyo' };
  const sources = { bamboohr: { type: 'bamboohr', company: 'acme', api: { employee: location } } };
  await sweep.close();
  sweep = await startSweep({ sources, invite: { timeZone: 'Europe/London', timeZones } });
  const offices = ['Berlin', 'NYC', 'Tokyo', 'Lisbon'];
  const put = (hireDate: string) =>
    offices.forEach((office, index) => {
      sweep.bambooHr.putEmployee({ ...ada, id: String(100 + index), hireDate, location: office });
    });
  put('2026-03-30'); // the day after Berlin and London change their clocks
  sweep.clock.nowMs = Date.parse('2026-03-20T12:00:00Z');
  expect(await sourceReport()).toMatchObject({ inWindow: 4, queued: { length: 4 } });
  await sweep.deliverAll();
  const moments = ['2026-03-30T06:00', '2026-03-30T12:00', '2026-03-29T23:00', '2026-03-30T07:00'];
  for (const [index, moment] of moments.entries())
    expect(await sweep.invite.table.read(`bamboohr//${100 + index}`)).toMatchObject({
      code: 'NOT_DUE_YET',
      startDate: '2026-03-30',
      notBefore: Date.parse(`${moment}:00Z`),
    });
  for (let runs = 0; runs < 3; runs += 1) {
    sweep.clock.nowMs += 6 * hour;
    expect(await sourceReport()).toMatchObject({ inWindow: 4, queued: [], moved: [] });
  }
  put('2026-03-28');
  expect(await sourceReport()).toMatchObject({ queued: [], moved: { length: 4 } });
  await sweep.deliverAll();
  expect(await sourceReport()).toMatchObject({ queued: [], moved: [] });
  expect(await sweep.invite.table.read('bamboohr//102')).toMatchObject({
    notBefore: Date.parse('2026-03-27T23:00:00Z'),
  });
});
