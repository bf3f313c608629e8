import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bambooHrHire, homeMadeEvent, startInvite, toBody } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

const work = 'ada@acme.example';
const minute = 60 * 1000;
const day = 24 * 60 * minute;
const key = 'home-made//100';
const bambooKey = 'bamboohr//100';
const at = (text: string) => Date.parse(text);

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite({ invite: { timeZone: 'Europe/Berlin' } }); // 2 March 2026, 09:00 there
  invite.oneLogin.addUser({ email: work });
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const mails = () => invite.oneLogin.mails.map((mail) => mail.at);
const state = async (hire = key) => {
  const row = await invite.table.read(hire);
  return row && `${row.state} ${row.code ?? ''}`.trim();
};
const said = (
  event: 'created' | 'updated' | 'removed',
  startDate?: string,
  more: { timestamp?: string; receivedAt?: string; workEmail?: string } = {},
) => invite.message(homeMadeEvent(event, '100', { workEmail: work, startDate, ...more }));

describe('a hire who starts later', () => {
  test('waits for the moment, without a call to OneLogin, and is invited then', async () => {
    expect(await invite.deliver(said('created', '2026-03-23'))).toEqual(['finished']);
    expect(await state()).toBe('waiting NOT_DUE_YET');
    expect(invite.oneLogin.calls).toEqual({ token: 0, users: 0, invite: 0, events: 0 });
    expect(invite.made.map((wakeUp) => wakeUp.at)).toEqual([at('2026-03-23T07:00:00Z')]);
    await invite.wake();
    expect(mails()).toEqual(['2026-03-23T07:00:00.000Z']);
    expect(await state()).toBe('invited INVITED');
  });

  test('is not invited by a wake-up that comes early', async () => {
    const hire = said('created', '2026-03-23');
    await invite.deliver(hire);
    invite.clock.nowMs = at('2026-03-23T06:59:59Z');
    expect(await invite.deliver(said('created', '2026-03-23'))).toEqual(['finished']);
    expect(mails()).toEqual([]);
  });

  test('is looked at on a clear schedule: rungs and forHours count from the moment', async () => {
    invite.oneLogin.removeUser(work);
    await invite.deliver(said('created', '2026-06-01'));
    await invite.wake();
    const moment = at('2026-06-01T06:00:00Z');
    expect(await invite.table.read(key)).toMatchObject({
      code: 'USER_NOT_IN_ONELOGIN_YET',
      firstAttemptAt: moment,
      rung: 1,
      waitUntil: moment + 30 * 1000,
    });
    invite.clock.nowMs = moment + 95 * 60 * minute;
    await invite.wake();
    expect(await state()).toBe('waiting USER_NOT_IN_ONELOGIN_YET');
    invite.clock.nowMs = moment + 97 * 60 * minute;
    await invite.wake();
    expect(await state()).toBe('parked USER_NOT_IN_ONELOGIN_YET');
    expect(invite.metrics.filter((metric) => metric.startsWith('HireOverdue'))).toHaveLength(1);
  });

  test('whose wake-up comes days late is tried in full from then on', async () => {
    invite.oneLogin.removeUser(work);
    await invite.deliver(said('created', '2026-06-01'));
    invite.clock.nowMs = at('2026-06-09T06:00:00Z');
    await invite.wake();
    expect(await invite.table.read(key)).toMatchObject({
      state: 'waiting',
      firstAttemptAt: invite.clock.nowMs,
    });
  });

  test('years ahead is looked at once a year', async () => {
    await invite.deliver(said('created', '2028-03-02'));
    expect(invite.made.at(-1)?.at).toBe(invite.clock.nowMs + 365 * day);
    await invite.wake();
    expect(invite.made.at(-1)?.at).toBe(at('2028-03-01T08:00:00Z'));
    await invite.wake();
    await invite.wake();
    expect(mails()).toEqual(['2028-03-02T07:00:00.000Z']);
  });

  test.each([
    ['today, an hour ago', '2026-03-02'],
    ['in the past', '2016-03-02'],
    ['not at all, as far as known', undefined],
  ])('but %s is invited at once', async (_, startDate) => {
    await invite.deliver(said('created', startDate));
    expect(mails()).toHaveLength(1);
  });

  test('with a text that isn’t a date goes to a person at once', async () => {
    await invite.deliver(said('created', '03/23/2026'));
    expect(await state()).toBe('parked START_DATE_UNREADABLE');
  });

  test('without an address that could come goes to a person at once, not at the moment', async () => {
    await invite.deliver(said('created', '2026-03-23', { workEmail: 'n/a' }));
    expect(await state()).toBe('parked WORK_EMAIL_MISSING');
  });
});

