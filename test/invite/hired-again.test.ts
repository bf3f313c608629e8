import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

const work = 'ada.lovelace@acme.example';
const hour = 60 * 60 * 1000;
const day = 24 * hour;
const key = 'home-made//100';

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite();
  invite.oneLogin.addUser({ id: 7, email: work });
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const now = () => new Date(invite.clock.nowMs).toISOString();
const mails = () => invite.oneLogin.mails.length;
const row = () => invite.table.read(key);
/** As a source without dates says it, now. */
const said = (event: string, data: Record<string, unknown> = {}) =>
  invite.message(homeMadeEvent(event, '100', { workEmail: work, receivedAt: now(), ...data }));
/** As one with dates does. */
const dated = (event: string, data: Record<string, unknown> = {}) =>
  said(event, { timestamp: now(), ...data });
const pass = (ms: number) => invite.deliverUntil(invite.clock.nowMs + ms);

describe('a person who was removed, and is created again', () => {
  test.each([
    ['without dates', said],
    ['with dates', dated],
  ])('weeks later, by the same record (%s), is invited again', async (_, say) => {
    await invite.deliver(say('created'));
    await pass(hour);
    await invite.deliver(say('removed'));
    expect(await row()).toMatchObject({ state: 'cancelled' });
    await pass(21 * day);
    expect(mails()).toBe(1);
    await invite.deliver(say('created'));
    expect(mails()).toBe(2);
    expect(await row()).toMatchObject({ state: 'invited', code: 'INVITED', engagement: 2 });
    await invite.deliverAll();
    expect(await row()).toMatchObject({ state: 'not-activated' });
    expect(mails()).toBe(2);
  });

  test('within the hour by another record is awaited again, without a mail: the link of the first still works', async () => {
    await invite.deliver(said('created', { startDate: '2026-03-01' }));
    await pass(hour);
    await invite.deliver(said('removed'));
    await pass(hour);
    await invite.deliver(said('created', { startDate: '2026-03-02' }));
    await pass(2 * day);
    expect(await row()).toMatchObject({ state: 'invited', engagement: 2 });
    expect(mails()).toBe(1);
  });

  test('is not, if the creation is the first one, which is delivered an hour after the removal', async () => {
    const first = dated('created');
    await invite.deliver(first);
    await pass(hour);
    await invite.deliver(dated('removed'));
    await pass(hour);
    expect(await invite.deliver(first)).toEqual(['finished']);
    await invite.deliverAll();
    expect(mails()).toBe(1);
    expect(await row()).toMatchObject({ state: 'cancelled' });
  });

  test('is not, if a source without dates repeats the webhook an hour after the removal', async () => {
    await invite.deliver(said('created', { startDate: '2026-03-23' }));
    await pass(hour);
    await invite.deliver(said('removed'));
    await pass(hour);
    await invite.deliver(said('created', { startDate: '2026-03-23' }));
    await invite.deliverAll();
    expect(mails()).toBe(0);
    expect(await row()).toMatchObject({ state: 'cancelled' });
  });

  test('is not by a change: the removal stays', async () => {
    await invite.deliver(said('created'));
    await pass(hour);
    await invite.deliver(said('removed'));
    await pass(21 * day);
    await invite.deliver(said('updated', { startDate: '2026-03-23' }));
    await invite.deliverAll();
    expect(mails()).toBe(1);
    expect(await row()).toMatchObject({ state: 'cancelled' });
  });

  test('and whose account was active in between is invited if it is not any more', async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.changeUser(work, { status: 1 });
    await pass(4 * day);
    expect(await row()).toMatchObject({ state: 'activated' });
    await invite.deliver(said('removed'));
    expect(await row()).toMatchObject({ state: 'activated', announced: { event: 'removed' } });
    invite.oneLogin.removeUser(work);
    invite.oneLogin.addUser({ id: 8, email: work });
    await pass(21 * day);
    await invite.deliver(said('created'));
    expect(mails()).toBe(2);
    expect(await row()).toMatchObject({ state: 'invited', oneLoginUserId: '8' });
    expect(await row()).not.toHaveProperty('earlierUsers');
  });

  test('but was removed before that creation was said: the removal does not count', async () => {
    const removedAt = now();
    await pass(hour);
    await invite.deliver(dated('created'));
    await pass(hour);
    expect(await invite.deliver(said('removed', { timestamp: removedAt }))).toEqual(['finished']);
    expect(await row()).toMatchObject({ state: 'invited' });
  });
});

