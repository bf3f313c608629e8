import { afterEach, describe, expect, test } from '@jest/globals';
import type { Source } from '../../config/source.ts';
import { judgeEligibility } from '../../lambda/hire/eligibility.ts';
import { startInvite, toBody } from '../helpers/invite.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const work = 'ada@acme.example';

describe('who is eligible', () => {
  const judge = (
    startDate: string | undefined,
    eligible: Source['eligible'],
    { isUpdate = false, workEmail = work, timeZone = 'UTC' } = {},
  ) =>
    judgeEligibility(
      { invitee: { workEmail }, startDate },
      { eligible, isUpdate, timeZone, announcedAt: now },
    )?.reason ?? 'eligible';
  const days = { startedAtMostDaysAgo: 30 };

  test.each([
    ['who started just within the days', '2026-01-31', days, 'eligible'],
    ['who started a day before them', '2026-01-30', days, 'started more than 30 days ago'],
    ['who starts in years', '2030-01-01', days, 'eligible'],
    ['who has no start date', undefined, days, 'eligible'],
    ['whose start date cannot be read', 'unreadable', days, 'eligible'],
    ['who started long ago, without a limit', '1990-01-01', {}, 'eligible'],
    ['who started today, of zero days', '2026-03-02', { startedAtMostDaysAgo: 0 }, 'eligible'],
    [
      'who started yesterday, of zero days',
      '2026-03-01',
      { startedAtMostDaysAgo: 0 },
      'started more than 0 days ago',
    ],
  ])('%s', (_, startDate, eligible, verdict) => {
    expect(judge(startDate, eligible)).toBe(verdict);
  });

  test('counts days on the calendar of the time zone', () => {
    const eligible = { startedAtMostDaysAgo: 0 };
    expect(judge('2026-03-02', eligible, { timeZone: 'Pacific/Kiritimati' })).toBe('eligible');
    expect(judge('2026-03-01', eligible, { timeZone: 'Pacific/Pago_Pago' })).toBe('eligible');
  });

  test.each([
    ['2025-03-02', 'eligible'],
    ['2025-03-01', 'started more than 365 days ago'],
    [undefined, 'eligible'],
  ])('a change makes a hire of a person who started on %s: %s', (startDate, verdict) => {
    expect(judge(startDate, {}, { isUpdate: true })).toBe(verdict);
  });

  test.each([
    ['ada@ACME.example', 'eligible'],
    ['ada@mail.acme.example', 'work address of another domain'],
    ['ada@acme.example.org', 'work address of another domain'],
  ])('by the domain: %s is %s', (workEmail, verdict) => {
    expect(judge('2026-03-02', { emailDomains: ['Acme.example'] }, { workEmail })).toBe(verdict);
  });
});

let invite: Awaited<ReturnType<typeof startInvite>>;
const close = () => invite.close();

const rowOf = async (id: string) => invite.table.read(`bamboohr//${id}`);
const mails = () => invite.oneLogin.mails.map(({ user, to }) => [user, to]);

/** What a home-made sender says of employee 100; it arrives now unless it is said when. */
const said = (
  event: string,
  data: { workEmail?: string; startDate?: string },
  receivedAt = new Date(invite.clock.nowMs).toISOString(),
) =>
  toBody(
    'bamboohr',
    { type: `employee.${event}`, data: { employeeId: '100', workEmail: work, ...data } },
    { event, receivedAt },
  );

