import { afterEach, describe, expect, test } from '@jest/globals';
import { createRestoreNote } from '../../lambda/aws/restore-note.ts';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';
import { takeSnapshot } from '../helpers/table-snapshot.ts';

/** The tables are brought back to a time before a mail, and an operator says so. */

const work = 'ada.lovelace@acme.example';
const home = 'ada@home.example';
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
const key = 'home-made//100';

let invite: Awaited<ReturnType<typeof startInvite>>;
const start = async (oneLogin: Parameters<typeof startInvite>[1] = {}, followUps = 0) => {
  invite = await startInvite({ invite: { followUps, tellIfNotActiveAfterDays: 10 } }, oneLogin);
  invite.oneLogin.addUser({ id: 7, email: work });
};
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const said = (event = 'created', personalEmail: string | undefined = home, employeeId = '100') =>
  invite.message(
    homeMadeEvent(event, employeeId, {
      workEmail: work,
      personalEmail,
      receivedAt: new Date(invite.clock.nowMs).toISOString(),
    }),
  );
const mails = () => invite.oneLogin.mails.map(({ to }) => to);
const row = () => invite.table.read(key);
const snapshot = () =>
  takeSnapshot(invite.dynamoDb, [
    { name: 'hires', key: 'hire' },
    { name: 'users', key: 'user' },
  ]);
const noteRestore = (to: number) =>
  createRestoreNote(invite.dynamoDb, 'hires', () => invite.clock.nowMs).note(to);

/** Ada is mailed at nine. At ten the tables are brought back to eight. @returns when she was mailed. */
async function mailAndForget(): Promise<number> {
  const restore = await snapshot();
  const to = invite.clock.nowMs;
  invite.clock.nowMs += hour;
  await invite.deliver(said());
  expect(mails()).toEqual([home]);
  invite.clock.nowMs += hour;
  await restore();
  invite.made.splice(0);
  await noteRestore(to);
  expect(await row()).toBeUndefined();
  return to + hour;
}

describe('who was mailed in the time that is forgotten', () => {
  test.each([
    ['both witnesses say so', {}, 0],
    ['only OneLogin’s user says so', { reportsEvents: false }, 0],
    [
      'only OneLogin’s events say so, which count as late as they can be',
      { reportsInvitations: false },
      hour,
    ],
  ])('is not mailed again if %s', async (_, oneLogin, later) => {
    await start(oneLogin);
    const invitedAt = (await mailAndForget()) + later;
    await invite.deliver(said());
    expect(await row()).toMatchObject({ state: 'invited', code: 'INVITED_BEFORE_RESTORE', invitedAt });
    expect(await invite.parts.users.read('7')).toMatchObject({ hire: key, mailedAt: invitedAt });
    await invite.deliverAll();
    expect(mails()).toEqual([home]);
  });

  test('is mailed again only if OneLogin knows nothing of it', async () => {
    await start({ reportsInvitations: false, reportsEvents: false });
    await mailAndForget();
    await invite.deliver(said());
    expect(mails()).toEqual([home, home]);
  });

  test('waits while OneLogin’s events cannot be read', async () => {
    await start({ reportsInvitations: false });
    await mailAndForget();
    invite.oneLogin.faults.add({ call: 'events', kind: 'answer', status: 503, body: {} });
    await invite.deliver(said());
    expect(await row()).toMatchObject({ state: 'waiting', code: 'ONELOGIN_UNAVAILABLE' });
    await invite.deliverUntil(invite.clock.nowMs + hour);
    expect(mails()).toEqual([home]);
    expect(await row()).toMatchObject({ state: 'invited', code: 'INVITED_BEFORE_RESTORE' });
  });

  test('is not mailed for another record of the person either', async () => {
    await start();
    await mailAndForget();
    await invite.deliver(said('created', home, '200'));
    await invite.deliver(said());
    await invite.deliverAll();
    expect(mails()).toEqual([home]);
  });

  test('is mailed once at another address that is said after the restore', async () => {
    await start();
    await mailAndForget();
    await invite.deliver(said());
    invite.clock.nowMs += minute;
    await invite.deliver(said('updated', 'ada@new-home.example'));
    await invite.deliverAll();
    expect(mails()).toEqual([home, 'ada@new-home.example']);
  });

  test('gets a follow-up once that link has lapsed', async () => {
    await start({}, 1);
    const mailedAt = await mailAndForget();
    await invite.deliver(said());
    await invite.deliverUntil(mailedAt + day - minute);
    expect(mails()).toEqual([home]);
    await invite.deliverUntil(mailedAt + 3 * day);
    expect(mails()).toEqual([home, home]);
  });

  test('and whose row knows the mail before, has had the follow-up', async () => {
    await start({}, 1);
    await invite.deliver(said());
    const followUp = invite.made.find(({ purpose }) => purpose === 'follow-up');
    const restore = await snapshot();
    const to = invite.clock.nowMs + minute;
    await invite.deliverUntil(invite.clock.nowMs + day + hour);
    expect(mails()).toEqual([home, home]);
    await restore();
    await noteRestore(to);
    await invite.deliver(invite.message(followUp?.body ?? ''));
    expect(await row()).toMatchObject({ code: 'INVITED_BEFORE_RESTORE', followUpsSent: 1 });
    await invite.deliverAll();
    expect(mails()).toEqual([home, home]);
  });
});

describe('nothing is held back for', () => {
  test('who was mailed before the time that is forgotten', async () => {
    await start({}, 1);
    await invite.deliver(said());
    invite.clock.nowMs += hour;
    await noteRestore(invite.clock.nowMs - minute);
    await invite.deliverUntil(invite.clock.nowMs + 2 * day);
    expect(mails()).toEqual([home, home]);
    expect((await row())?.outcomes?.map(({ code }) => code)).not.toContain('INVITED_BEFORE_RESTORE');
  });

  test('who was mailed after it, by us: the follow-up goes out', async () => {
    await start({ reportsInvitations: false }, 1);
    await noteRestore(invite.clock.nowMs - hour);
    invite.clock.nowMs += minute;
    await invite.deliver(said());
    await invite.deliverUntil(invite.clock.nowMs + 2 * day);
    expect(mails()).toEqual([home, home]);
  });

  test('anybody, thirty days later: the person may have been hired again', async () => {
    await start();
    await mailAndForget();
    invite.clock.nowMs += 30 * day;
    await invite.deliver(said());
    expect(mails()).toEqual([home, home]);
    expect(invite.oneLogin.calls.events).toBe(0);
  });
});

test('of two restores, also what the first one made the tables forget is asked about', async () => {
  await start();
  await mailAndForget();
  await noteRestore(invite.clock.nowMs - minute);
  await invite.deliver(said());
  expect(await row()).toMatchObject({ code: 'INVITED_BEFORE_RESTORE' });
});

test('without a restore, OneLogin’s events are not asked', async () => {
  await start();
  await invite.deliver(said());
  expect(mails()).toEqual([home]);
  expect(invite.oneLogin.calls.events).toBe(0);
});