describe('a removal that comes after the creation that was said after it', () => {
  const startDate = '2026-03-23';
  const personalEmail = 'ada@home.example';

  test('does not count, though the creation says what was known, and the hire only waits', async () => {
    await invite.deliver(dated('created', { startDate }));
    await pass(hour);
    const removedAt = now();
    await pass(hour);
    await invite.deliver(dated('created', { startDate }));
    expect(await invite.deliver(said('removed', { timestamp: removedAt }))).toEqual(['finished']);
    expect(await row()).toMatchObject({ state: 'waiting' });
    await pass(22 * day);
    expect(mails()).toBe(1);
  });

  test('does not count, though a change has overtaken the creation', async () => {
    await invite.deliver(dated('created', { startDate }));
    await pass(hour);
    const removedAt = now();
    await pass(hour);
    const createdAt = now();
    await pass(hour);
    await invite.deliver(dated('updated', { startDate, personalEmail }));
    await invite.deliver(said('created', { startDate, timestamp: createdAt }));
    await invite.deliver(said('removed', { timestamp: removedAt }));
    expect(await row()).toMatchObject({ state: 'waiting' });
    await pass(22 * day);
    expect(invite.oneLogin.mails.map(({ to }) => to)).toEqual([personalEmail]);
  });
});

describe('a change that overtakes the creation after a removal', () => {
  const later = '2026-03-23';
  const at = (seconds: number) => new Date(invite.clock.nowMs + seconds * 1000).toISOString();
  let words: Record<'removed' | 'created' | 'updated', () => ReturnType<typeof said>>;

  beforeEach(async () => {
    await invite.deliver(dated('created', { personalEmail: 'adda@home.example' }));
    await pass(2 * day);
    const timestamps = { removed: at(1), created: at(10), updated: at(20) };
    words = {
      removed: () => said('removed', { timestamp: timestamps.removed }),
      created: () => said('created', { timestamp: timestamps.created, personalEmail: 'ada@home.example' }),
      updated: () => said('updated', { timestamp: timestamps.updated, startDate: later }),
    };
    invite.clock.nowMs += 30 * 1000;
  });

  test.each([
    [['removed', 'updated', 'created'] as const],
    [['updated', 'removed', 'created'] as const],
    [['removed', 'updated', 'removed', 'created'] as const],
  ])('gives the new engagement its start: %s', async (events) => {
    for (const event of events) await invite.deliver(words[event]());
    expect(await row()).toMatchObject({
      state: 'waiting',
      code: 'NOT_DUE_YET',
      engagement: 2,
      notBefore: Date.parse(`${later}T08:00:00Z`),
    });
    expect(await row()).not.toHaveProperty('sinceRemoval');
    const before = mails();
    await pass(22 * day);
    expect(mails()).toBe(before + 1);
  });

  test('gives it its address too: its message is kept until the creation has come', async () => {
    await invite.deliver(words.removed());
    const right = { timestamp: at(0), personalEmail: 'ada.right@home.example' };
    await invite.deliver(said('updated', right));
    await invite.deliver(words.created());
    await pass(hour);
    expect(invite.oneLogin.mails.map(({ to }) => to)).toEqual([
      'adda@home.example',
      'ada.right@home.example',
    ]);
  });

  test('is the whole word of a person whom a creation announces without an address', async () => {
    await invite.deliver(words.removed());
    await invite.deliver(said('updated', { timestamp: at(0), personalEmail: 'ada@home.example' }));
    await invite.deliver(dated('created', { workEmail: undefined, timestamp: at(-5) }));
    await pass(hour);
    expect(await row()).toMatchObject({ state: 'invited', engagement: 2 });
  });

  test.each(['before', 'after'])(
    'does not let a creation of before the removal begin anything (%s it)',
    async (when) => {
      await invite.deliver(words.removed());
      const stale = dated('created', { timestamp: at(-60), personalEmail: 'ada@home.example' });
      if (when === 'before') await invite.deliver(stale);
      await invite.deliver(words.updated());
      if (when === 'after') await invite.deliver(stale);
      await invite.deliverAll();
      expect(await row()).toMatchObject({ state: 'cancelled', announced: { event: 'removed' } });
    },
  );

  test('does not count if the employee was removed again after it', async () => {
    await invite.deliver(words.removed());
    await invite.deliver(words.updated());
    await invite.deliver(dated('removed'));
    await pass(hour);
    await invite.deliver(dated('created', { personalEmail: 'ada@home.example' }));
    expect(await row()).toMatchObject({ state: 'invited', engagement: 2 });
  });

  test('does not count if it was said before the removal', async () => {
    await invite.deliver(words.removed());
    await invite.deliver(said('updated', { timestamp: at(-60), startDate: later }));
    await invite.deliver(words.created());
    expect(await row()).toMatchObject({ state: 'invited', engagement: 2 });
  });

  test('does not count without a date of its own: it may be late', async () => {
    await invite.deliver(words.removed());
    await invite.deliver(said('updated', { startDate: later }));
    await invite.deliver(words.created());
    expect(await row()).toMatchObject({ state: 'invited', engagement: 2 });
  });
});

