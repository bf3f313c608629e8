import { beforeEach, describe, expect, test } from '@jest/globals';
import { bambooHrHire, homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { askAndKeep, startOperate } from '../helpers/operate.ts';

/** An operator tries a hire again. */

const work = 'ada.lovelace@acme.example';
const home = 'ada@home.example';
const key = 'home-made//100';
const minute = 60 * 1000;
const day = 24 * 60 * minute;

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
beforeEach(async () => {
  invite = await startInvite({ invite: { followUps: 1 } });
  operate = startOperate(invite);
});

const ask = askAndKeep(() => ({ invite, operate }));
const retry = (whom: object = { hire: key }) => ask({ action: 'retry', ...whom });
const mails = () => invite.oneLogin.mails.map(({ to }) => to);
const state = async (hire = key) => (await invite.table.read(hire))?.state;
const announce = (more: Record<string, unknown> = {}) =>
  invite.message(homeMadeEvent('created', '100', { workEmail: work, personalEmail: home, ...more }));

/** The person was mailed, followed up, and told of as not activated. */
async function untilNotActivated(): Promise<void> {
  invite.oneLogin.addUser({ id: 7, email: work });
  await invite.deliver(announce());
  await invite.deliverUntil(invite.clock.nowMs + 5 * day);
  expect(await state()).toBe('not-activated');
  expect(mails()).toEqual([home, home]);
}

describe('a hire that is not activated', () => {
  test('gets a fresh link, is awaited anew, and is told of again', async () => {
    await untilNotActivated();
    expect(await retry()).toMatchObject({ ok: true, hire: key, by: 'schedule' });
    expect(await operate.deliver()).toEqual(['finished']);
    expect(mails()).toEqual([home, home, home]);
    expect(invite.metrics).toContain('HireRetried');
    const row = await invite.table.read(key);
    expect(row).toMatchObject({ state: 'invited', followUpsSent: 1 });
    expect(row).not.toHaveProperty('retryAskedAt');
    await invite.deliverUntil(invite.clock.nowMs + 4 * day);
    expect(await state()).toBe('not-activated');
    expect(mails()).toHaveLength(3);
  });

  test('gets one link if two operators ask at once, or one asks again and again', async () => {
    await untilNotActivated();
    const both = await Promise.all([retry(), retry()]);
    expect(both).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
    expect(await retry()).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toHaveLength(3);
    expect(await retry()).toMatchObject({ ok: false, code: 'JUST_MAILED' });
    expect(operate.queued).toEqual([]);
  });

  test('that uses the account by now is found active, and gets no mail', async () => {
    await untilNotActivated();
    invite.oneLogin.changeUser(work, { status: 1 });
    await retry();
    await operate.deliver();
    expect(mails()).toHaveLength(2);
    expect(await state()).toBe('activated');
    expect(await retry()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
  });

  test('still gets its link if OneLogin is out of calls just then', async () => {
    await untilNotActivated();
    invite.oneLogin.faults.add({ kind: 'answer', status: 429, headers: {} });
    await retry();
    await operate.deliver();
    expect(mails()).toHaveLength(2);
    expect(await retry()).toMatchObject({ ok: true, by: 'next-look' });
    await invite.deliverUntil(invite.clock.nowMs + 15 * minute);
    expect(mails()).toHaveLength(3);
  });

  test('is still woken by its schedule if the function dies before it has put the message on the queue', async () => {
    await untilNotActivated();
    const { send } = operate.parts.queue.client;
    operate.parts.queue.client.send = async () => Promise.reject(new Error('dies'));
    await expect(operate.ask({ action: 'retry', hire: key })).rejects.toThrow('dies');
    expect(invite.made).toHaveLength(1);
    operate.parts.queue.client.send = send;
    expect(await retry()).toMatchObject({ ok: true, by: 'schedule' });
    await operate.deliver();
    expect(mails()).toHaveLength(3);
  });

  test('whose record is kept no longer says so, and changes nothing', async () => {
    await untilNotActivated();
    await invite.deliverUntil(invite.clock.nowMs + 30 * day);
    const before = await invite.table.read(key);
    expect(await retry()).toMatchObject({
      ok: false,
      code: 'RECORD_LOST',
      message: expect.stringContaining('Send the invite in OneLogin'),
    });
    expect(await invite.table.read(key)).toEqual(before);
  });

  test('is found by its schedule, also if an earlier version has written its row', async () => {
    await untilNotActivated();
    const row = await invite.table.read(key);
    if (row === undefined) throw new Error('no row');
    const { wakeUp, ...earlier } = row;
    await invite.table.write({ ...earlier, version: row.version + 1 });
    expect(await retry()).toMatchObject({ ok: true, by: 'schedule' });
  });

  test('keeps a next look, whatever the look after the retry finds', async () => {
    await untilNotActivated();
    await retry();
    invite.oneLogin.changeUser(work, { status: 2 });
    await operate.deliver();
    const row = await invite.table.read(key);
    expect(row).toMatchObject({ state: 'not-activated' });
    expect(invite.made.map(({ at }) => at)).toContain(row?.followUpAt);
  });

  test('whose record is kept no longer is asked for in the HR system, even if the function died at the first try', async () => {
    invite.oneLogin.addUser({ id: 7, email: work });
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-03-02', workEmail: work, homeEmail: home });
    await invite.deliver(invite.message(bambooHrHire('100')));
    await invite.deliverUntil(invite.clock.nowMs + 40 * day);
    expect(await state('bamboohr//100')).toBe('not-activated');
    expect(invite.made).toEqual([]);
    const { send } = operate.parts.queue.client;
    operate.parts.queue.client.send = async () => Promise.reject(new Error('dies'));
    await expect(operate.ask({ action: 'retry', employeeId: '100' })).rejects.toThrow('dies');
    operate.parts.queue.client.send = send;
    for (const later of [minute, 10 * minute]) {
      invite.clock.nowMs += later;
      expect(await retry({ employeeId: '100' })).toMatchObject({ ok: true, by: 'hr-system' });
    }
    await operate.deliver();
    expect(mails()).toEqual([home, home, home]);
    expect(await state('bamboohr//100')).toBe('invited');
  });
});

test('who is active but never signed in gets a link only when an operator asks', async () => {
  invite.oneLogin.addUser({ id: 7, email: work, status: 1, last_login: null, password_changed_at: null });
  await invite.deliver(announce());
  await invite.deliverUntil(invite.clock.nowMs + 5 * day);
  expect(await invite.table.read(key)).toMatchObject({
    state: 'not-activated',
    code: 'ACTIVE_NEVER_SIGNED_IN',
  });
  await retry();
  await operate.deliver();
  expect(mails()).toEqual([home]);
});

test('who was invited gets another link while the last one lives, but not within minutes', async () => {
  invite.oneLogin.addUser({ id: 7, email: work });
  await invite.deliver(announce());
  expect(await retry()).toMatchObject({ ok: false, code: 'JUST_MAILED' });
  invite.clock.nowMs += 15 * minute;
  expect(await retry()).toMatchObject({ ok: true, by: 'schedule' });
  await operate.deliver();
  expect(mails()).toEqual([home, home]);
});

describe('a parked hire', () => {
  const parkedBy = 'message-1';

  async function park(): Promise<void> {
    invite.oneLogin.addUser({ id: 7, email: work, status: 2 });
    expect(await invite.deliver(announce())).toEqual(['returned']);
    expect(await invite.table.read(key)).toMatchObject({ state: 'parked', parked: { messageId: parkedBy } });
    operate.deadLetters.set(parkedBy, announce().body);
    invite.clock.nowMs += 10 * minute;
    invite.oneLogin.changeUser(work, { status: 7 });
  }

  test('is tried again by its own message from the dead-letter queue', async () => {
    await park();
    expect(await retry({ employeeId: '100', by: 'arn:aws:iam::123456789012:user/mary' })).toMatchObject({
      ok: true,
      hire: key,
      by: 'dead-letter-queue',
    });
    expect(await operate.deliver()).toEqual(['finished']);
    expect(mails()).toEqual([home]);
    expect(invite.logs).toContainEqual({
      message: 'operator acted',
      fields: {
        requestId: 'operate-1',
        action: 'retry',
        hire: key,
        by: 'arn:aws:iam::123456789012:user/mary',
        code: 'DONE',
      },
    });
  });

  test('is parked and told of again if its cause still stands', async () => {
    await park();
    invite.oneLogin.changeUser(work, { status: 2 });
    await retry();
    await operate.deliver();
    const row = await invite.table.read(key);
    expect(row).toMatchObject({ state: 'parked', updatedAt: invite.clock.nowMs });
    expect(row).not.toHaveProperty('retryAskedAt');
    expect(mails()).toEqual([]);
  });

  test('that was tried, and waits, is not said to be tried now if somebody asks once more', async () => {
    await park();
    invite.oneLogin.removeUser(work);
    await retry();
    invite.clock.nowMs += 1000;
    await operate.deliver();
    expect(await state()).toBe('waiting');
    expect(await retry()).toMatchObject({ ok: false, code: 'COMES_BY_ITSELF' });
    expect(operate.queued).toEqual([]);
  });

  test('says when its message is still on its way, moves with all, or is gone', async () => {
    await park();
    operate.deadLetters.clear();
    const lost = { ok: false, code: 'RECORD_LOST', message: expect.stringContaining('send the hire again') };
    const before = await invite.table.read(key);
    expect(await retry()).toMatchObject(lost);
    expect(await retry()).toMatchObject(lost);
    expect(await invite.table.read(key)).toEqual(before);
    operate.parts.deadLetters.find = async () => 'moving-all';
    expect(await retry()).toMatchObject({ ok: false, code: 'BEING_REPLAYED' });
    for (const found of ['held-by-another', 'out-of-time'] as const) {
      operate.parts.deadLetters.find = async () => found;
      expect(await retry()).toMatchObject({ ok: false, code: 'TRY_AGAIN' });
    }
    expect(await invite.table.read(key)).toEqual(before);
  });

  test('of a person whom another record has had mailed is not mailed again', async () => {
    await park();
    await invite.deliver(
      invite.message(homeMadeEvent('created', '200', { workEmail: work, personalEmail: home })),
    );
    expect(mails()).toEqual([home]);
    await retry();
    await operate.deliver();
    expect(await invite.table.read(key)).toMatchObject({ code: 'INVITED_AS_ANOTHER_HIRE' });
    expect(mails()).toEqual([home]);
  });

  test('that is not due any more forgets what was asked for', async () => {
    await park();
    operate.deadLetters.set(parkedBy, announce({ startDate: '2026-04-20' }).body);
    await retry();
    await operate.deliver();
    const row = await invite.table.read(key);
    expect(row).toMatchObject({ state: 'waiting', code: 'NOT_DUE_YET' });
    expect(row).not.toHaveProperty('retryAskedAt');
  });

  test('whose message is still on its way is not lost', async () => {
    invite.oneLogin.addUser({ id: 7, email: work, status: 2 });
    await invite.deliver(announce());
    expect(await retry()).toMatchObject({ ok: false, code: 'TRY_AGAIN' });
    invite.clock.nowMs += minute;
    operate.deadLetters.set(parkedBy, announce().body);
    invite.oneLogin.changeUser(work, { status: 7 });
    expect(await retry()).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });
});

describe('a waiting hire', () => {
  test('that is not due says when it is', async () => {
    invite.oneLogin.addUser({ id: 7, email: work });
    await invite.deliver(announce({ startDate: '2026-03-20' }));
    expect(await retry()).toMatchObject({
      ok: false,
      code: 'NOT_DUE_YET',
      message: 'The hire is not due yet. The invite goes out at 2026-03-20T08:00:00.000Z.',
    });
    expect(operate.queued).toEqual([]);
  });

  test('that is looked at within minutes says so', async () => {
    await invite.deliver(announce());
    expect(await retry()).toMatchObject({ ok: false, code: 'COMES_BY_ITSELF' });
  });

  test('whose time has just come says so: its message is on the queue', async () => {
    await invite.deliver(announce());
    invite.clock.nowMs += 10 * minute;
    expect(await retry()).toMatchObject({ ok: false, code: 'COMES_BY_ITSELF' });
  });

  test('that is being tried says so; once its function has died, its message is looked for', async () => {
    await invite.deliver(announce());
    const row = await invite.table.read(key);
    if (row === undefined) throw new Error('no row');
    const { waitUntil, wakeUp, ...sending } = row;
    const until = invite.clock.nowMs + minute;
    const lease = { token: 'died', messageId: 'message-9', until };
    await invite.table.write({ ...sending, state: 'sending', lease, version: row.version + 1 });
    expect(await retry()).toMatchObject({ ok: false, code: 'BEING_TRIED' });
    invite.clock.nowMs += 2 * minute;
    operate.deadLetters.set('message-9', announce().body);
    expect(await retry()).toMatchObject({ ok: true, by: 'dead-letter-queue' });
  });

  test('with a long wait is tried at once; its schedule then finds nothing to do', async () => {
    invite.oneLogin.addUser({ id: 7, email: work });
    invite.oneLogin.faults.add({ kind: 'answer', status: 429, headers: { 'x-ratelimit-reset': '3000' } });
    await invite.deliver(announce());
    expect(invite.made).toHaveLength(1);
    expect(await retry()).toMatchObject({ ok: true, by: 'schedule' });
    await operate.deliver();
    expect(mails()).toEqual([home]);
    await invite.deliverUntil(invite.clock.nowMs + 2 * 60 * minute);
    expect(mails()).toEqual([home]);
    expect(await state()).toBe('invited');
  });
});

test('nothing is tried while everything is paused', async () => {
  await untilNotActivated();
  operate.parts.brake = { isPaused: async () => true };
  expect(await retry()).toMatchObject({ ok: false, code: 'PAUSED' });
  expect(operate.queued).toEqual([]);
  expect(await invite.table.read(key)).not.toHaveProperty('retryAskedAt');
});
