import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

const work = 'ada.lovelace@acme.example';
const personal = 'ada@home.example';
const hour = 60 * 60 * 1000;
const day = 24 * hour;
const key = 'home-made//100';
const at = (text: string) => Date.parse(text);

let invite: Awaited<ReturnType<typeof startInvite>>;
const start = async (
  settings: NonNullable<Parameters<typeof startInvite>[0]>['invite'] = {},
  oneLogin: Parameters<typeof startInvite>[1] = {},
) => {
  await invite?.close();
  invite = await startInvite(
    {
      invite: { followUps: 1, ...settings },
      retry: { afterSeconds: [30, 6 * 60 * 60], askAfterSeconds: 600 },
    },
    oneLogin,
  );
  invite.oneLogin.addUser({ id: 7, email: work });
};
beforeEach(() => start());
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const mails = () => invite.oneLogin.mails.map((mail) => mail.at);
const row = () => invite.table.read(key);
const state = async () => {
  const { state, code } = (await row()) ?? {};
  return `${state} ${code}`;
};
const said = (event: string, data: Record<string, unknown> = {}) => {
  const receivedAt = new Date(invite.clock.nowMs).toISOString();
  return invite.message(homeMadeEvent(event, '100', { workEmail: work, receivedAt, ...data }));
};
const change = (settings: object) => {
  const { configuration } = invite.parts;
  invite.parts.configuration = { ...configuration, invite: { ...configuration.invite, ...settings } };
};
const told = () => invite.metrics.filter((metric) => metric.startsWith('HireNotActivated'));

describe('a person who was invited, and never activates the account', () => {
  test('is followed up once when the link has expired, and the row says when it is looked at next', async () => {
    await invite.deliver(said('created'));
    expect(await row()).toMatchObject({ state: 'invited', followUpAt: invite.clock.nowMs + day });
    expect(JSON.parse(invite.made[0]?.body ?? '')).toMatchObject({ purpose: 'follow-up', event: 'created' });
    await invite.deliverUntil(at('2026-03-06T07:59:59Z'));
    expect(mails()).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-03T08:00:00.000Z']);
    expect(await row()).toMatchObject({
      state: 'invited',
      code: 'INVITED',
      followUpsSent: 1,
      invitedAt: at('2026-03-03T08:00:00Z'),
      followUpAt: at('2026-03-06T08:00:00Z'),
    });
    expect(await row()).not.toHaveProperty('expiresAt');
    expect(invite.metrics).toEqual(['HireInvited', 'HireFollowedUp']);
  });

  test('is told of three days after the last mail, once', async () => {
    await invite.deliver(said('created'));
    await invite.deliverUntil(at('2026-03-06T08:00:00Z'));
    expect(await row()).toMatchObject({
      state: 'not-activated',
      code: 'NOT_ACTIVATED',
      notActivatedAt: at('2026-03-06T08:00:00Z'),
      followUpAt: at('2026-03-07T08:00:00Z'),
    });
    await invite.deliverAll();
    expect(told()).toEqual(['HireNotActivated NOT_ACTIVATED']);
    expect(invite.metrics.filter((metric) => metric.startsWith('HireParked'))).toEqual([]);
  });

  test('is looked at daily for fourteen days more, then no more', async () => {
    await invite.deliver(said('created'));
    await invite.deliverUntil(at('2026-03-06T08:00:00Z'));
    const { users } = invite.oneLogin.calls;
    await invite.deliverAll();
    expect(invite.oneLogin.calls.users - users).toBe(14);
    expect(new Date(invite.clock.nowMs).toISOString()).toBe('2026-03-20T08:00:00.000Z');
    expect(await row()).toMatchObject({
      state: 'not-activated',
      expiresAt: (invite.clock.nowMs + 400 * day) / 1000,
    });
    expect(await row()).not.toHaveProperty('followUpAt');
    expect(mails()).toHaveLength(2);
  });

  test.each([0, 3])('is followed up %i times at most', async (followUps) => {
    await start({ followUps });
    await invite.deliver(said('created'));
    await invite.deliverAll();
    expect(mails()).toHaveLength(1 + followUps);
    expect(told()).toHaveLength(1);
  });

  test('is told of as late as the settings say', async () => {
    await start({ followUps: 0, tellIfNotActiveAfterDays: 10 });
    await invite.deliver(said('created'));
    await invite.deliverUntil(invite.clock.nowMs + 10 * day - 1);
    expect(told()).toEqual([]);
    await invite.deliverUntil(invite.clock.nowMs + 1);
    expect(told()).toHaveLength(1);
  });
});

