import { afterEach, describe, expect, test } from '@jest/globals';
import { homeMadeEvent, homeMadeHire, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

/** A send without a clear answer, of which OneLogin may say two things: the date at the user, and an event. */

const work = 'ada.lovelace@acme.example';
const wrong = 'adda@home.example';
const right = 'ada@home.example';
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
const key = 'home-made//100';

let invite: Awaited<ReturnType<typeof startInvite>>;
const start = async (oneLogin: Parameters<typeof startInvite>[1] = {}) => {
  invite = await startInvite({ invite: { followUps: 0 } }, oneLogin);
  invite.oneLogin.addUser({ id: 7, email: work });
};
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const said = (event: string, personalEmail?: string) => {
  const receivedAt = new Date(invite.clock.nowMs).toISOString();
  return invite.message(homeMadeEvent(event, '100', { workEmail: work, personalEmail, receivedAt }));
};
const mails = () => invite.oneLogin.mails.map(({ to, at }) => [to, at.slice(11, 16)]);
const row = () => invite.table.read(key);
const isLost = (kind: 'reset-after' | 'reset-before') => invite.oneLogin.faults.add({ call: 'invite', kind });

describe('a mail that went out, though nobody said so', () => {
  test.each([
    ['both', {}],
    ['only the events', { reportsInvitations: false }],
    ['only the user', { reportsEvents: false }],
  ])('is not sent again if %s show it', async (_, oneLogin) => {
    await start(oneLogin);
    isLost('reset-after');
    const sentAt = invite.clock.nowMs;
    await invite.deliver(said('created'));
    expect(await row()).toMatchObject({ state: 'waiting', code: 'SEND_OUTCOME_UNKNOWN' });
    await invite.deliverUntil(sentAt + hour);
    expect(mails()).toEqual([[work, '08:00']]);
    expect(await row()).toMatchObject({ state: 'invited', code: 'INVITED', invitedAt: sentAt });
    const codes = (await row())?.outcomes?.map(({ code }) => code);
    expect(codes).toEqual(['SEND_OUTCOME_UNKNOWN', 'INVITED']);
    expect(await row()).not.toHaveProperty('unresolvedSend');
    expect(await invite.parts.users.read('7')).toMatchObject({ mailedAt: sentAt, hire: key });
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
  });

  test('is sent again, once, if both are silent', async () => {
    await start({ reportsInvitations: false, reportsEvents: false });
    isLost('reset-after');
    await invite.deliver(said('created'));
    await invite.deliverUntil(invite.clock.nowMs + 10 * minute - 1);
    expect(mails()).toHaveLength(1);
    await invite.deliverAll();
    expect(mails()).toEqual([
      [work, '08:00'],
      [work, '08:10'],
    ]);
  });

  test('is asked about only when OneLogin may have finished, even if news comes before', async () => {
    await start();
    isLost('reset-after');
    await invite.deliver(said('created'));
    const { users } = invite.oneLogin.calls;
    invite.clock.nowMs += minute;
    await invite.deliver(said('updated'));
    expect(invite.oneLogin.calls.users).toBe(users);
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
  });
});

describe('a mail to an address that is corrected before it is known whether it went out', () => {
  test('which it did: the new address is mailed, and the old one not again', async () => {
    await start();
    isLost('reset-after');
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 2 * minute;
    await invite.deliver(said('updated', right));
    await invite.deliverAll();
    expect(mails()).toEqual([
      [wrong, '08:00'],
      [right, '08:10'],
    ]);
    expect(await row()).toMatchObject({ state: 'not-activated' });
  });

  test('which it did not: only the new address is mailed', async () => {
    await start();
    isLost('reset-before');
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 2 * minute;
    await invite.deliver(said('updated', right));
    await invite.deliverAll();
    expect(mails()).toEqual([[right, '08:10']]);
  });

  test('and corrected back: the old one has had its mail, which is not repeated', async () => {
    await start();
    isLost('reset-after');
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 2 * minute;
    await invite.deliver(said('updated', right));
    invite.clock.nowMs += 2 * minute;
    await invite.deliver(said('updated', wrong));
    await invite.deliverAll();
    expect(mails()).toEqual([[wrong, '08:00']]);
  });
});

test('a correction without a clear answer is not repeated, nor is the first mail', async () => {
  await start();
  await invite.deliver(said('created', wrong));
  invite.clock.nowMs += 10 * minute;
  isLost('reset-after');
  await invite.deliver(said('updated', right));
  await invite.deliverAll();
  expect(mails()).toEqual([
    [wrong, '08:00'],
    [right, '08:10'],
  ]);
  expect(await row()).toMatchObject({ state: 'not-activated' });
});

test.each([
  ['uses the account', 1, 'ACTIVATED'],
  ['is suspended', 2, 'USER_SUSPENDED'],
])(
  'a correction without a clear answer stays in the story though the person then %s',
  async (_, status, code) => {
    await start();
    await invite.deliver(said('created', wrong));
    invite.clock.nowMs += 10 * minute;
    isLost('reset-after');
    await invite.deliver(said('updated', right));
    invite.oneLogin.changeUser(work, { status });
    await invite.deliverUntil(invite.clock.nowMs + 20 * minute);
    expect((await row())?.outcomes).toMatchObject([
      { code: 'INVITED', mail: 'first' },
      { code: 'SEND_OUTCOME_UNKNOWN' },
      { code: 'INVITED', mail: 'correction' },
      { code },
    ]);
  },
);

test('an unclear send of a person who is then removed and hired again within a day is asked about first', async () => {
  await start();
  isLost('reset-after');
  await invite.deliver(said('created'));
  invite.clock.nowMs += hour;
  await invite.deliver(said('removed'));
  invite.clock.nowMs += hour;
  await invite.deliver(said('created', right));
  expect(await row()).toMatchObject({ engagement: 2 });
  await invite.deliverUntil(invite.clock.nowMs + day);
  expect(mails()).toEqual([
    [work, '08:00'],
    [right, '10:00'],
  ]);
});

test('another record of the person waits while a send is unclear, and joins when it is clear', async () => {
  await start();
  isLost('reset-after');
  await invite.deliver(said('created'));
  await invite.deliver(invite.message(homeMadeHire('200', { workEmail: work })));
  expect(await invite.table.read('home-made//200')).toMatchObject({
    state: 'waiting',
    code: 'USER_BEING_INVITED',
  });
  await invite.deliverUntil(invite.clock.nowMs + hour);
  expect(await invite.table.read('home-made//200')).toMatchObject({
    state: 'invited',
    code: 'INVITED_AS_ANOTHER_HIRE',
  });
  expect(mails()).toHaveLength(1);
});
