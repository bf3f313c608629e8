import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homeMadeEvent, startInvite, toBody } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

/** The personal address is corrected in the HR system after the mail went out. */

const work = 'ada.lovelace@acme.example';
const wrong = 'adda@home.example';
const right = 'ada@home.example';
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite({ invite: { followUps: 1 } });
  invite.oneLogin.addUser({ id: 7, email: work });
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const mails = () => invite.oneLogin.mails.map(({ to, at }) => [to, at.slice(5, 16)]);
const now = () => new Date(invite.clock.nowMs).toISOString();

describe('in a source without an API', () => {
  const key = 'home-made//100';
  const said = (event: string, personalEmail?: string, more: Record<string, unknown> = {}) =>
    invite.message(
      homeMadeEvent(event, '100', { workEmail: work, personalEmail, receivedAt: now(), ...more }),
    );

  test('the new address is mailed at once, and followed up; the old one never again', async () => {
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 10 * minute;
    expect(await invite.deliver(said('updated', right))).toEqual(['finished']);
    expect(mails()).toEqual([
      [wrong, '03-02T08:00'],
      [right, '03-02T08:10'],
    ]);
    expect(await invite.table.read(key)).toMatchObject({ state: 'invited', code: 'INVITED' });
    await invite.deliverAll();
    expect(mails().slice(2)).toEqual([[right, '03-03T08:10']]);
    expect(await invite.table.read(key)).toMatchObject({ state: 'not-activated', followUpsSent: 1 });
  });

  test('it may be corrected back again, and is mailed again', async () => {
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', right));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', wrong));
    expect(mails().slice(2)).toEqual([[wrong, '03-02T08:20']]);
    await invite.deliverAll();
    expect(mails().slice(3)).toEqual([[wrong, '03-03T08:20']]);
  });

  test('the correction that is delivered twice mails once', async () => {
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 10 * minute;
    const correction = said('updated', right);
    await invite.deliver(correction, said('updated', right));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(correction);
    await invite.deliverUntil(invite.clock.nowMs + hour);
    expect(mails()).toHaveLength(2);
  });

  test('the first word that comes again after the correction does not undo it', async () => {
    const dated = { timestamp: '2026-03-02T07:59:00Z' };
    await invite.deliver(said('created', wrong, dated));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', right, { timestamp: '2026-03-02T08:09:00Z' }));
    await invite.deliver(said('created', wrong, dated));
    await invite.deliver(said('updated', wrong, { timestamp: '2026-03-02T08:05:00Z' }));
    await invite.deliverAll();
    expect(mails()).toEqual([
      [wrong, '03-02T08:00'],
      [right, '03-02T08:10'],
      [right, '03-03T08:10'],
    ]);
  });

  test('a correction after a person was told of mails the new address, and the hire is awaited anew', async () => {
    await invite.deliver(said('created', wrong));
    await invite.deliverUntil(invite.clock.nowMs + 5 * day);
    expect(await invite.table.read(key)).toMatchObject({ state: 'not-activated' });
    await invite.deliver(said('updated', right));
    expect(mails().slice(2)).toEqual([[right, '03-07T08:00']]);
    expect(await invite.table.read(key)).toMatchObject({ state: 'invited' });
    expect(await invite.table.read(key)).not.toHaveProperty('notActivatedAt');
    await invite.deliverAll();
    expect(invite.metrics.filter((metric) => metric.startsWith('HireNotActivated'))).toHaveLength(2);
  });

  test('a correction while the account is active mails nobody', async () => {
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 10 * minute;
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliver(said('updated', right));
    expect(await invite.table.read(key)).toMatchObject({ state: 'activated', code: 'ACTIVATED' });
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', wrong));
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
  });

  test('a change of something else makes no call to OneLogin', async () => {
    await invite.deliver(said('created', right));
    const calls = { ...invite.oneLogin.calls };
    invite.clock.nowMs += 10 * minute;
    expect(await invite.deliver(said('updated', right, { phone: '1' }))).toEqual(['finished']);
    expect(await invite.deliver(said('updated', right, { phone: '2' }))).toEqual(['finished']);
    expect(invite.oneLogin.calls).toEqual(calls);
    expect(invite.made).toHaveLength(1);
  });

  test('an address that is taken away corrects nothing: the work address gets no mail', async () => {
    await invite.deliver(said('created', right));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated'));
    expect(mails()).toHaveLength(1);
  });

  test('an address that was not there before is mailed', async () => {
    await invite.deliver(said('created'));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', right));
    expect(mails()).toEqual([
      [work, '03-02T08:00'],
      [right, '03-02T08:10'],
    ]);
  });

  test('of two corrections that overtake each other, only the later one is mailed', async () => {
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 10 * minute;
    const earlier = said('updated', 'eda@home.example');
    invite.clock.nowMs += minute;
    await invite.deliver(said('updated', right));
    expect(await invite.deliver(earlier)).toEqual(['finished']);
    await invite.deliverUntil(invite.clock.nowMs + hour);
    expect(mails().map(([to]) => to)).toEqual([wrong, right]);
  });

  test('the same address in other letters is no correction', async () => {
    await invite.deliver(said('created', right));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', right.toUpperCase()));
    await invite.deliverUntil(invite.clock.nowMs + hour);
    expect(mails()).toHaveLength(1);
  });

  test('a correction is no other hire who was invited: it is counted as a mail, not as a hire', async () => {
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', right));
    expect(invite.metrics.filter((metric) => metric === 'HireInvited')).toHaveLength(1);
  });

  test('a personal address that comes after an invite by hand to the work address is mailed', async () => {
    invite.oneLogin.changeUser(work, { invitation_sent_at: '2026-03-02T07:00:00Z' });
    await invite.deliver(said('created'));
    expect(mails()).toEqual([]);
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', right));
    expect(mails()).toEqual([[right, '03-02T08:10']]);
  });

  test('a correction during an outage is mailed after it', async () => {
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 10 * minute;
    invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 500, times: 3 });
    await invite.deliver(said('updated', right));
    await invite.deliverUntil(invite.clock.nowMs + hour);
    expect(mails().slice(1)).toEqual([[right, expect.stringMatching(/^03-02T08:1/)]]);
    await invite.deliverAll();
    expect(mails().map(([to]) => to)).toEqual([wrong, right, right]);
  });

  test('without the key of the pseudonyms nobody can tell that it is another: it is mailed when followed up', async () => {
    invite.secrets.delete('hire-invites/lookup');
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', right));
    await invite.deliverAll();
    expect(mails()).toEqual([
      [wrong, '03-02T08:00'],
      [right, '03-03T08:00'],
    ]);
  });
});

