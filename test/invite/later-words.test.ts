import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLookReader } from '../../lambda/invite/read-look.ts';
import { homeMadeEvent, startInvite, toBody } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

/** What is said later, and how it is read later, must neither mislead the mail nor put the hire to sleep. */

const work = 'ada.lovelace@acme.example';
const first = 'adda@home.example';
const second = 'ada@home.example';
const key = 'home-made//100';
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

let invite: Awaited<ReturnType<typeof startInvite>>;
const start = async (change: Parameters<typeof startInvite>[0] = {}) => {
  invite = await startInvite({ invite: { followUps: 1 }, ...change });
  invite.oneLogin.addUser({ id: 7, email: work });
};
beforeEach(() => start());
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const mails = () => invite.oneLogin.mails.map(({ to }) => to);
const row = () => invite.table.read(key);
const receivedAt = () => new Date(invite.clock.nowMs).toISOString();
const said = (event: string, data: Record<string, unknown>) =>
  invite.message(homeMadeEvent(event, '100', { receivedAt: receivedAt(), workEmail: work, ...data }));
const bambooHrSaid = (event: string, employeeId: string) => {
  const record = { type: `employee.${event}`, data: { companyId: '12345', employeeId } };
  return invite.message(toBody('bamboohr', record, { event, receivedAt: receivedAt() }));
};

test('a word with nothing but a start does not bring back a record that was corrected before', async () => {
  const startDate = '2026-04-01';
  await invite.deliver(said('created', { personalEmail: first, startDate }));
  invite.clock.nowMs += minute;
  await invite.deliver(said('updated', { personalEmail: second, startDate }));
  invite.clock.nowMs += minute;
  await invite.deliver(said('updated', { workEmail: undefined, startDate }));
  await invite.deliverAll();
  expect(mails()).toEqual([second, second]);
});

test.each([
  ['created', 'updated'],
  ['updated', 'updated'],
  ['updated', 'created'],
])(
  'the latest word says the same as the first, and the one in between (%s, then %s) comes last',
  async (again, last) => {
    const at = (seconds: number) => new Date(invite.clock.nowMs + seconds * 1000).toISOString();
    const [one, two, three] = [at(-30), at(-20), at(-10)];
    await invite.deliver(said('created', { timestamp: at(-40), personalEmail: first }));
    await invite.deliver(said(again, { timestamp: one, personalEmail: first }));
    await invite.deliver(said(last, { timestamp: three, personalEmail: first }));
    await invite.deliver(said('updated', { timestamp: two, personalEmail: second }));
    await invite.deliverAll();
    expect(mails()).toEqual([first, first]);
  },
);

test('a change that goes back to the first address, and has no date, counts; a creation that is repeated does not', async () => {
  await invite.deliver(said('created', { personalEmail: first }));
  invite.clock.nowMs += minute;
  await invite.deliver(said('created', { personalEmail: second }));
  invite.clock.nowMs += minute;
  await invite.deliver(said('created', { personalEmail: first }));
  expect(mails()).toEqual([first, second]);
  invite.clock.nowMs += minute;
  await invite.deliver(said('updated', { personalEmail: first }));
  await invite.deliverAll();
  expect(mails()).toEqual([first, second, first, first]);
});

test('a setting that reads the same record in another way puts no invited hire to sleep', async () => {
  await invite.deliver(said('created', { personalEmail: first, home: { mail: second } }));
  const { sources, invite: settings } = invite.configuration;
  const source = sources['home-made'];
  if (source === undefined) throw new Error('no source');
  const employee = { ...source.employee, personalEmail: ['data.home.mail'] };
  const changed = { ...sources, 'home-made': { ...source, employee } };
  invite.parts.readLook = createLookReader({ sources: changed, invite: settings }, () => invite.bambooHr.url);
  await invite.deliverAll();
  expect(mails()).toEqual([first, second, second]);
  expect(await row()).toMatchObject({ state: 'not-activated' });
});

test.each(['created', 'updated'])(
  'a hire whose wake-up was lost is woken when HR sends %s again',
  async (event) => {
    await invite.deliver(said('created', { personalEmail: first }));
    invite.made.length = 0;
    invite.clock.nowMs += 2 * day;
    await invite.deliver(said(event, { personalEmail: first }));
    await invite.deliverAll();
    expect(mails()).toEqual([first, first]);
    expect(await row()).toMatchObject({ state: 'not-activated' });
  },
);