describe('BambooHR without an API key, whose changes carry the address', () => {
  afterEach(close);
  const sources = { bamboohr: { type: 'bamboohr', company: 'acme', api: null, updatesInvite: true } };
  const retry = { afterSeconds: [60], forHours: 1 };
  const fieldBased = (action: string, fields: object, timestamp = '2026-03-02T07:00:00+0000') =>
    toBody(
      'bamboohr',
      { id: '100', action, fields, timestamp },
      { event: action === 'Created' ? 'created' : 'updated' },
    );
  const withAddress = (more = {}) => ({
    'Work Email': { value: work },
    'Home Email': 'ada@home.example',
    ...more,
  });
  const start = async () => {
    invite = await startInvite({ sources, retry });
    invite.oneLogin.addUser({ email: work });
  };

  test('a change with a work address makes a hire, once', async () => {
    await start();
    const body = fieldBased('Updated', withAddress({ 'Hire Date': '2026-03-02' }));
    await invite.deliver(invite.message(body));
    await invite.deliver(invite.message(body));
    expect(mails()).toEqual([[work, 'ada@home.example']]);
    expect(await rowOf('100')).toMatchObject({ state: 'invited' });
  });

  test('a change without a work address makes no hire', async () => {
    await start();
    await invite.deliver(invite.message(fieldBased('Updated', { 'First Name': 'Bryony' })));
    expect(mails()).toEqual([]);
    expect(await rowOf('100')).toMatchObject({ state: 'unannounced' });
  });

  test('a change of a person who has been here for ten years makes no hire, and causes no call', async () => {
    await start();
    await invite.deliver(invite.message(fieldBased('Updated', withAddress({ 'Hire Date': '2016-03-02' }))));
    expect(mails()).toEqual([]);
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible', code: 'NOT_ELIGIBLE' });
    expect(invite.oneLogin.calls).toMatchObject({ users: 0, invite: 0 });
    expect(invite.logs.at(-1)).toMatchObject({ fields: { reason: 'started more than 365 days ago' } });
  });

  test('a change of a person without a start date makes no hire if the person is active in OneLogin', async () => {
    await start();
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliver(invite.message(fieldBased('Updated', withAddress())));
    expect(mails()).toEqual([]);
    expect(await rowOf('100')).toMatchObject({ state: 'already-active' });
  });

  test('a creation that is sent again does not wait for an address that has already left the person out', async () => {
    await start();
    const undated = (action: string, fields: object, receivedAt: string) =>
      toBody(
        'bamboohr',
        { id: '100', action, fields },
        { event: action === 'Created' ? 'created' : 'updated', receivedAt },
      );
    await invite.deliver(invite.message(undated('Created', [], '2026-03-02T08:00:00.000Z')));
    invite.clock.nowMs += 60_000;
    const change = undated('Updated', withAddress({ 'Hire Date': '2016-03-02' }), '2026-03-02T08:01:00.000Z');
    await invite.deliver(invite.message(change));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    invite.clock.nowMs += 60 * 60_000;
    await invite.deliver(invite.message(undated('Created', [], '2026-03-02T09:01:00.000Z')));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    expect(mails()).toEqual([]);
  });

  test('a creation, which carries no address, waits for the change that does', async () => {
    await start();
    await invite.deliver(invite.message(fieldBased('Created', [])));
    expect(await rowOf('100')).toMatchObject({ state: 'waiting', code: 'WORK_EMAIL_NOT_YET' });
    const change = fieldBased(
      'Updated',
      withAddress({ 'Hire Date': '2026-03-02' }),
      '2026-03-02T07:05:00+0000',
    );
    await invite.deliver(invite.message(change));
    expect(mails()).toEqual([[work, 'ada@home.example']]);
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
  });

  test('a creation whose change never comes is parked with its reason, and invited when it comes after all', async () => {
    await start();
    await invite.deliver(invite.message(fieldBased('Created', [])));
    await invite.deliverAll();
    expect(await rowOf('100')).toMatchObject({ state: 'parked', code: 'WORK_EMAIL_NOT_YET' });
    invite.clock.nowMs += 60_000;
    const change = fieldBased(
      'Updated',
      withAddress({ 'Hire Date': '2026-03-02' }),
      '2026-03-02T10:00:00+0000',
    );
    await invite.deliver(invite.message(change));
    expect(mails()).toEqual([[work, 'ada@home.example']]);
  });
});

