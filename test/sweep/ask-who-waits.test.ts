import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sendHttpRequest } from '../../lambda/http/http-request.ts';
import { bambooHrHire, toBody } from '../helpers/invite.ts';
import { startSweep } from '../helpers/sweep.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const at = (text: string) => Date.parse(text);

const location = {
  request: { path: '/api/v1/employees/{id}?fields=workEmail,homeEmail,hireDate,location' },
  timeZone: 'location',
};
const timeZones = { Berlin: 'Europe/Berlin', NYC: 'America/New_York', Tokyo: 'Asia/Tokyo' };
const bambooHr = { type: 'bamboohr', company: 'acme' };
const withoutList = { bamboohr: { ...bambooHr, api: { list: null } } };
const withZones = { bamboohr: { ...bambooHr, api: { list: null, employee: location } } };

let sweep: Awaited<ReturnType<typeof startSweep>>;
/** It is 2 March 2026, 08:00 UTC. */
async function start(change: Parameters<typeof startSweep>[0] = {}): Promise<void> {
  sweep = await startSweep({ sources: withoutList, ...change });
}
afterEach(() => sweep.close());

const ada = { id: '100', workEmail: 'ada@acme.example', homeEmail: 'ada@home.example' };
const hire = 'bamboohr//100';
const row = () => sweep.invite.table.read(hire);
const mailedAt = () => sweep.invite.oneLogin.mails.map(({ at: time }) => time);
const put = (employee: object) => sweep.bambooHr.putEmployee({ ...ada, ...employee });
const failures = () => sweep.metrics.filter((metric) => metric.startsWith('SweepFailed'));

/** HR announces the hire, who then waits. */
async function announce(hireDate: string, more: object = {}): Promise<void> {
  put({ hireDate, ...more });
  sweep.invite.oneLogin.addUser({ email: ada.workEmail });
  await sweep.invite.deliver(sweep.invite.message(bambooHrHire('100')));
  expect(await row()).toMatchObject({ code: 'NOT_DUE_YET' });
}

/** All runs of a day. @returns what they say of BambooHR's waiting hires, put together. */
async function sweepForADay(event: unknown = {}) {
  const runs = [];
  for (let run = 0; run < 4; run += 1) {
    sweep.clock.nowMs += 6 * hour;
    const { waiting } = await sweep.run(event);
    runs.push(...waiting.filter(({ source }) => source === 'bamboohr'));
  }
  return {
    ended: runs.map(({ ended }) => ended).find((code) => code !== 'FINISHED') ?? 'FINISHED',
    asked: runs.reduce((sum, { asked }) => sum + asked, 0),
    moved: runs.flatMap(({ moved }) => moved),
  };
}

describe.each([
  ['without a list', withoutList],
  ['with a list', { bamboohr: bambooHr }],
])('a hire of a source %s who waits', (_, sources) => {
  beforeEach(() => start({ sources }));

  test('and starts earlier than any webhook said is invited at the earlier moment, once', async () => {
    await announce('2026-03-30');
    put({ hireDate: '2026-03-05' });
    expect((await sweepForADay()).moved).toEqual([hire]);
    expect(await sweep.messages()).toContainEqual(
      expect.objectContaining({ purpose: 'invite', event: 'updated', record: { sweptEmployeeId: '100' } }),
    );
    await sweep.deliverAll();
    expect(await row()).toMatchObject({ code: 'NOT_DUE_YET', startDate: '2026-03-05' });
    expect(await sweepForADay()).toEqual({ ended: 'FINISHED', asked: 1, moved: [] });
    expect(await sweep.messages()).toEqual([]);
    await sweep.invite.deliverAll();
    expect(mailedAt()).toEqual(['2026-03-05T08:00:00.000Z']);
  });

  test('and started before the days of the sweep, as HR says by now, is invited at once', async () => {
    await announce('2026-03-30');
    put({ hireDate: '2026-02-20' });
    expect((await sweepForADay()).moved).toEqual([hire]);
    await sweep.deliverAll();
    expect(mailedAt()).toEqual([new Date(sweep.clock.nowMs).toISOString()]);
    await sweep.invite.deliverAll();
    expect(mailedAt()).toHaveLength(1);
  });
});

