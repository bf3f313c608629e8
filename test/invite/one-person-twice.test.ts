import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homeMadeEvent, homeMadeHire, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

const work = 'ada@acme.example';
const second = 1000;
const day = 24 * 60 * 60 * second;
const keys = { one: 'home-made//100', other: 'home-made//200' };

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite();
  invite.oneLogin.addUser({ id: 7, email: work });
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const one = () => invite.message(homeMadeHire('100', { workEmail: work }));
const other = () => invite.message(homeMadeHire('200', { workEmail: work.toUpperCase() }));
const state = async (hire: string) => {
  const row = await invite.table.read(hire);
  return `${row?.state} ${row?.code}`;
};

describe('a person whom two records announce', () => {
  test('one after the other is mailed once', async () => {
    expect(await invite.deliver(one())).toEqual(['finished']);
    expect(await invite.deliver(other())).toEqual(['finished']);
    expect(invite.oneLogin.mails).toHaveLength(1);
    expect(await state(keys.other)).toBe('invited INVITED_AS_ANOTHER_HIRE');
    expect(invite.metrics).toEqual(['HireInvited']);
  });

  test('at once is mailed once: the second waits until the result of the first is known', async () => {
    invite.oneLogin.onInvite = async () => {
      await invite.deliver(other());
      expect(await state(keys.other)).toBe('waiting USER_BEING_INVITED');
    };
    await invite.deliver(one());
    await invite.deliverUntil(invite.clock.nowMs + 60 * second);
    expect(invite.oneLogin.mails).toHaveLength(1);
    expect(await state(keys.one)).toBe('invited INVITED');
    expect(await state(keys.other)).toBe('invited INVITED_AS_ANOTHER_HIRE');
  });

  test.each([
    [day - second, 1],
    [day, 2],
  ])('again %i ms after the invite is mailed %i times: the first link lives a day', async (later, mails) => {
    await invite.deliver(one());
    invite.clock.nowMs += later;
    await invite.deliver(other());
    expect(invite.oneLogin.mails).toHaveLength(mails);
  });

  test('is not mailed by the second while the first does not know whether its mail went out', async () => {
    invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-after' });
    await invite.deliver(one());
    await invite.deliver(other());
    expect(invite.oneLogin.mails).toHaveLength(1);
    expect(await state(keys.other)).toBe('waiting USER_BEING_INVITED');
    expect(await invite.table.read(keys.other)).not.toHaveProperty('unresolvedSend');
  });

  test('is mailed by the second when the first was refused', async () => {
    invite.oneLogin.faults.add({
      call: 'invite',
      kind: 'answer',
      status: 400,
      message: 'Email Input is in incorrect format',
    });
    await invite.deliver(one());
    await invite.deliver(other());
    expect(await state(keys.one)).toBe('parked EMAIL_REFUSED');
    expect(await state(keys.other)).toBe('invited INVITED');
  });

  test('is mailed once when somebody claims the user between the look at the claim and its writing', async () => {
    const { read } = invite.parts.users;
    invite.parts.users.read = async (user) => {
      const claim = await read(user);
      invite.parts.users.read = read;
      await invite.deliver(other());
      return claim;
    };
    await invite.deliver(one());
    expect(invite.oneLogin.mails).toHaveLength(1);
    expect(await state(keys.one)).toBe('invited INVITED_AS_ANOTHER_HIRE');
  });

  test('has a note with ids and pseudonyms only', async () => {
    await invite.deliver(one());
    expect(await invite.parts.users.read('7')).toEqual({
      user: '7',
      hire: keys.one,
      mailedAt: invite.clock.nowMs,
      mailedTo: expect.stringMatching(/^[0-9a-f]{32}$/),
      version: 2,
      writer: expect.any(String),
      expiresAt: invite.clock.nowMs / 1000 + (400 * day) / second,
    });
  });
});