describe('a person who was invited, and activates the account', () => {
  test('before the link has expired gets no other mail', async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
    expect(await row()).toMatchObject({
      state: 'activated',
      code: 'ACTIVATED',
      endedAt: at('2026-03-03T08:00:00Z'),
      expiresAt: (at('2026-03-03T08:00:00Z') + 400 * day) / 1000,
    });
    expect(await row()).not.toHaveProperty('followUpAt');
    expect(invite.metrics).toEqual(['HireInvited', 'HireActivated']);
  });

  test('on the sixth day, when a person has been told, is over from then on', async () => {
    await invite.deliver(said('created'));
    await invite.deliverUntil(at('2026-03-08T07:00:00Z'));
    expect(await state()).toBe('not-activated NOT_ACTIVATED');
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliverAll();
    expect(await state()).toBe('activated ACTIVATED');
    expect(await row()).not.toHaveProperty('notActivatedAt');
    expect(new Date(invite.clock.nowMs).toISOString()).toBe('2026-03-08T08:00:00.000Z');
    expect(invite.metrics).toEqual([
      'HireInvited',
      'HireFollowedUp',
      'HireNotActivated NOT_ACTIVATED',
      'HireActivated',
    ]);
  });
});

describe('a person who was invited, and of whom a look finds something else', () => {
  test.each([
    ['suspended', () => invite.oneLogin.changeUser(work, { status: 2 }), 'USER_SUSPENDED'],
    ['gone', () => invite.oneLogin.removeUser(work), 'USER_NOT_IN_ONELOGIN_YET'],
    ['unapproved', () => invite.oneLogin.changeUser(work, { state: 0 }), 'USER_UNAPPROVED'],
  ])('%s: gets no mail, is told of at the time of telling, and is never parked', async (_, happens, code) => {
    await invite.deliver(said('created'));
    happens();
    await invite.deliverUntil(at('2026-03-05T07:59:59Z'));
    expect(await state()).toBe(`invited ${code}`);
    expect(told()).toEqual([]);
    await invite.deliverUntil(at('2026-03-05T08:00:00Z'));
    expect(await state()).toBe(`not-activated ${code}`);
    await invite.deliverAll();
    expect(told()).toEqual([`HireNotActivated ${code}`]);
    expect(mails()).toHaveLength(1);
    expect(invite.metrics.filter((metric) => metric.startsWith('HireParked'))).toEqual([]);
  });

  test('an outage of two looks: is followed up after it', async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 500, times: 2 });
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
  });

  test('an outage without end: is told of, never parked, and not looked at for ever', async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 500, times: 100_000 });
    await invite.deliverAll();
    expect(await state()).toBe('not-activated ONELOGIN_UNAVAILABLE');
    expect(told()).toEqual(['HireNotActivated ONELOGIN_UNAVAILABLE']);
    expect(invite.metrics).not.toContain('HireParked ONELOGIN_UNAVAILABLE');
    expect(mails()).toHaveLength(1);
  });

  test('a removal: is looked at no more, and is over', async () => {
    await invite.deliver(said('created'));
    expect(await invite.deliver(said('removed'))).toEqual(['finished']);
    const { users } = invite.oneLogin.calls;
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
    expect(invite.oneLogin.calls.users).toBe(users);
    expect(await state()).toBe('cancelled CANCELLED');
    expect(await row()).not.toHaveProperty('followUpAt');
    expect(invite.metrics).toContain('HireCancelled');
  });

  test('a follow-up without a clear answer: is not mailed a third time', async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-after' });
    await invite.deliverUntil(at('2026-03-04T08:00:00Z'));
    expect(mails()).toHaveLength(2);
    expect(await row()).toMatchObject({ state: 'invited', code: 'INVITED', followUpsSent: 1 });
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
  });
});