describe('a hire who waits', () => {
  test.each<[string, string | null]>([
    ['starts on the same day', '2026-03-30'],
    ['starts later', '2026-04-15'],
    ['has no start date', null],
    ['has a date that cannot be read', 'next Monday'],
    ['has a date that stands for none', '1900-01-01'],
  ])('and %s is left alone until the moment', async (_, hireDate) => {
    await start();
    await announce('2026-03-30');
    const before = await row();
    put({ hireDate });
    expect(await sweepForADay()).toEqual({ ended: 'FINISHED', asked: 1, moved: [] });
    expect(await sweep.messages()).toEqual([]);
    expect(await row()).toEqual(before);
  });

  test('and whose start is hidden from the API key by now is left alone', async () => {
    await start();
    await announce('2026-03-30');
    sweep.bambooHr.hideField('hireDate');
    expect(await sweepForADay()).toMatchObject({ asked: 1, moved: [] });
  });

  test.each([
    ['to an office in the east', 'Tokyo', [hire], '2026-03-29T23:00:00.000Z'],
    ['to one in the west', 'NYC', [], '2026-03-30T12:00:00.000Z'],
    ['to one that is not known', 'Lisbon', [], '2026-03-30T07:00:00.000Z'],
    ['nowhere', 'Berlin', [], '2026-03-30T06:00:00.000Z'],
  ])('and moves %s is mailed at the moment there, once', async (_, office, moved, expected) => {
    await start({ sources: withZones, invite: { timeZone: 'Europe/London', timeZones } });
    await announce('2026-03-30', { location: 'Berlin' }); // both changed their clocks the day before
    put({ hireDate: '2026-03-30', location: office });
    expect((await sweepForADay()).moved).toEqual(moved);
    await sweep.deliverAll();
    expect(await sweepForADay()).toMatchObject({ moved: [] });
    await sweep.invite.deliverAll();
    expect(mailedAt()).toEqual([expected]);
  });

  test('by a zone that only the webhook said is compared in that zone', async () => {
    const employee = { timeZone: 'fields.Office' };
    await start({
      sources: { bamboohr: { ...withoutList.bamboohr, employee } },
      invite: { timeZone: 'America/New_York', timeZones },
    });
    put({ hireDate: '2026-03-30' });
    const record = { id: '100', action: 'Created', fields: { Office: 'Tokyo' } };
    await sweep.invite.deliver(sweep.invite.message(toBody('bamboohr', record)));
    expect(await row()).toMatchObject({ notBefore: at('2026-03-29T23:00:00Z') });
    expect(await sweepForADay()).toMatchObject({ asked: 1, moved: [] });
    put({ hireDate: '2026-03-29' });
    expect(await sweepForADay()).toMatchObject({ moved: [hire] });
    await sweep.deliverAll();
    expect(await row()).toMatchObject({ notBefore: at('2026-03-28T23:00:00Z') });
  });

  test('is due earlier by the settings of today, too', async () => {
    await start();
    await announce('2026-03-30');
    sweep.parts.configuration = {
      ...sweep.parts.configuration,
      invite: { ...sweep.parts.configuration.invite, daysBeforeStart: 3 },
    };
    expect(await sweepForADay()).toMatchObject({ moved: [hire] });
  });

  test('and is removed while the finding is on the queue is not mailed', async () => {
    await start();
    await announce('2026-03-30');
    put({ hireDate: '2026-02-20' });
    expect(await sweepForADay()).toMatchObject({ moved: [hire] });
    const removal = { type: 'employee.deleted', data: { employeeId: '100' } };
    const receivedAt = new Date(sweep.clock.nowMs).toISOString();
    await sweep.invite.deliver(
      sweep.invite.message(toBody('bamboohr', removal, { event: 'removed', receivedAt })),
    );
    await sweep.deliverAll();
    await sweep.invite.deliverAll();
    expect(await row()).toMatchObject({ state: 'cancelled' });
    expect(mailedAt()).toEqual([]);
  });
});

