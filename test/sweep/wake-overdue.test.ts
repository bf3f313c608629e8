import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createBrake } from '../../lambda/aws/brake.ts';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import { bambooHrHire } from '../helpers/invite.ts';
import { startSweep } from '../helpers/sweep.ts';

const hour = 60 * 60 * 1000;
const email = 'ada@acme.example';

let sweep: Awaited<ReturnType<typeof startSweep>>;
beforeEach(async () => {
  sweep = await startSweep({ invite: { followUps: 1 } });
  sweep.bambooHr.putEmployee({ id: '100', workEmail: email, hireDate: '2025-03-02' });
});
afterEach(() => sweep.close());

const ago = (ms: number) => sweep.clock.nowMs - ms;

describe('a hire whose message was lost', () => {
  test('while it waited is woken, and invited', async () => {
    await sweep.invite.deliver(sweep.invite.message(bambooHrHire('100')));
    expect(await sweep.invite.table.read('bamboohr//100')).toMatchObject({ state: 'waiting' });
    sweep.invite.oneLogin.addUser({ email });
    sweep.clock.nowMs += 2 * hour;
    expect(await sweep.run()).toMatchObject({ woken: ['bamboohr//100'], asleep: [] });
    expect(await sweep.deliverAll()).toEqual(['finished']);
    expect(sweep.invite.oneLogin.mails).toHaveLength(1);
    expect(await sweep.run()).toMatchObject({ woken: [] });
  });

  test('while it was worked on is woken, and invited', async () => {
    sweep.invite.oneLogin.addUser({ email });
    const lease = { token: 't', messageId: 'm', until: ago(2 * hour) };
    await sweep.putRow('bamboohr//100', { state: 'sending', lease });
    expect(await sweep.run()).toMatchObject({ woken: ['bamboohr//100'] });
    await sweep.deliverAll();
    expect(sweep.invite.oneLogin.mails).toHaveLength(1);
  });

  test('before a follow-up is followed up, once', async () => {
    sweep.invite.oneLogin.addUser({ email });
    await sweep.invite.deliver(sweep.invite.message(bambooHrHire('100')));
    sweep.clock.nowMs += 26 * hour;
    expect(await sweep.run()).toMatchObject({ woken: ['bamboohr//100'] });
    expect(await sweep.messages()).toMatchObject([{ purpose: 'look', event: 'created' }]);
    await sweep.deliverAll();
    expect(await sweep.invite.table.read('bamboohr//100')).toMatchObject({ followUpsSent: 1 });
    expect(sweep.invite.oneLogin.mails).toHaveLength(2);
    expect(await sweep.run()).toMatchObject({ woken: [] });
  });

  test('and whose HR system cannot be asked sleeps, and that is reported', async () => {
    await sweep.putRow('home-made//7', { code: 'USER_UNAPPROVED', waitUntil: ago(2 * hour) });
    expect(await sweep.run()).toMatchObject({ woken: [], asleep: ['home-made//7'] });
    expect(await sweep.messages()).toEqual([]);
    expect(sweep.metrics).toEqual(['HireOverdue 1 USER_UNAPPROVED']);
    expect(sweep.logs).toContainEqual({
      level: 'error',
      message: 'hire is asleep',
      fields: { hire: 'home-made//7', state: 'waiting', code: 'USER_UNAPPROVED', requestId: 'sweep-1' },
    });
  });

  test.each([
    ['bamboohr//sha256:0123456789abcdef0123456789abcdef', 'an id that may be a name is not kept'],
    ['bamboohr//record-0123456789abcdef0123456789abcdef', 'there was no id'],
    ['bamboohr//ada', 'no message wakes a hire of such a key'],
    ['gone//100', 'the source is no longer configured'],
  ])('%s sleeps (%s)', async (hire) => {
    await sweep.putRow(hire, { waitUntil: ago(2 * hour) });
    expect(await sweep.run()).toMatchObject({ woken: [], asleep: [hire] });
    expect(sweep.metrics).toEqual(['HireOverdue 1 waiting']);
  });

  test('is woken under its own key, with its tenant', async () => {
    await sweep.putRow('bamboohr/tenant-1/100', { waitUntil: ago(2 * hour) });
    expect(await sweep.run()).toMatchObject({ woken: ['bamboohr/tenant-1/100'] });
    expect(await sweep.messages()).toMatchObject([{ tenant: 'tenant-1' }]);
  });
});

test.each<[string, () => Partial<HireRow>]>([
  ['waits for a time to come', () => ({ waitUntil: ago(-hour) })],
  ['was to be looked at just an hour ago', () => ({ waitUntil: ago(hour) })],
  ['is worked on', () => ({ state: 'sending', lease: { token: 't', messageId: 'm', until: ago(-1) } })],
  ['is invited, with the follow-up to come', () => ({ state: 'invited', followUpAt: ago(-hour) })],
  ['is invited, without a follow-up', () => ({ state: 'invited', waitUntil: ago(2 * hour) })],
  ['is parked: that is for a person', () => ({ state: 'parked', waitUntil: ago(2 * hour) })],
  ['was cancelled', () => ({ state: 'cancelled', waitUntil: ago(2 * hour), followUpAt: ago(2 * hour) })],
])('a hire that %s is left alone', async (_, row) => {
  await sweep.putRow('bamboohr//100', row());
  expect(await sweep.run()).toMatchObject({ woken: [], asleep: [] });
});

test('the item of the brake, in the same table, is passed over', async () => {
  const brake = createBrake(sweep.invite.dynamoDb, 'hires', { maxFirstMailsPerDay: 1, nowMs: () => ago(0) });
  expect(await brake.countFirstMail()).toBe('go');
  expect(await brake.countFirstMail()).toBe('paused');
  sweep.clock.nowMs += 48 * hour;
  expect(await sweep.run()).toMatchObject({ woken: [], asleep: [] });
  expect(sweep.logs.filter(({ level }) => level !== 'info')).toEqual([]);
});

describe('the table', () => {
  const many = Array.from({ length: 25 }, (_, index) => `bamboohr//${index + 1}`);
  const late = many.map((hire) => ({ hire, state: 'waiting' as const, code: undefined }));
  async function* pages() {
    yield late.slice(0, 12);
    yield [];
    yield late.slice(12);
  }

  test('is read page by page', async () => {
    for (const hire of many) await sweep.putRow(hire, { waitUntil: ago(2 * hour) });
    expect((await sweep.run()).woken.toSorted()).toEqual(many.toSorted());
    expect(await sweep.messages()).toHaveLength(25);
    sweep.parts.scanOverdue = pages;
    expect((await sweep.run()).woken).toEqual(many);
  });

  test('is left for the next time when the function’s time runs short', async () => {
    sweep.parts.scanOverdue = pages;
    sweep.time.remainingMs = 59_999;
    expect((await sweep.run()).woken).toEqual(many.slice(0, 12));
    expect(sweep.logs.map(({ message }) => message)).toContain('out of time to look for more overdue hires');
  });

  test('that cannot be read is reported, and does not stop the sweep of an HR system', async () => {
    sweep.parts.scanOverdue = async function* scan() {
      yield late.slice(0, 1);
      throw new Error('away');
    };
    expect(await sweep.run()).toMatchObject({
      woken: ['bamboohr//1'],
      sources: [{ ended: 'FINISHED' }, { ended: 'FINISHED' }],
    });
    expect(sweep.metrics).toEqual(['SweepFailed 1']);
  });
});