describe('a person who uses the account, and is created once more without a removal', () => {
  beforeEach(async () => {
    await invite.deliver(said('created', { startDate: '2026-03-02' }));
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliverAll();
    expect(await row()).toMatchObject({ state: 'activated' });
  });

  test('a year later with a later start date is hired again', async () => {
    invite.oneLogin.changeUser(work, {
      status: 0,
      activated_at: null,
      last_login: null,
      password_changed_at: null,
    });
    await pass(365 * day);
    await invite.deliver(said('created', { startDate: '2027-03-15' }));
    expect(await row()).toMatchObject({ state: 'waiting', code: 'NOT_DUE_YET', engagement: 2 });
    await pass(14 * day);
    expect(invite.oneLogin.mails.map(({ at }) => at)).toEqual([
      '2026-03-02T08:00:00.000Z',
      '2027-03-15T08:00:00.000Z',
    ]);
  });

  test('a year later with the same start date is not', async () => {
    const { users } = invite.oneLogin.calls;
    await pass(365 * day);
    await invite.deliver(said('created', { startDate: '2026-03-02' }));
    await invite.deliverAll();
    expect(mails()).toBe(1);
    expect(invite.oneLogin.calls.users).toBe(users);
    expect(await row()).toMatchObject({ state: 'activated' });
  });

  test('and whose account is still active then gets no mail', async () => {
    await pass(365 * day);
    await invite.deliver(said('created', { startDate: '2027-03-02' }));
    await invite.deliverAll();
    expect(mails()).toBe(1);
    expect(await row()).toMatchObject({ state: 'already-active', engagement: 2 });
  });
});

describe('a person who uses the account, of whom no start date is known, and who is created once more', () => {
  beforeEach(async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliverAll();
    invite.oneLogin.changeUser(work, {
      status: 0,
      activated_at: null,
      last_login: null,
      password_changed_at: null,
    });
  });

  test.each([
    [20 * day, 1],
    [365 * day, 2],
  ])('%i ms later has had %i mails', async (later, expected) => {
    await pass(later);
    await invite.deliver(said('created'));
    await pass(day / 2);
    expect(mails()).toBe(expected);
  });
});

describe('two people who come under one employee id', () => {
  const second = 'grace.hopper@acme.example';
  beforeEach(() => {
    invite.oneLogin.addUser({ id: 8, email: second });
  });

  test('are both invited; the first, who is not active, is noted, so that a person is told', async () => {
    await invite.deliver(said('created'));
    await pass(hour);
    await invite.deliver(said('created', { workEmail: second }));
    expect(invite.oneLogin.mails.map(({ to }) => to)).toEqual([work, second]);
    expect(await row()).toMatchObject({
      state: 'invited',
      oneLoginUserId: '8',
      earlierUsers: [{ userId: '7', since: invite.clock.nowMs }],
    });
    await invite.deliverAll();
    expect(mails()).toBe(2);
  });

  test('are both invited; the first, who is active, is not noted', async () => {
    await invite.deliver(said('created'));
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliverAll();
    expect(await row()).toMatchObject({ state: 'activated' });
    await invite.deliver(said('created', { workEmail: second }));
    expect(invite.oneLogin.mails.map(({ to }) => to)).toEqual([work, second]);
    expect(await row()).toMatchObject({ state: 'invited', oneLoginUserId: '8' });
    expect(await row()).not.toHaveProperty('earlierUsers');
  });

  test('are not mixed up when the first is announced again: nobody is mailed twice', async () => {
    const first = said('created');
    await invite.deliver(first);
    await pass(hour);
    await invite.deliver(said('created', { workEmail: second }));
    await pass(hour);
    await invite.deliver(first);
    await invite.deliverAll();
    expect(mails()).toBe(2);
  });

  /** The first is removed, or not, and the second is announced. Then the first signs in. */
  const announceBoth = async (isRemoved: boolean) => {
    await invite.deliver(said('created'));
    await pass(hour);
    if (isRemoved) await invite.deliver(said('removed'));
    await pass(hour);
    await invite.deliver(said('created', { workEmail: second }));
    invite.oneLogin.changeUser(work, { status: 1 });
  };

  test.each([
    ['was removed', true],
    ['was not', false],
  ])(
    'are not mixed up when the creation of the first, who %s, is repeated without a date: the second is followed up',
    async (_, isRemoved) => {
      await announceBoth(isRemoved);
      await pass(30 * hour);
      await invite.deliver(said('created'));
      expect(await row()).toMatchObject({ state: 'invited', oneLoginUserId: '8' });
      await invite.deliverAll();
      expect(mails()).toBe(2);
      expect(await row()).toMatchObject({ state: 'not-activated', oneLoginUserId: '8' });
    },
  );

  test('are not mixed up when the creation of the first is repeated while the second waits for the moment', async () => {
    await invite.deliver(said('created', { startDate: '2026-03-16' }));
    await pass(hour);
    await invite.deliver(said('created', { workEmail: second, startDate: '2026-03-16' }));
    await pass(hour);
    await invite.deliver(said('created', { startDate: '2026-03-16' }));
    await invite.deliverAll();
    expect(invite.oneLogin.mails.map(({ to }) => to)).toEqual([second]);
  });

  test('have the row that the first takes back by a creation that comes too late for a repeat', async () => {
    await announceBoth(false);
    await pass(4 * day);
    await invite.deliver(said('created'));
    expect(await row()).toMatchObject({ state: 'already-active', oneLoginUserId: '7' });
  });
});