describe('a hire whose webhook said where to mail', () => {
  const record = (fields: object) => toBody('bamboohr', { id: '100', action: 'Created', fields });
  const said = { 'Work Email': ada.workEmail, 'Home Email': ada.homeEmail, 'Hire Date': '2026-03-30' };

  /** Whether the source has a list or not, the sweep runs for a day, and then the hire's moment comes. */
  async function mailedTo(api: object, fields: object, hr: object): Promise<unknown[]> {
    await start({ sources: { bamboohr: { ...bambooHr, api } } });
    sweep.invite.oneLogin.addUser({ email: ada.workEmail });
    put({ hireDate: '2026-03-30' });
    await sweep.invite.deliver(sweep.invite.message(record(fields)));
    expect(await row()).toMatchObject({ code: 'NOT_DUE_YET' });
    put({ hireDate: '2026-03-05', ...hr });
    await sweepForADay();
    await sweep.deliverAll();
    await sweep.invite.deliverAll();
    return sweep.invite.oneLogin.mails.map(({ to, at: time }) => [to, time.slice(0, 10)]);
  }

  test.each([
    ['without a list', { list: null }],
    ['with one', {}],
  ])('is never mailed at another address because the API %s does not give that one', async (_, api) => {
    const lacking = { ...api, employee: { personalEmail: null } };
    expect(await mailedTo(lacking, said, {})).toEqual([[ada.homeEmail, '2026-03-30']]);
  });

  test.each<[string, object, object, string]>([
    ['gives the same', said, {}, ada.homeEmail],
    ['gives another by now', said, { homeEmail: 'new@home.example' }, 'new@home.example'],
    ['has no other than the webhook', { ...said, 'Home Email': '' }, { homeEmail: null }, ada.workEmail],
  ])('is mailed earlier if the API %s', async (_, fields, hr, to) => {
    expect(await mailedTo({ list: null }, fields, hr)).toEqual([[to, '2026-03-05']]);
  });
});

// New York changes its clocks on 8 March, Berlin and London on 29 March, Tokyo never.
test.each([
  ['2026-03-06', ['2026-03-05T23:00', '2026-03-06T07:00', '2026-03-06T13:00', '2026-03-06T13:00']],
  ['2026-03-09', ['2026-03-08T23:00', '2026-03-09T07:00', '2026-03-09T12:00', '2026-03-09T12:00']],
  ['2026-03-30', ['2026-03-29T23:00', '2026-03-30T06:00', '2026-03-30T12:00', '2026-03-30T12:00']],
])(
  'of hires in three offices who start on %s, one of whom moves, no sweep finds anything new',
  async (...given) => {
    const [hireDate, times] = given;
    const { api } = withZones.bamboohr;
    const sources = { bamboohr: { ...bambooHr, api: { employee: api.employee } } };
    await start({ sources, invite: { timeZone: 'Europe/London', timeZones } });
    sweep.clock.nowMs = at(`${hireDate}T10:00:00Z`) - 4 * day;
    const receivedAt = () => ({ receivedAt: new Date(sweep.clock.nowMs).toISOString() });
    for (const [index, office] of ['Tokyo', 'Berlin', 'NYC', 'Tokyo'].entries()) {
      const [id, workEmail] = [`10${index}`, `${index}@acme.example`];
      put({ id, workEmail, hireDate, location: office });
      sweep.invite.oneLogin.addUser({ email: workEmail });
      await sweep.invite.deliver(sweep.invite.message(bambooHrHire(id, receivedAt())));
    }
    await sweep.run(); // begins to look at OneLogin
    put({ id: '103', workEmail: '3@acme.example', hireDate, location: 'NYC' });
    sweep.clock.nowMs += day;
    const move = { type: 'employee.updated', data: { employeeId: '103' } };
    await sweep.invite.deliver(
      sweep.invite.message(toBody('bamboohr', move, { event: 'updated', ...receivedAt() })),
    );

    let asked = 0;
    while (sweep.clock.nowMs < at(`${hireDate}T20:00:00Z`)) {
      await sweep.invite.deliverUntil(sweep.clock.nowMs + 6 * hour);
      const { sources: lists, waiting, oneLogin } = await sweep.run();
      expect(lists).toMatchObject([{ ended: 'FINISHED', inWindow: 4, queued: [], moved: [] }]);
      expect(waiting).toMatchObject([{ ended: 'FINISHED', moved: [] }]);
      expect(oneLogin).toMatchObject({ missed: [] });
      asked += waiting[0]?.asked ?? 0;
    }
    expect(asked).toBeGreaterThanOrEqual(4 * 2);
    expect(mailedAt()).toEqual(times.map((time) => `${time}:00.000Z`));
  },
);

