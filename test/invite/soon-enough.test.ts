import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

/** With the usual settings, how soon a hire is invited once everything is there. */

const work = 'ada.lovelace@acme.example';
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;
const at = (text: string) => Date.parse(text);

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite({ retry: {} });
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const said = (event: string, data: Record<string, unknown> = {}) => {
  const receivedAt = new Date(invite.clock.nowMs).toISOString();
  return invite.message(homeMadeEvent(event, '100', { workEmail: work, receivedAt, ...data }));
};
const mails = () => invite.oneLogin.mails.map((mail) => mail.at);
const appearAt = async (moment: number) => {
  await invite.deliverUntil(moment);
  expect(mails()).toEqual([]);
  invite.oneLogin.addUser({ email: work });
};

test('six changes within two minutes do not make the hire wait for long when the user appears', async () => {
  await invite.deliver(said('created'));
  for (let changes = 0; changes < 6; changes += 1) {
    await invite.deliverUntil(invite.clock.nowMs + 20 * 1000);
    await invite.deliver(said('updated', { personalEmail: `ada${changes}@home.example` }));
  }
  await appearAt(at('2026-03-02T08:05:00Z'));
  await invite.deliverUntil(at('2026-03-02T08:20:00Z'));
  expect(invite.oneLogin.mails).toMatchObject([{ to: 'ada5@home.example' }]);
});

test('changes that say nothing new do not make the hire wait for long either', async () => {
  await invite.deliver(said('created'));
  for (let changes = 0; changes < 6; changes += 1) {
    await invite.deliverUntil(invite.clock.nowMs + 20 * 1000);
    await invite.deliver(said('updated'));
  }
  await appearAt(at('2026-03-02T08:05:00Z'));
  await invite.deliverUntil(at('2026-03-02T08:20:00Z'));
  expect(mails()).toHaveLength(1);
});

describe('a user who appears', () => {
  test.each([
    ['two hours after the moment', '2026-03-09T10:00:00Z', 15 * minute],
    ['late on the first day', '2026-03-10T07:30:00Z', 15 * minute],
    ['on the day after', '2026-03-10T13:10:00Z', hour],
    ['on the third day', '2026-03-12T11:11:11Z', hour],
  ])('%s is mailed soon', async (_, appears, within) => {
    await invite.deliver(said('created', { startDate: '2026-03-09' }));
    await appearAt(at(appears));
    await invite.deliverUntil(at(appears) + within);
    expect(mails()).toHaveLength(1);
  });
});

describe('a start date years ahead', () => {
  test('waits a year at a time, and a later word still reaches the hire', async () => {
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(said('created', { startDate: '2030-12-31' }));
    await invite.deliverUntil(invite.clock.nowMs + 3 * 365 * day);
    expect(mails()).toEqual([]);
    expect(await invite.table.read('home-made//100')).toMatchObject({
      state: 'waiting',
      code: 'NOT_DUE_YET',
    });
    await invite.deliver(said('updated', { startDate: '2026-03-02' }));
    expect(mails()).toHaveLength(1);
  });

  test('that stands for none, and is said after the mail, is told, until a later word corrects it', async () => {
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(said('created'));
    await invite.deliver(said('updated', { startDate: '9999-12-31' }));
    await invite.deliverUntil(invite.clock.nowMs + 10 * day);
    expect(invite.metrics).toContain('HireParked START_DATE_UNREADABLE');
    await invite.deliver(said('updated', { startDate: '2026-03-02' }));
    expect(await invite.table.read('home-made//100')).toMatchObject({ state: 'not-activated' });
    expect(mails()).toHaveLength(1);
  });
});
