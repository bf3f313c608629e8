import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';

const work = 'ada@acme.example';
const day = 24 * 60 * 60 * 1000;
const key = 'home-made//100';

let invite: Awaited<ReturnType<typeof startInvite>>;
const start = async (followUps: number) => {
  invite = await startInvite({
    invite: { followUps },
    retry: { afterSeconds: [30, 6 * 60 * 60], askAfterSeconds: 600 },
  });
  invite.oneLogin.addUser({ id: 7, email: work });
};
beforeEach(() => start(1));
afterEach(() => invite.close());

const mails = () => invite.oneLogin.mails.map(({ at }) => at);
const row = () => invite.table.read(key);
const said = (event: string) => invite.message(homeMadeEvent(event, '100', { workEmail: work }));

describe('a person who was invited', () => {
  test('and has not activated a day later is invited once more, and the row shows it', async () => {
    await invite.deliver(said('created'));
    expect(await row()).toMatchObject({ state: 'invited', followUpAt: invite.clock.nowMs + day });
    expect(JSON.parse(invite.made[0]?.body ?? '')).toMatchObject({ purpose: 'follow-up', event: 'created' });
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-03T08:00:00.000Z']);
    const followed = await row();
    expect(followed).toMatchObject({
      state: 'invited',
      code: 'INVITED',
      followUpsSent: 1,
      expiresAt: (invite.clock.nowMs + 400 * day) / 1000,
    });
    expect(followed).not.toHaveProperty('followUpAt');
    expect(invite.metrics).toEqual(['HireInvited', 'HireFollowedUp']);
  });

  test.each([0, 3])('is followed up %i times at most', async (followUps) => {
    await invite.close();
    await start(followUps);
    await invite.deliver(said('created'));
    await invite.deliverAll();
    expect(mails()).toHaveLength(1 + followUps);
  });

  test.each([
    ['active', () => invite.oneLogin.changeUser(work, { status: 1 }), 'ALREADY_ACTIVE'],
    ['suspended', () => invite.oneLogin.changeUser(work, { status: 2 }), 'USER_SUSPENDED'],
    ['gone', () => invite.oneLogin.removeUser(work), 'USER_NOT_IN_ONELOGIN_YET'],
    ['unapproved', () => invite.oneLogin.changeUser(work, { state: 0 }), 'USER_UNAPPROVED'],
  ])('and is %s now is left alone: nothing is parked or waits', async (_, change, code) => {
    await invite.deliver(said('created'));
    change();
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'invited', code });
    expect(await row()).not.toHaveProperty('followUpAt');
  });

  test('and was removed meanwhile is left alone', async () => {
    await invite.deliver(said('created'));
    expect(await invite.deliver(said('removed'))).toEqual(['finished']);
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'invited' });
  });

  test('stays invited for every other message', async () => {
    await invite.deliver(said('created'));
    invite.clock.nowMs += 2 * day;
    expect(await invite.deliver(said('created'), said('updated'))).toEqual(['finished', 'finished']);
    expect(mails()).toHaveLength(1);
  });

  test('is not mailed by two follow-ups at once, nor by one that comes early', async () => {
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

  test('is followed up after an outage, within forHours', async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 500, times: 2 });
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
  });

  test('is no longer followed up when the outage lasts longer', async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 500, times: 100_000 });
    await invite.deliverAll();
    expect(await row()).toMatchObject({ state: 'invited', code: 'ONELOGIN_UNAVAILABLE' });
    expect(invite.metrics).not.toContain('HireParked ONELOGIN_UNAVAILABLE');
  });

  test('is not mailed a third time after a follow-up without a clear answer', async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-after' });
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
    expect(await row()).toMatchObject({ state: 'invited', code: 'INVITED', followUpsSent: 1 });
  });

  test('is not followed up by a message that overtook the note of the invite', async () => {
    await invite.deliver(said('created'));
    const followUp = invite.made[0]?.body ?? '';
    await invite.close();
    await start(1);
    expect(await invite.deliver(invite.message(followUp))).toEqual(['finished']);
    expect(invite.oneLogin.calls.users).toBe(0);
  });

  test('in a dry run is not followed up until it is switched off', async () => {
    await invite.deliver(said('created'));
    const { configuration } = invite.parts;
    invite.parts.configuration = { ...configuration, invite: { ...configuration.invite, dryRun: true } };
    await invite.wake();
    await invite.wake();
    expect(mails()).toHaveLength(1);
    invite.parts.configuration = configuration;
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
  });
});

test('another record of the person causes no mail while the link of the follow-up is valid', async () => {
  await invite.deliver(said('created'));
  await invite.deliverAll();
  invite.clock.nowMs += day / 2;
  const other = homeMadeEvent('created', '200', { workEmail: work });
  await invite.deliver(invite.message(other));
  expect(await invite.table.read('home-made//200')).toMatchObject({ code: 'INVITED_AS_ANOTHER_HIRE' });
});