describe('in BambooHR', () => {
  const key = 'bamboohr//100';
  const event = (type: string) =>
    invite.message(
      toBody(
        'bamboohr',
        { type: `employee.${type}`, data: { employeeId: '100' } },
        { event: type, receivedAt: now() },
      ),
    );
  const put = (homeEmail: string) =>
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-02-02', workEmail: work, homeEmail });

  test('the change has only an id: the new address is read, mailed at once and followed up', async () => {
    put(wrong);
    await invite.deliver(event('created'));
    put(right);
    invite.clock.nowMs += 10 * minute;
    expect(await invite.deliver(event('updated'))).toEqual(['finished']);
    expect(mails()).toEqual([
      [wrong, '03-02T08:00'],
      [right, '03-02T08:10'],
    ]);
    await invite.deliverAll();
    expect(mails().slice(2)).toEqual([[right, '03-03T08:10']]);
    expect(await invite.table.read(key)).toMatchObject({ state: 'not-activated' });
  });

  test('a change of something else is read, and mails nobody', async () => {
    put(right);
    await invite.deliver(event('created'));
    for (let changes = 0; changes < 3; changes += 1) {
      invite.clock.nowMs += 10 * minute;
      await invite.deliver(event('updated'));
    }
    expect(mails()).toHaveLength(1);
    expect(await invite.table.read(key)).toMatchObject({ state: 'invited', code: 'NOT_ACTIVATED' });
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
  });

  test('a change while the account is active mails nobody', async () => {
    put(wrong);
    await invite.deliver(event('created'));
    put(right);
    invite.oneLogin.changeUser(work, { status: 1 });
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(event('updated'));
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
    expect(await invite.table.read(key)).toMatchObject({ state: 'activated' });
  });

  test('a correction that no webhook tells of is read when the link has expired, and followed up as well', async () => {
    put(wrong);
    await invite.deliver(event('created'));
    put(right);
    await invite.deliverAll();
    expect(mails()).toEqual([
      [wrong, '03-02T08:00'],
      [right, '03-03T08:00'],
      [right, '03-04T08:00'],
    ]);
  });
});

describe('the work address is corrected', () => {
  const key = 'home-made//100';
  const typo = 'adda.lovelace@acme.example';
  const said = (event: string, data: Record<string, unknown>) =>
    invite.message(homeMadeEvent(event, '100', { personalEmail: right, receivedAt: now(), ...data }));

  test('in OneLogin too, for the same user: the personal address is not mailed twice', async () => {
    invite.oneLogin.changeUser(work, { email: typo });
    await invite.deliver(said('created', { workEmail: typo }));
    invite.oneLogin.changeUser(typo, { email: work });
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', { workEmail: work }));
    expect(mails()).toEqual([[right, '03-02T08:00']]);
    expect(await invite.table.read(key)).toMatchObject({ state: 'invited', oneLoginUserId: '7' });
    expect(await invite.table.read(key)).not.toHaveProperty('earlierUsers');
    await invite.deliverAll();
    expect(invite.oneLogin.mails.map(({ user }) => user)).toEqual([typo, work]);
  });

  test('where the mail goes to it: the new one is mailed at once', async () => {
    await invite.close();
    invite = await startInvite({ invite: { followUps: 0, sendTo: 'work' } });
    invite.oneLogin.addUser({ id: 7, email: typo });
    await invite.deliver(said('created', { workEmail: typo }));
    invite.oneLogin.changeUser(typo, { email: work });
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', { workEmail: work }));
    await invite.deliverAll();
    expect(mails()).toEqual([
      [typo, '03-02T08:00'],
      [work, '03-02T08:10'],
    ]);
  });

  test('to a user who is not there yet: waited for, invited, and the one before is noted', async () => {
    invite.oneLogin.addUser({ id: 8, email: typo });
    invite.oneLogin.removeUser(work);
    await invite.deliver(said('created', { workEmail: typo }));
    invite.clock.nowMs += 10 * minute;
    await invite.deliver(said('updated', { workEmail: work }));
    expect(await invite.table.read(key)).toMatchObject({
      state: 'waiting',
      code: 'USER_NOT_IN_ONELOGIN_YET',
    });
    invite.oneLogin.addUser({ id: 9, email: work });
    await invite.deliverUntil(invite.clock.nowMs + hour);
    expect(invite.oneLogin.mails.map(({ user }) => user)).toEqual([typo, work]);
    expect(await invite.table.read(key)).toMatchObject({
      state: 'invited',
      oneLoginUserId: '9',
      earlierUsers: [{ userId: '8' }],
    });
    await invite.deliverAll();
    expect(invite.oneLogin.mails.map(({ user }) => user)).toEqual([typo, work, work]);
  });
});