describe('a follow-up', () => {
  test('is sent once by two wake-ups at once, and not by one that comes early', async () => {
    await invite.deliver(said('created'));
    const body = invite.made[0]?.body ?? '';
    invite.clock.nowMs += day - 1;
    expect(await invite.deliver(invite.message(body))).toEqual(['finished']);
    expect(mails()).toHaveLength(1);
    invite.clock.nowMs += 1;
    await invite.deliver(invite.message(body), invite.message(body));
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
  });

  test('is not sent by a message that overtook the note of the invite', async () => {
    await invite.deliver(said('created'));
    const followUp = invite.made[0]?.body ?? '';
    await start();
    expect(await invite.deliver(invite.message(followUp))).toEqual(['finished']);
    expect(invite.oneLogin.calls.users).toBe(0);
  });

  test('waits for the end of a dry run', async () => {
    await invite.deliver(said('created'));
    change({ dryRun: true });
    await invite.deliverUntil(invite.clock.nowMs + 2 * day);
    expect(await state()).toBe('invited DRY_RUN');
    expect(mails()).toHaveLength(1);
    change({ dryRun: false });
    await invite.deliverUntil(invite.clock.nowMs + hour);
    expect(mails()).toHaveLength(2);
  });

  test('that would come on a Saturday comes on Monday at the time of day, if weekends are off', async () => {
    await start({ weekends: 'monday-after' });
    invite.clock.nowMs = at('2026-03-06T10:30:00Z'); // a Friday
    await invite.deliver(said('created'));
    expect((await row())?.followUpAt).toBe(at('2026-03-09T08:00:00Z'));
    await invite.deliverUntil(at('2026-03-10T00:00:00Z'));
    expect(mails()).toEqual(['2026-03-06T10:30:00.000Z', '2026-03-09T08:00:00.000Z']);
  });

  test('comes on the Saturday itself if weekends are as other days', async () => {
    invite.clock.nowMs = at('2026-03-06T08:00:00Z');
    await invite.deliver(said('created'));
    await invite.deliverUntil(at('2026-03-08T00:00:00Z'));
    expect(mails()).toEqual(['2026-03-06T08:00:00.000Z', '2026-03-07T08:00:00.000Z']);
  });

  test('of an afternoon’s mail comes at the time of day, not in the afternoon', async () => {
    invite.clock.nowMs = at('2026-03-02T15:20:00Z');
    await invite.deliver(said('created'));
    await invite.deliverUntil(at('2026-03-05T00:00:00Z'));
    expect(mails()).toEqual(['2026-03-02T15:20:00.000Z', '2026-03-04T08:00:00.000Z']);
  });

  test('that is pending when follow-ups are switched off is not sent, and the person is told of', async () => {
    await invite.deliver(said('created'));
    change({ followUps: 0 });
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
    expect(told()).toHaveLength(1);
  });

  test('that is allowed later is sent at the time of day at the next look', async () => {
    await start({ followUps: 0 });
    await invite.deliver(said('created'));
    change({ followUps: 1 });
    await invite.deliverUntil(at('2026-03-05T08:00:00Z'));
    expect(mails()).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-05T08:00:00.000Z']);
    expect(told()).toEqual([]);
  });
});

describe('a later start date after the mail', () => {
  test.each([
    ['a whole record', { startDate: '2026-03-16' }],
    ['only the date', { startDate: '2026-03-16', workEmail: undefined }],
  ])('said by %s moves the follow-up and the telling, and sends nothing', async (_, data) => {
    await invite.deliver(said('created', { startDate: '2026-03-02' }));
    invite.clock.nowMs += hour;
    expect(await invite.deliver(said('updated', data))).toEqual(['finished']);
    expect(await row()).toMatchObject({ notBefore: at('2026-03-16T08:00:00Z') });
    expect(mails()).toHaveLength(1);
    await invite.deliverUntil(at('2026-03-16T07:59:59Z'));
    expect(mails()).toHaveLength(1);
    expect(told()).toEqual([]);
    await invite.deliverUntil(at('2026-03-16T09:00:00Z'));
    expect(mails()).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-16T08:00:00.000Z']);
    await invite.deliverUntil(at('2026-03-19T07:59:59Z'));
    expect(told()).toEqual([]);
    await invite.deliverUntil(at('2026-03-19T08:00:00Z'));
    expect(told()).toEqual(['HireNotActivated NOT_ACTIVATED']);
  });

  test('does not keep a look from finding the account active', async () => {
    await invite.deliver(said('created', { startDate: '2026-03-02' }));
    await invite.deliver(said('updated', { startDate: '2026-03-16' }));
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliverAll();
    expect(await state()).toBe('activated ACTIVATED');
  });
});