describe('a change', () => {
  const created = { timestamp: '2026-03-01T08:00:00Z' };
  const later = { timestamp: '2026-03-01T09:00:00Z' };
  const latest = { timestamp: '2026-03-01T10:00:00Z' };

  test.each([
    ['later', '2026-03-30', '2026-03-30T06:00:00.000Z'],
    ['earlier', '2026-03-09', '2026-03-09T07:00:00.000Z'],
    ['to today', '2026-03-02', '2026-03-02T08:00:00.000Z'],
  ])('of the start to %s moves the invite, once', async (_, startDate, moment) => {
    await invite.deliver(said('created', '2026-03-23', created));
    await invite.deliver(said('updated', startDate, later));
    await invite.deliver(said('updated', startDate, later));
    await invite.deliverAll();
    expect(mails()).toEqual([moment]);
    expect(await state()).toBe('not-activated NOT_ACTIVATED');
  });

  test('counts by when it was said, not by when it arrived', async () => {
    await invite.deliver(said('updated', '2026-03-30', latest));
    await invite.deliver(said('updated', '2026-03-09', later));
    await invite.deliver(said('created', '2026-03-04', created));
    expect(await state()).toBe('waiting NOT_DUE_YET');
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-30T06:00:00.000Z']);
  });

  test('that leaves out the start date does not change it, even if it overtakes the creation', async () => {
    await invite.deliver(said('updated', undefined, later));
    await invite.deliver(said('created', '2026-03-23', created));
    expect(await state()).toBe('waiting NOT_DUE_YET');
    await invite.deliver(said('updated', undefined, { timestamp: '2026-03-02T07:30:00Z' }));
    expect(await invite.table.read(key)).toMatchObject({ notBefore: at('2026-03-23T07:00:00Z') });
    expect(mails()).toEqual([]);
  });

  test('without a date of its own counts as later than the creation, even if the creation is sent again', async () => {
    await invite.deliver(said('created', '2026-03-04', { receivedAt: '2026-03-02T08:00:00Z' }));
    await invite.deliver(said('updated', '2026-03-30', { receivedAt: '2026-03-02T08:01:00Z' }));
    await invite.deliver(said('created', '2026-03-04', { receivedAt: '2026-03-02T08:05:00Z' }));
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-30T06:00:00.000Z']);
  });

  test('of an employee who was not announced invites nobody, and leaves nothing to do', async () => {
    expect(await invite.deliver(said('updated', '2016-03-02'))).toEqual(['finished']);
    expect(await state()).toBe('unannounced');
    expect(invite.made.map((wakeUp) => wakeUp.at)).toEqual([invite.clock.nowMs + 15 * minute]);
    await invite.deliverAll();
    expect(await state()).toBe('unannounced');
    expect(invite.oneLogin.calls.users).toBe(0);
    const row = await invite.table.read(key);
    expect(row?.expiresAt).toBe((invite.clock.nowMs + 30 * day) / 1000);
  });

  test('that overtakes the creation has the right address: the creation waits for it', async () => {
    invite.oneLogin.addUser({ email: 'adda@acme.example' });
    await invite.deliver(said('updated', undefined, later));
    invite.clock.nowMs += minute;
    await invite.deliver(said('created', undefined, { ...created, workEmail: 'adda@acme.example' }));
    expect(mails()).toEqual([]);
    await invite.deliverUntil(invite.clock.nowMs + 20 * minute);
    expect(invite.oneLogin.mails.map(({ user }) => user)).toEqual([work]);
    await invite.deliverAll();
    expect(invite.oneLogin.mails.filter(({ user }) => user !== work)).toEqual([]);
  });

  test('that overtakes the creation with the same address delays nobody', async () => {
    await invite.deliver(said('updated', '2026-03-02', later));
    await invite.deliver(said('created', '2026-03-23', created));
    expect(mails()).toEqual(['2026-03-02T08:00:00.000Z']);
    await invite.deliverUntil(invite.clock.nowMs + 2 * day);
    expect(mails()).toHaveLength(1);
    await invite.deliverAll();
    expect(await state()).toBe('not-activated NOT_ACTIVATED');
  });

  test('of an address is tried at once, and the old address is not tried again', async () => {
    await invite.deliver(said('created', '2026-03-23', { ...created, workEmail: 'adda@acme.example' }));
    await invite.deliver(said('updated', '2026-03-23', later));
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
    expect(await state()).toBe('not-activated NOT_ACTIVATED');
  });

  test('to a hire that is invited changes nothing', async () => {
    await invite.deliver(said('created', '2026-03-02', created));
    await invite.deliver(said('updated', '2026-03-30', later));
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
  });

  test('without an id goes to a person, because it leads to no employee', async () => {
    const body = toBody(
      'home-made',
      { type: 'employee.updated', data: { workEmail: work } },
      { event: 'updated' },
    );
    expect(await invite.deliver(invite.message(body))).toEqual(['returned']);
    expect(invite.logs.at(-1)?.fields.code).toBe('RECORD_UNMAPPABLE');
  });
});