describe('an HR system that does not say when a hire starts', () => {
  beforeEach(async () => {
    await start();
    await announce('2026-03-30');
    put({ hireDate: '2026-03-05' });
  });

  test.each([
    ['is down', { kind: 'answer', status: 503 }, 'HR_SYSTEM_UNAVAILABLE', true],
    ['refuses the key', { kind: 'answer', status: 401 }, 'HR_CREDENTIAL_REFUSED', true],
    ['refuses the request', { kind: 'answer', status: 400 }, 'HR_REQUEST_REFUSED', true],
    ['breaks off', { kind: 'truncated' }, 'HR_SYSTEM_UNAVAILABLE', true],
    ['never answers', { kind: 'hang-before' }, 'HR_SYSTEM_UNAVAILABLE', true],
    ['has no calls left', { kind: 'answer', status: 429 }, 'RATE_LIMITED', false],
    ['knows nobody of that id', { kind: 'answer', status: 404 }, 'FINISHED', false],
    ['means somebody else', { kind: 'answer', status: 200, body: { id: '101' } }, 'FINISHED', false],
  ] as const)('and %s costs the hire nothing, and is asked again the next day', async (...given) => {
    const [, fault, ended, isCounted] = given;
    const before = await row();
    sweep.bambooHr.faults.add({ call: 'employee', times: 'always', ...fault });
    // What never answers is not waited for as long as in earnest.
    sweep.parts.http = (request) => sendHttpRequest({ ...request, timeoutMs: 500 });
    expect(await sweepForADay()).toEqual({ ended, asked: 1, moved: [] });
    expect(failures()).toEqual(isCounted ? ['SweepFailed 1 bamboohr'] : []);
    expect(await sweep.messages()).toEqual([]);
    expect(await row()).toEqual(before);

    sweep.bambooHr.faults.clear();
    expect(await sweepForADay()).toEqual({ ended: 'FINISHED', asked: 1, moved: [hire] });
  });

  test('for want of a secret is not called', async () => {
    sweep.invite.secrets.delete('hire-invites/bamboohr/api');
    const before = sweep.bambooHr.calls.employee;
    expect(await sweepForADay()).toMatchObject({ ended: 'HR_CREDENTIAL_REFUSED', moved: [] });
    expect(sweep.bambooHr.calls.employee).toBe(before);
    expect(failures()).toEqual(['SweepFailed 1 bamboohr']);
  });
});

test('who is gone from the HR system is neither mailed nor lost, and is mailed if it was a mistake', async () => {
  await start({ retry: { afterSeconds: [3600] } });
  await announce('2026-03-05');
  sweep.bambooHr.faults.add({ call: 'employee', kind: 'answer', status: 404, times: 'always' });
  expect(await sweepForADay()).toMatchObject({ ended: 'FINISHED', moved: [] });
  await sweep.invite.deliverUntil(at('2026-03-06T08:00:00Z'));
  expect(await row()).toMatchObject({ state: 'waiting', code: 'EMPLOYEE_NOT_IN_HR_YET' });
  expect(mailedAt()).toEqual([]);
  sweep.bambooHr.faults.clear();
  await sweep.invite.deliverUntil(at('2026-03-06T09:00:00Z'));
  expect(mailedAt()).toHaveLength(1);
});