describe('a contractor who becomes an employee, and has two records', () => {
  const at = (text: string) => Date.parse(text);
  const receivedAt = () => new Date(invite.clock.nowMs).toISOString();
  const contractor = (event: string) =>
    invite.message(homeMadeEvent(event, '100', { workEmail: work, receivedAt: receivedAt() }));
  const employee = () =>
    invite.message(homeMadeEvent('created', '200', { workEmail: work, receivedAt: receivedAt() }));
  const mails = () => invite.oneLogin.mails.map((mail) => mail.at);

  beforeEach(async () => {
    await invite.close();
    invite = await startInvite({ invite: { followUps: 1 } });
    invite.oneLogin.addUser({ id: 7, email: work });
    await invite.deliver(contractor('created'));
    await invite.deliverUntil(at('2026-03-02T09:00:00Z'));
    await invite.deliver(employee());
  });

  test('is followed up by the record that joined, once the first is removed', async () => {
    expect(await invite.table.read(keys.other)).toMatchObject({
      state: 'invited',
      code: 'INVITED_AS_ANOTHER_HIRE',
      invitedAt: at('2026-03-02T08:00:00Z'),
    });
    await invite.deliver(contractor('removed'));
    expect(await state(keys.one)).toBe('cancelled CANCELLED');
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-03T08:00:00.000Z']);
    expect(await state(keys.other)).toBe('not-activated NOT_ACTIVATED');
    expect(await state(keys.one)).toBe('cancelled CANCELLED');
  });

  test('is followed up once in all while both are there', async () => {
    await invite.deliverAll();
    expect(mails()).toEqual(['2026-03-02T08:00:00.000Z', '2026-03-03T08:00:00.000Z']);
  });

  test('is followed up once in all, though the first is removed after it has sent the follow-up', async () => {
    await invite.deliverUntil(at('2026-03-04T09:00:00Z'));
    expect(mails()).toHaveLength(2);
    await invite.deliver(contractor('removed'));
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
    expect(await invite.table.read(keys.other)).toMatchObject({
      state: 'not-activated',
      notActivatedAt: at('2026-03-06T08:00:00Z'),
    });
  });

  test('is told of three days after the last mail, though the look that comes earlier fails', async () => {
    const [ofFirst, ofOther] = ['100', '200'].map((id) =>
      invite.made.find(({ hire }) => hire === `home-made//${id}`),
    );
    invite.clock.nowMs = at('2026-03-03T08:00:00Z');
    await invite.deliver(invite.message(ofOther?.body ?? ''));
    await invite.deliver(invite.message(ofFirst?.body ?? ''));
    await invite.deliver(contractor('removed'));
    invite.oneLogin.faults.add({
      call: 'users',
      kind: 'answer',
      status: 400,
      times: 10,
      message: 'Bad Request',
    });
    await invite.deliverUntil(at('2026-03-05T09:00:00Z'));
    expect(await invite.table.read(keys.other)).toMatchObject({ state: 'invited', followUpsSent: 1 });
    await invite.deliverAll();
    expect(await invite.table.read(keys.other)).toMatchObject({
      state: 'not-activated',
      notActivatedAt: at('2026-03-06T08:00:00Z'),
    });
  });

  test('is followed up once in all, even if the record that joined is woken first', async () => {
    const [ofFirst, ofOther] = ['100', '200'].map((id) =>
      invite.made.find(({ hire }) => hire === `home-made//${id}`),
    );
    invite.clock.nowMs = at('2026-03-03T08:00:00Z');
    await invite.deliver(invite.message(ofOther?.body ?? ''));
    expect(mails()).toHaveLength(1);
    await invite.deliver(invite.message(ofFirst?.body ?? ''));
    await invite.deliverAll();
    expect(mails()).toHaveLength(2);
  });

  test('and activates the account is activated in both', async () => {
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliverAll();
    expect(await state(keys.one)).toBe('activated ACTIVATED');
    expect(await state(keys.other)).toBe('activated ACTIVATED');
    expect(mails()).toHaveLength(1);
  });
});