describe('a removal', () => {
  test('cancels a hire that waits, for good', async () => {
    await invite.deliver(said('created', '2026-03-23'));
    expect(await invite.deliver(said('removed'))).toEqual(['finished']);
    expect(await state()).toBe('cancelled CANCELLED');
    expect(invite.cancelled).toEqual([key]);
    expect(invite.metrics).toContain('HireCancelled');
    await invite.deliver(said('updated', '2026-03-02'));
    await invite.deliverAll();
    expect(mails()).toEqual([]);
    expect(await state()).toBe('cancelled CANCELLED');
  });

  test('that comes before the creation cancels it too', async () => {
    await invite.deliver(said('removed'));
    await invite.deliver(said('created', '2026-03-02'));
    await invite.deliver(said('updated', '2026-03-02'));
    expect(mails()).toEqual([]);
  });

  test('cancels a parked hire: a replay finds it done', async () => {
    invite.oneLogin.changeUser(work, { status: 2 });
    await invite.deliver(said('created'));
    await invite.deliver(said('removed'));
    invite.oneLogin.changeUser(work, { status: 0 });
    invite.clock.nowMs += minute;
    expect(await invite.deliver(said('created'))).toEqual(['finished']);
    expect(mails()).toEqual([]);
  });

  test('waits for the end of an attempt, and then ends the hire', async () => {
    invite.oneLogin.onInvite = async () => {
      await invite.deliver(said('removed'));
      expect(await state()).toBe('sending');
    };
    await invite.deliver(said('created'));
    expect(await state()).toBe('invited INVITED');
    await invite.deliverAll();
    expect(await state()).toBe('cancelled CANCELLED');
    expect(mails()).toHaveLength(1);
  });

  test('does not forget that a mail may have gone out', async () => {
    invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-after' });
    await invite.deliver(said('created'));
    await invite.deliver(said('removed'));
    expect(await invite.table.read(key)).toMatchObject({ state: 'cancelled', unresolvedSend: {} });
  });
});