describe('many hires who wait', () => {
  /** The ids of those who were asked about, in this order. */
  let asked: string[];
  let answer: (id: string) => { status: number; hireDate?: string };

  async function startWith(hires: number, change: Parameters<typeof startSweep>[0] = {}): Promise<void> {
    await start(change);
    const ids = Array.from({ length: hires }, (_, index) => index + 1);
    const due = (id: number) => at('2026-04-01T08:00:00Z') + ((id * 7) % hires) * day;
    for (const id of ids)
      await sweep.putRow(`bamboohr//${id}`, {
        code: 'NOT_DUE_YET',
        waitUntil: due(id),
        notBefore: due(id),
      });
    asked = [];
    answer = () => ({ status: 200, hireDate: '2099-01-01' });
    sweep.parts.http = async ({ url }) => {
      const id = /employees\/(\d+)/.exec(url)?.[1] ?? '';
      asked.push(id);
      const { status, ...body } = answer(id);
      const headers = { 'content-type': 'application/json' };
      return { status, headers, body: JSON.stringify({ id, ...body }) };
    };
  }

  const dueOf = async (id: string) => (await sweep.invite.table.read(`bamboohr//${id}`))?.notBefore ?? 0;

  test.each([1, 5, 6, 24])('are asked about once a day, if it runs every %i hours', async (everyHours) => {
    await startWith(100, { sweep: { everyHours } });
    const counts = [];
    for (let run = 0; run < Math.ceil(24 / everyHours); run += 1) {
      sweep.clock.nowMs += everyHours * hour;
      counts.push((await sweep.run()).waiting[0]?.asked ?? 0);
    }
    expect(asked.toSorted()).toEqual(Array.from({ length: 100 }, (_, index) => String(index + 1)).toSorted());
    expect(Math.max(...counts)).toBeLessThan(everyHours === 24 ? 101 : 45);
  });

  test('are asked about by anybody who runs a sweep that has no schedule', async () => {
    await startWith(20, { sweep: { everyHours: 0 } });
    expect((await sweep.run()).waiting).toMatchObject([{ asked: 20 }]);
  });

  test('are asked about by at most 250 calls, and those come first who are due first', async () => {
    await startWith(260, { sweep: { everyHours: 24 } });
    expect((await sweep.run()).waiting).toMatchObject([{ ended: 'FINISHED', asked: 250 }]);
    const dues = [];
    for (const id of asked) dues.push(await dueOf(id));
    expect(dues).toEqual(dues.toSorted((one, other) => one - other));
    expect(dues[0]).toBe(at('2026-04-01T08:00:00Z'));
    expect(dues.at(-1)).toBe(at('2026-04-01T08:00:00Z') + 249 * day);
  });

  test('are not kept from being asked about by two for whom the HR system has no answer', async () => {
    await startWith(7, { sweep: { everyHours: 24 } });
    answer = (id) => (['1', '3'].includes(id) ? { status: 500 } : { status: 200, hireDate: '2026-03-20' });
    const [report] = (await sweep.run()).waiting;
    expect(report).toMatchObject({ ended: 'FINISHED', asked: 7, moved: { length: 5 } });
    expect(await sweep.messages()).toHaveLength(5);
    expect(failures()).toEqual([]);
    expect(sweep.logs).toContainEqual({
      level: 'warn',
      message: 'waiting hire not read',
      fields: {
        hire: 'bamboohr//3',
        source: 'bamboohr',
        requestId: 'sweep-1',
        code: 'HR_SYSTEM_UNAVAILABLE',
        status: 500,
      },
    });
  });

  test.each([
    [500, 3],
    [401, 3],
    [429, 1],
  ])('are left for the next day after the answer %i has come %i times in a row', async (status, calls) => {
    await startWith(7, { sweep: { everyHours: 24 } });
    answer = () => ({ status });
    await sweep.run();
    expect(asked).toHaveLength(calls);
  });

  test('are left for the next day when the function’s time runs short, which is not a failure', async () => {
    await startWith(7, { sweep: { everyHours: 24 } });
    answer = () => {
      if (asked.length === 2) sweep.time.remainingMs = 59_999;
      return { status: 200, hireDate: '2026-03-20' };
    };
    expect((await sweep.run()).waiting).toMatchObject([{ ended: 'OUT_OF_TIME', asked: 2 }]);
    expect(await sweep.messages()).toHaveLength(2);
    expect(failures()).toEqual([]);
  });

  test('are each put on the queue, or the run ends: a later one finds them again', async () => {
    await startWith(3, { sweep: { everyHours: 24 } });
    answer = () => ({ status: 200, hireDate: '2026-03-20' });
    const { queue } = sweep.parts;
    sweep.parts.queue = { ...queue, client: { send: () => Promise.reject(new Error('away')) } };
    expect((await sweep.run()).waiting).toMatchObject([{ ended: 'QUEUE_UNAVAILABLE', moved: [] }]);
    sweep.parts.queue = queue;
    expect((await sweep.run()).waiting).toMatchObject([{ ended: 'FINISHED', moved: { length: 3 } }]);
  });
});