describe('a person whose account was switched on, but who never signed in', () => {
  const unused = { status: 1, last_login: null, password_changed_at: null };

  test('is not mailed, and told of after three days', async () => {
    invite.oneLogin.changeUser(work, unused);
    await invite.deliver(said('created'));
    expect(await row()).toMatchObject({
      state: 'invited',
      code: 'ACTIVE_NEVER_SIGNED_IN',
      awaitedSince: invite.clock.nowMs,
      followUpAt: invite.clock.nowMs + 3 * day,
    });
    await invite.deliverUntil(invite.clock.nowMs + 3 * day);
    expect(await state()).toBe('not-activated ACTIVE_NEVER_SIGNED_IN');
    await invite.deliverAll();
    expect(told()).toEqual(['HireNotActivated ACTIVE_NEVER_SIGNED_IN']);
    expect(mails()).toEqual([]);
  });

  test('and who signs in then is over', async () => {
    invite.oneLogin.changeUser(work, unused);
    await invite.deliver(said('created'));
    invite.oneLogin.changeUser(work, { last_login: '2026-03-03T09:00:00Z' });
    await invite.deliverAll();
    expect(await state()).toBe('activated ACTIVATED');
    expect(invite.metrics).toEqual(['HireActivated']);
  });

  test('is invited if the settings say so, and followed up', async () => {
    await start({ neverSignedIn: 'invite' });
    invite.oneLogin.changeUser(work, unused);
    await invite.deliver(said('created'));
    expect(await state()).toBe('invited INVITED');
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
  });

  test('but has a directory’s password is active already', async () => {
    invite.oneLogin.changeUser(work, { ...unused, directory_id: 12 });
    await invite.deliver(said('created'));
    expect(await state()).toBe('already-active ALREADY_ACTIVE');
    expect(mails()).toEqual([]);
    expect(invite.made).toEqual([]);
  });
});

describe('a person whom an admin invited by hand an hour ago', () => {
  beforeEach(() => invite.oneLogin.changeUser(work, { invitation_sent_at: '2026-03-02T07:00:00Z' }));

  test('is not mailed to the same address, and followed up when that link has expired', async () => {
    await invite.deliver(said('created'));
    expect(await row()).toMatchObject({
      state: 'invited',
      code: 'INVITED_BY_SOMEBODY_ELSE',
      invitedAt: at('2026-03-02T07:00:00Z'),
    });
    expect(mails()).toEqual([]);
    await invite.deliverUntil(at('2026-03-04T00:00:00Z'));
    expect(mails()).toEqual(['2026-03-03T08:00:00.000Z']);
    expect(await row()).toMatchObject({ code: 'INVITED', followUpsSent: 1 });
  });

  test('is mailed to a personal address at once: the other mail went to the work address', async () => {
    await invite.deliver(said('created', { personalEmail: personal }));
    expect(invite.oneLogin.mails).toMatchObject([{ to: personal, at: '2026-03-02T08:00:00.000Z' }]);
  });

  test('long ago is mailed: that link has expired', async () => {
    invite.oneLogin.changeUser(work, { invitation_sent_at: '2026-03-01T08:00:00Z' });
    await invite.deliver(said('created'));
    expect(mails()).toHaveLength(1);
  });
});

test('another record of the person causes no mail while the link of the follow-up is valid', async () => {
  await invite.deliver(said('created'));
  await invite.deliverUntil(at('2026-03-03T20:00:00Z'));
  expect(mails()).toHaveLength(2);
  const other = homeMadeEvent('created', '200', { workEmail: work });
  await invite.deliver(invite.message(other));
  expect(await invite.table.read('home-made//200')).toMatchObject({ code: 'INVITED_AS_ANOTHER_HIRE' });
  expect(mails()).toHaveLength(2);
});