describe('an employee of BambooHR', () => {
  const employee = { id: '100', workEmail: work };
  const event = (type: string) =>
    invite.message(
      toBody(
        'bamboohr',
        { type: `employee.${type}`, data: { employeeId: '100' } },
        {
          event: type === 'deleted' ? 'removed' : type,
          receivedAt: new Date(invite.clock.nowMs).toISOString(),
        },
      ),
    );

  test('is read again when the moment comes, because the start date may have changed', async () => {
    invite.bambooHr.putEmployee({ ...employee, hireDate: '2026-03-09' });
    await invite.deliver(event('created'));
    invite.bambooHr.putEmployee({ ...employee, hireDate: '2026-03-16' });
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-16T07:00:00.000Z']);
  });

  test('waits for the moment even without a work address, which may come until then', async () => {
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-03-09' });
    await invite.deliver(event('created'));
    expect(await state(bambooKey)).toBe('waiting NOT_DUE_YET');
    invite.bambooHr.putEmployee({ ...employee, hireDate: '2026-03-09' });
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-09T07:00:00.000Z']);
  });

  test('whose start is moved forward is invited earlier, once the change is announced', async () => {
    invite.bambooHr.putEmployee({ ...employee, hireDate: '2026-03-23' });
    await invite.deliver(event('created'));
    invite.clock.nowMs += minute;
    invite.bambooHr.putEmployee({ ...employee, hireDate: '2026-03-09' });
    await invite.deliver(event('updated'));
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-09T07:00:00.000Z']);
  });

  test('who has no start date yet is read once more, then invited without one', async () => {
    invite.bambooHr.putEmployee(employee);
    await invite.deliver(event('created'));
    expect(await state(bambooKey)).toBe('waiting START_DATE_NOT_YET');
    await invite.wake();
    expect(mails()).toHaveLength(1);
  });

  test('who gets the start date meanwhile waits for the moment', async () => {
    invite.bambooHr.putEmployee(employee);
    await invite.deliver(event('created'));
    invite.bambooHr.putEmployee({ ...employee, hireDate: '2026-03-09' });
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-09T07:00:00.000Z']);
  });

  test('whose start date the key may not see is invited at once', async () => {
    invite.bambooHr.putEmployee({ ...employee, hireDate: '2026-03-23' });
    invite.bambooHr.hideField('hireDate');
    await invite.deliver(event('created'));
    expect(mails()).toHaveLength(1);
  });

  test('that was changed before it was announced leaves no row: it will be read then', async () => {
    expect(await invite.deliver(event('updated'))).toEqual(['finished']);
    expect(await state(bambooKey)).toBeUndefined();
    expect(invite.bambooHr.calls.employee).toBe(0);
  });

  test('that is deleted is never invited', async () => {
    invite.bambooHr.putEmployee({ ...employee, hireDate: '2026-03-23' });
    await invite.deliver(event('created'), event('deleted'));
    await invite.deliverAll();
    expect(mails()).toEqual([]);
  });

  test('whose record is complete is still read again when the moment comes', async () => {
    invite.bambooHr.putEmployee({ ...employee, hireDate: '2026-03-16' });
    const fields = { 'Work Email': work, 'Home Email': 'ada@home.example', 'Hire Date': '2026-03-09' };
    await invite.deliver(invite.message(toBody('bamboohr', { id: '100', action: 'Created', fields })));
    expect(invite.bambooHr.calls.employee).toBe(0);
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-16T07:00:00.000Z']);
  });
});

describe('a dry run', () => {
  beforeEach(() => {
    invite.parts.configuration = {
      ...invite.parts.configuration,
      invite: { ...invite.parts.configuration.invite, dryRun: true },
    };
  });
  const switchOff = () => {
    invite.parts.configuration = {
      ...invite.parts.configuration,
      invite: { ...invite.parts.configuration.invite, dryRun: false },
    };
  };

  test('does everything except send, and says so', async () => {
    await invite.deliver(said('created'));
    expect(mails()).toEqual([]);
    expect(invite.oneLogin.calls).toMatchObject({ users: 1, invite: 0 });
    expect(await state()).toBe('waiting DRY_RUN');
    expect(invite.logs.at(-1)).toMatchObject({
      message: 'hire waiting',
      fields: { code: 'DRY_RUN', reason: 'would be mailed to the work address' },
    });
    expect(await invite.parts.users.read('1')).toBeUndefined();
  });

  test('reports a hire that would be parked, too', async () => {
    invite.oneLogin.changeUser(work, { status: 2 });
    await invite.deliver(said('created'));
    expect(await state()).toBe('parked USER_SUSPENDED');
  });

  test('may last any time: no hire is parked or overdue because of it', async () => {
    await invite.deliver(said('created'));
    for (let looks = 0; looks < 200; looks += 1) await invite.wake();
    expect(await state()).toBe('waiting DRY_RUN');
    expect(new Set(invite.metrics)).toEqual(new Set(['HirePutOff DRY_RUN']));
  });

  test('switched off sends what is then due, once', async () => {
    await invite.deliver(said('created'));
    await invite.wake();
    switchOff();
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
  });

  test('puts a hire off by an hour at most', async () => {
    await invite.close();
    invite = await startInvite({ invite: { dryRun: true }, retry: {} });
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(said('created'));
    const waitMs = (invite.made.at(-1)?.at ?? 0) - invite.clock.nowMs;
    expect(waitMs).toBeGreaterThanOrEqual(45 * minute);
    expect(waitMs).toBeLessThanOrEqual(60 * minute);
  });
});

test('a message for a hire that nobody announced is read as BambooHR writes it', async () => {
  invite.bambooHr.putEmployee({ id: '100', workEmail: work, hireDate: '2026-02-02' });
  await invite.deliver(invite.message(bambooHrHire('100')));
  expect(await state(bambooKey)).toBe('invited INVITED');
});