describe('a person who was announced in time', () => {
  afterEach(close);
  const start = async (startedAtMostDaysAgo: number, settings = {}) => {
    const sources = { bamboohr: { type: 'standard-webhooks', eligible: { startedAtMostDaysAgo } } };
    invite = await startInvite({ sources, ...settings });
  };

  test('is invited after a weekend that takes longer than the allowed days', async () => {
    await start(1, { invite: { weekends: 'monday-after' } });
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(invite.message(said('created', { startDate: '2026-03-07' })));
    await invite.deliverAll();
    expect(mails()).toEqual([[work, work]]);
    expect(invite.oneLogin.mails[0]?.at).toMatch(/^2026-03-09/);
  });

  test('is invited even if a change comes when it would be too late', async () => {
    await start(1);
    await invite.deliver(invite.message(said('created', { startDate: '2026-03-01' })));
    expect(await rowOf('100')).toMatchObject({ state: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET' });
    invite.clock.nowMs += 30 * 60 * 60_000;
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(invite.message(said('updated', { startDate: '2026-03-01' })));
    expect(mails()).toEqual([[work, work]]);
  });

  test('is invited even if a typo in the address left the person out for days', async () => {
    const eligible = { startedAtMostDaysAgo: 7, emailDomains: ['acme.example'] };
    invite = await startInvite({
      sources: { bamboohr: { type: 'standard-webhooks', eligible } },
      retry: { afterSeconds: [3600], forHours: 24 * 14 },
    });
    const startDate = '2026-03-01';
    await invite.deliver(invite.message(said('created', { startDate })));
    invite.clock.nowMs += 60_000;
    await invite.deliver(invite.message(said('updated', { startDate, workEmail: 'ada@amce.example' })));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    invite.clock.nowMs += 9 * 24 * 60 * 60_000;
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(invite.message(said('updated', { startDate })));
    expect(mails()).toEqual([[work, work]]);
  });

  test('is invited even if the address came late', async () => {
    const sources = { bamboohr: { type: 'merge', eligible: { startedAtMostDaysAgo: 7 } } };
    invite = await startInvite({ sources, retry: { afterSeconds: [3600], forHours: 24 * 14 } });
    invite.oneLogin.addUser({ email: work });
    const ofMerge = (event: string, data: object) =>
      toBody(
        'bamboohr',
        {
          hook: { event: `employee.${event}` },
          data: { id: '100', start_date: '2026-03-01T00:00:00Z', ...data },
        },
        { event, receivedAt: new Date(invite.clock.nowMs).toISOString() },
      );
    await invite.deliver(invite.message(ofMerge('created', {})));
    expect(await rowOf('100')).toMatchObject({ state: 'waiting', code: 'WORK_EMAIL_NOT_YET' });
    invite.clock.nowMs += 8 * 24 * 60 * 60_000;
    await invite.deliver(invite.message(ofMerge('updated', { work_email: work })));
    expect(mails()).toEqual([[work, work]]);
  });

  test('is invited however long the OneLogin user takes, and again if the link expires', async () => {
    await start(0, { invite: { followUps: 1 } });
    await invite.deliver(invite.message(said('created', { startDate: '2026-03-02' })));
    expect(await rowOf('100')).toMatchObject({ state: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET' });
    invite.clock.nowMs += 26 * 60 * 60_000;
    invite.oneLogin.addUser({ email: work });
    await invite.deliverAll();
    expect(mails()).toEqual([
      [work, work],
      [work, work],
    ]);
  });
});

describe('a record that is not eligible', () => {
  afterEach(close);
  const sources = {
    bamboohr: {
      type: 'workday-report',
      eligible: { startedAtMostDaysAgo: 30, emailDomains: ['acme.example'] },
    },
  };
  const worker = (email: string, hired: string) =>
    toBody('bamboohr', { Employee_ID: '100', Primary_Work_Email: email, Hire_Date: hired });

  test('is looked at again whenever it is sent, and invited once it is', async () => {
    invite = await startInvite({ sources });
    invite.oneLogin.addUser({ email: work });
    const contractor = worker('ada@contractor.example', '2026-03-02');
    await invite.deliver(invite.message(contractor));
    await invite.deliver(invite.message(contractor));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    expect((await rowOf('100'))?.expiresAt).toBeDefined();
    invite.clock.nowMs += 31_000; // the address was corrected
    await invite.deliver(invite.message(worker(work, '2026-03-02')));
    expect(mails()).toEqual([[work, work]]);
    expect(await rowOf('100')).toMatchObject({ state: 'invited' });
  });

  test('without its address waits for the file that has it', async () => {
    invite = await startInvite({ sources });
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(invite.message(worker('', '2026-03-02')));
    expect(await rowOf('100')).toMatchObject({ state: 'waiting', code: 'WORK_EMAIL_NOT_YET' });
    invite.clock.nowMs += 1000;
    const next = JSON.stringify({
      ...JSON.parse(worker(work, '2026-03-02')),
      receivedAt: '2026-03-02T09:00:00.000Z',
    });
    await invite.deliver(invite.message(next));
    expect(mails()).toEqual([[work, work]]);
  });

  test('is invited when the person is hired again', async () => {
    invite = await startInvite({ sources });
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(invite.message(worker(work, '2020-01-01')));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    invite.clock.nowMs += 31_000;
    await invite.deliver(invite.message(worker(work, '2026-03-01')));
    expect(mails()).toEqual([[work, work]]);
  });

  test('is invited by a later creation without a date, though a change counts as later than a creation', async () => {
    const source = { type: 'standard-webhooks', updatesInvite: true };
    invite = await startInvite({ sources: { bamboohr: source } });
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(invite.message(said('updated', { startDate: '2016-03-02' })));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    const earlier = said('created', { startDate: '2026-03-01' });
    invite.clock.nowMs += 24 * 60 * 60_000;
    await invite.deliver(invite.message(earlier));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    await invite.deliver(invite.message(said('created', { startDate: '2026-03-02' })));
    expect(mails()).toEqual([[work, work]]);
  });

  test('is fetched once more if an event has only an id', async () => {
    const sources = {
      bamboohr: { type: 'bamboohr', company: 'acme', eligible: { emailDomains: ['acme.example'] } },
    };
    invite = await startInvite({ sources });
    const byId = (event: string, timestamp: string) =>
      toBody(
        'bamboohr',
        { type: `employee.${event}`, timestamp, data: { companyId: '1', employeeId: '100' } },
        { event },
      );
    invite.bambooHr.putEmployee({ id: '100', workEmail: 'ada@agency.example', hireDate: '2026-03-02' });
    await invite.deliver(invite.message(byId('created', '2026-03-02T06:00:00Z')));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    invite.bambooHr.putEmployee({ id: '100', workEmail: work, hireDate: '2026-03-02' });
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(invite.message(byId('created', '2026-03-02T06:00:00Z')));
    expect(mails()).toEqual([[work, work]]);
  });

  test('is not invited by a creation that is sent again', async () => {
    const source = { type: 'standard-webhooks', eligible: { emailDomains: ['acme.example'] } };
    invite = await startInvite({ sources: { bamboohr: source } });
    invite.oneLogin.addUser({ email: work });
    const startDate = '2026-03-23';
    await invite.deliver(invite.message(said('created', { startDate })));
    invite.clock.nowMs += 60_000;
    await invite.deliver(invite.message(said('updated', { startDate, workEmail: 'ada@agency.example' })));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    invite.clock.nowMs += 60_000;
    await invite.deliver(invite.message(said('created', { startDate })));
    await invite.deliverAll();
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    expect(mails()).toEqual([]);
  });

  test('is not invited by an older record that waited for the start', async () => {
    const source = { type: 'standard-webhooks', eligible: { emailDomains: ['acme.example'] } };
    invite = await startInvite({ sources: { bamboohr: source } });
    invite.oneLogin.addUser({ email: work });
    const startDate = '2026-03-23';
    await invite.deliver(invite.message(said('created', { startDate }, '2026-03-02T08:00:00.000Z')));
    expect(await rowOf('100')).toMatchObject({ state: 'waiting', code: 'NOT_DUE_YET' });
    const contractor = { startDate, workEmail: 'ada@contractor.example' };
    const moved = said('updated', contractor, '2026-03-02T09:00:00.000Z');
    await invite.deliver(invite.message(moved));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    await invite.deliverAll();
    expect(mails()).toEqual([]);
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
  });

  test('is cancelled when the employee is removed', async () => {
    invite = await startInvite({
      sources: { bamboohr: { type: 'standard-webhooks', eligible: { emailDomains: ['x.example'] } } },
    });
    await invite.deliver(invite.message(said('created', {})));
    expect(await rowOf('100')).toMatchObject({ state: 'not-eligible' });
    await invite.deliver(invite.message(said('removed', {})));
    expect(await rowOf('100')).toMatchObject({ state: 'cancelled' });
  });
});