test('a creation with a date in the future is not said after a removal that came in between', async () => {
  await invite.deliver(said('created', { timestamp: '2026-03-20T08:00:00Z', startDate: '2026-03-20' }));
  invite.clock.nowMs += day;
  await invite.deliver(said('removed', {}));
  await invite.deliverAll();
  expect(mails()).toEqual([]);
  expect(await row()).toMatchObject({ state: 'cancelled' });
});

test('a person who has activated the account is done, though HR has dropped the personal address', async () => {
  await invite.close();
  await start({ invite: { followUps: 1, sendTo: 'personal' } });
  invite.bambooHr.putEmployee({ id: '100', workEmail: work, hireDate: '2026-03-02', homeEmail: first });
  await invite.deliver(bambooHrSaid('created', '100'));
  invite.bambooHr.putEmployee({ id: '100', workEmail: work, hireDate: '2026-03-02', homeEmail: null });
  invite.oneLogin.changeUser(work, { status: 1 });
  await invite.deliverAll();
  expect(mails()).toEqual([first]);
  expect(await invite.table.read('bamboohr//100')).toMatchObject({ state: 'activated', code: 'ACTIVATED' });
});

test('a work address that a look finds corrected is mailed as soon as its user is approved', async () => {
  invite.bambooHr.putEmployee({ id: '100', workEmail: work, hireDate: '2026-03-02' });
  await invite.deliver(bambooHrSaid('created', '100'));
  const married = 'ada.king@acme.example';
  invite.oneLogin.addUser({ id: 8, email: married, state: 0 });
  invite.bambooHr.putEmployee({ id: '100', workEmail: married, hireDate: '2026-03-02' });
  const lapse = invite.clock.nowMs + day;
  await invite.deliverUntil(lapse);
  invite.oneLogin.changeUser(married, { state: 1 });
  await invite.deliverUntil(lapse + 20 * minute);
  expect(mails()).toEqual([work, married]);
});

describe('two records of one person with two addresses', () => {
  test('do not take turns to have their own address mailed', async () => {
    invite.bambooHr.putEmployee({ id: '1', workEmail: work, hireDate: '2026-03-02', homeEmail: first });
    invite.bambooHr.putEmployee({ id: '2', workEmail: work, hireDate: '2026-03-02', homeEmail: second });
    await invite.deliver(bambooHrSaid('created', '1'));
    invite.clock.nowMs += minute;
    await invite.deliver(bambooHrSaid('created', '2'));
    const mailedOnce = mails();
    for (let turn = 0; turn < 3; turn += 1) {
      for (const id of ['1', '2']) {
        invite.clock.nowMs += 10 * minute;
        await invite.deliver(bambooHrSaid('updated', id));
      }
    }
    expect(mailedOnce).toEqual([first, second]);
    expect(mails()).toEqual(mailedOnce);
  });
});

test('a correction that cannot be told without the lookup key waits for the key', async () => {
  await invite.deliver(said('created', { personalEmail: first }));
  const lookup = invite.secrets.get('hire-invites/lookup');
  invite.secrets.delete('hire-invites/lookup');
  invite.clock.nowMs += hour;
  await invite.deliver(said('updated', { personalEmail: second }));
  expect(await row()).toMatchObject({ state: 'waiting', code: 'SECRET_UNAVAILABLE' });
  invite.secrets.set('hire-invites/lookup', lookup);
  await invite.wake();
  expect(mails()).toEqual([first, second]);
});

describe('the brake holds', () => {
  beforeEach(async () => {
    await invite.close();
    await start({ invite: { followUps: 0, maxFirstMailsPerDay: 2 } });
  });

  test('for many people under one id', async () => {
    for (let person = 0; person < 6; person += 1) {
      const workEmail = `person${person}@acme.example`;
      invite.oneLogin.addUser({ email: workEmail });
      await invite.deliver(said(person === 0 ? 'created' : 'updated', { workEmail }));
      invite.clock.nowMs += minute;
    }
    expect(mails()).toHaveLength(2);
    expect(await row()).toMatchObject({ code: 'PAUSED' });
  });

  test('for many addresses of one person', async () => {
    for (let address = 0; address < 6; address += 1) {
      const personalEmail = `address${address}@home.example`;
      await invite.deliver(said(address === 0 ? 'created' : 'updated', { personalEmail }));
      invite.clock.nowMs += minute;
    }
    expect(mails()).toHaveLength(2);
  });
});