test('nobody is asked about who waits for something else, or whom the HR system cannot be asked about', async () => {
  await start({ sources: { ...withoutList, 'home-made': { type: 'standard-webhooks' } } });
  const notBefore = at('2026-04-01T08:00:00Z');
  const wait = { code: 'NOT_DUE_YET', notBefore, waitUntil: notBefore } as const;
  await sweep.putRow('bamboohr//1', { ...wait, code: 'USER_NOT_IN_ONELOGIN_YET' });
  await sweep.putRow('bamboohr//2', { ...wait, state: 'parked' });
  await sweep.putRow('bamboohr//3', { ...wait, state: 'invited', followUpAt: notBefore });
  await sweep.putRow('home-made//4', wait);
  await sweep.putRow('bamboohr//sha256:0123456789abcdef0123456789abcdef', wait);
  const unreadable = { hire: { S: 'bamboohr//5' }, state: { S: 'waiting' }, code: { S: 'NOT_DUE_YET' } };
  const readable = { ...unreadable, notBefore: { S: new Date(notBefore).toISOString() } };
  const ofNewerVersion = { ...readable, hire: { S: 'bamboohr//6' }, schema: { N: '2' } };
  for (const Item of [unreadable, ofNewerVersion])
    await sweep.invite.dynamoDb.send(new PutItemCommand({ TableName: 'hires', Item }));
  expect(await sweepForADay()).toEqual({ ended: 'FINISHED', asked: 0, moved: [] });
  expect(sweep.bambooHr.calls.employee).toBe(0);
});

test('a table that cannot be read is reported, and does not stop the rest of the sweep', async () => {
  await start({ sources: { bamboohr: bambooHr } });
  sweep.parts.findWaiting = () => Promise.reject(new Error('away'));
  expect(await sweep.run()).toMatchObject({ waiting: [], sources: [{ ended: 'FINISHED' }] });
  expect(failures()).toEqual(['SweepFailed 1']);
});

test('a dry run says who is due earlier, and queues and counts nothing', async () => {
  await start();
  await announce('2026-03-30');
  put({ hireDate: '2026-03-05' });
  expect(await sweepForADay({ dryRun: true })).toEqual({ ended: 'FINISHED', asked: 1, moved: [hire] });
  expect(await sweep.messages()).toEqual([]);
  sweep.bambooHr.setApiKey('another');
  await sweepForADay({ dryRun: true });
  expect(sweep.metrics).toEqual([]);
});

test('no personal data and no key is in a log, a metric or the report', async () => {
  await start();
  const notBefore = at('2026-04-01T08:00:00Z');
  await sweep.putRow('bamboohr//grace-1990', { code: 'NOT_DUE_YET', notBefore, waitUntil: notBefore });
  put({ id: 'grace-1990', hireDate: '2026-03-05', displayName: 'Grace Hopper' });
  const { moved } = await sweepForADay();
  expect(moved).toEqual([expect.stringMatching(/^bamboohr\/\/sha256:/)]);
  sweep.bambooHr.faults.add({ call: 'employee', kind: 'answer', status: 500, message: 'grace@acme.example' });
  await sweepForADay();
  const told = JSON.stringify([
    moved,
    sweep.logs.map(({ fields: { hire: _, ...fields } }) => fields),
    sweep.metrics,
  ]);
  expect(sweep.logs).toContainEqual({
    level: 'error',
    message: 'look at those who wait failed',
    fields: expect.objectContaining({
      source: 'bamboohr',
      code: 'HR_SYSTEM_UNAVAILABLE',
      asked: 1,
      moved: 0,
    }),
  });
  for (const text of ['grace', 'hopper', '@', 'sandbox-api-key', 'Basic'])
    expect(told.toLowerCase()).not.toContain(text.toLowerCase());
});
