import { beforeEach, describe, expect, test } from '@jest/globals';
import { bambooHrHire, homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { askAndKeep, startOperate } from '../helpers/operate.ts';

/** An operator invites somebody by hand. */

const work = 'ada.lovelace@acme.example';
const home = 'ada@home.example';
const minute = 60 * 1000;
const day = 24 * 60 * minute;

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
const start = async (change: Parameters<typeof startInvite>[0] = {}) => {
  await invite?.close();
  invite = await startInvite(change);
  operate = startOperate(invite);
};
beforeEach(async () => {
  await start();
});

const ask = askAndKeep(() => ({ invite, operate }));
const inviteByHand = (person: object = { workEmail: work, personalEmail: home }) =>
  ask({ action: 'invite', ...person }, 'invite');
const preview = (...people: object[]) => ask({ action: 'preview', people }, 'invite');
const retry = (hire: string) => ask({ action: 'retry', hire });
const mails = () => invite.oneLogin.mails.map(({ to }) => to);
const keyOf = async (address = work) => `by-hand//${await invite.parts.pseudonyms.of(address)}`;
const rowOf = async (address?: string) => invite.table.read(await keyOf(address));
const refused = (code: string, message: string | RegExp = '') => ({
  ok: false,
  code,
  message: expect.stringMatching(message),
});

describe('somebody whom OneLogin knows', () => {
  beforeEach(() => {
    invite.oneLogin.addUser({ id: 7, email: work });
  });

  test('is mailed at once, at the personal address, and awaited like every hire', async () => {
    expect(await inviteByHand()).toEqual({
      ok: true,
      hire: await keyOf(),
      message: 'The invite goes out now.',
    });
    expect(await operate.deliver()).toEqual(['finished']);
    expect(mails()).toEqual([home]);
    expect(await rowOf()).toMatchObject({ state: 'invited', oneLoginUserId: '7' });
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliverAll();
    expect(await rowOf()).toMatchObject({ state: 'activated' });
  });

  test('is mailed at the work address if no other is named, whatever its case', async () => {
    const { hire } = Object(await inviteByHand({ workEmail: ` ${work.toUpperCase()} ` }));
    expect(hire).toBe(await keyOf());
    await operate.deliver();
    expect(mails()).toEqual([work]);
  });

  test('leaves a line in the log, by the row key and who asked', async () => {
    await inviteByHand({ workEmail: work, by: 'arn:aws:iam::123456789012:user/ops' });
    expect(invite.logs).toContainEqual({
      message: 'operator acted',
      fields: expect.objectContaining({
        action: 'invite',
        hire: await keyOf(),
        by: 'arn:aws:iam::123456789012:user/ops',
        code: 'DONE',
      }),
    });
  });

  test('is put on the queue in ASCII, whatever the address', async () => {
    await inviteByHand({ workEmail: work, personalEmail: 'ada@höme.example' });
    expect(operate.queued.join('')).toMatch(/^[ -~]+$/);
    await operate.deliver();
    expect(mails()).toEqual(['ada@höme.example']);
  });

  test('gets one mail if two operators ask at once, or one asks again', async () => {
    const both = await Promise.all([inviteByHand(), inviteByHand()]);
    expect(both).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
    await operate.deliver();
    await invite.deliverUntil(invite.clock.nowMs + 15 * minute);
    expect(mails()).toEqual([home]);
    expect(await inviteByHand()).toMatchObject(
      refused('HIRE_ALREADY', `${await keyOf()} \\(invited\\)\\. To try it again: npm run hires -- retry`),
    );
    expect(await preview({ workEmail: work, personalEmail: home })).toMatchObject({
      people: [{ verdict: 'hire' }],
    });
    expect(operate.queued).toEqual([]);
  });

  test('gets a fresh link by a retry, as the refusal says', async () => {
    await inviteByHand();
    await operate.deliver();
    invite.clock.nowMs += 20 * minute;
    expect(await retry(await keyOf())).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toEqual([home, home]);
  });

  test('is mailed once more if the operator corrects the personal address', async () => {
    await inviteByHand({ workEmail: work, personalEmail: 'adda@home.example' });
    await operate.deliver();
    invite.clock.nowMs += minute;
    expect(await inviteByHand()).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toEqual(['adda@home.example', home]);
    expect(await inviteByHand()).toMatchObject(refused('HIRE_ALREADY'));
  });

  test('is invited anew after the hire was cancelled, once the last link has lapsed', async () => {
    await inviteByHand();
    await operate.deliver();
    const row = await rowOf();
    if (row?.announced === undefined) throw new Error('no row');
    await invite.table.write({
      ...row,
      version: row.version + 1,
      state: 'cancelled',
      announced: { ...row.announced, event: 'removed', saidAt: invite.clock.nowMs },
      endedAt: invite.clock.nowMs,
    });
    invite.clock.nowMs += day + minute;
    expect(await inviteByHand()).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toEqual([home, home]);
    expect(await rowOf()).toMatchObject({ state: 'invited', engagement: 2 });
  });

  test('is invited anew after an operator cancelled the hire, which leaves nothing to undo', async () => {
    await inviteByHand();
    await operate.deliver();
    const hire = await keyOf();
    expect(await operate.ask({ action: 'cancel', hire })).toMatchObject({ ok: true });
    invite.clock.nowMs += day + minute;
    expect(await inviteByHand()).toMatchObject({
      ok: true,
      message: `The invite goes out now. An operator had cancelled this person’s hire ${hire}.`,
    });
    await operate.deliver();
    expect(mails()).toEqual([home, home]);
    expect(await rowOf()).toMatchObject({ state: 'invited', engagement: 2 });
    expect(await rowOf()).not.toHaveProperty('beforeCancel');
  });

  test('is invited anew after the hire was forgotten', async () => {
    await inviteByHand();
    await operate.deliver();
    expect(await operate.ask({ action: 'forget', hire: await keyOf() })).toMatchObject({ ok: true });
    invite.clock.nowMs += day + minute;
    expect(await inviteByHand()).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toEqual([home, home]);
    expect(await rowOf()).toMatchObject({ state: 'invited', engagement: 1 });
  });

  test('who uses the account is not mailed, and no hire is made', async () => {
    invite.oneLogin.changeUser(work, { status: 1 });
    expect(await inviteByHand()).toMatchObject(refused('ACTIVE_ALREADY'));
    expect(operate.queued).toEqual([]);
    expect(await rowOf()).toBeUndefined();
  });

  test('whose invite by hand ended a moment ago is not promised what the policy will not do', async () => {
    await inviteByHand();
    await operate.deliver();
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliverAll();
    expect(await inviteByHand()).toMatchObject(refused('ACTIVE_ALREADY'));
    // Somebody has deleted the user in OneLogin, and created it anew.
    invite.oneLogin.removeUser(work);
    invite.oneLogin.addUser({ id: 8, email: work });
    expect(await inviteByHand()).toMatchObject(refused('ENDED_RECENTLY', 'activated'));
    invite.clock.nowMs += 40 * day;
    expect(await inviteByHand()).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toEqual([home, home]);
  });

  test('who was only switched on is mailed, though `invite.neverSignedIn` says to tell', async () => {
    invite.oneLogin.changeUser(work, { status: 1, last_login: null, password_changed_at: null });
    expect(await preview({ workEmail: work })).toMatchObject({ people: [{ verdict: 'invite' }] });
    await inviteByHand();
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });

  test.each([
    [{ status: 2 }, 'suspended'],
    [{ status: 3 }, 'locked'],
  ])('who cannot be invited as %j is refused, so that nothing is parked', async (change, message) => {
    invite.oneLogin.changeUser(work, change);
    expect(await inviteByHand()).toMatchObject(refused('USER_NOT_INVITABLE', message));
    expect(operate.queued).toEqual([]);
  });

  test('is not put on the queue while everything is paused', async () => {
    operate.parts.brake.isPaused = async () => true;
    expect(await inviteByHand()).toMatchObject(refused('PAUSED'));
    expect(operate.queued).toEqual([]);
  });
});

describe('somebody whom OneLogin does not know yet', () => {
  test('waits, as every hire does, and the answer says so', async () => {
    expect(await inviteByHand()).toMatchObject({
      ok: true,
      message: expect.stringContaining('OneLogin has no user with this work address or external id yet'),
    });
    await operate.deliver();
    expect(await rowOf()).toMatchObject({ state: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET' });
    expect(await inviteByHand()).toMatchObject(refused('COMES_BY_ITSELF'));
    invite.oneLogin.addUser({ id: 7, email: work });
    await invite.deliverUntil(invite.clock.nowMs + minute);
    expect(mails()).toEqual([home]);
  });

  test('is tried again by another wish if its wake-up was lost, and by nothing else', async () => {
    await inviteByHand();
    await operate.deliver();
    invite.made.length = 0;
    invite.oneLogin.addUser({ id: 7, email: work });
    invite.clock.nowMs += 2 * day;
    expect(await retry(await keyOf())).toMatchObject(refused('RECORD_LOST'));
    expect(await inviteByHand()).toMatchObject({ ok: true, message: 'The hire is tried again now.' });
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });
});

describe('a parked invite by hand', () => {
  test('is tried again by its own message in the dead-letter queue', async () => {
    await inviteByHand();
    invite.oneLogin.addUser({ id: 7, email: work, status: 2 });
    const [body = ''] = operate.queued.splice(0);
    expect(await invite.deliver(invite.message(body, { id: 'parked-1' }))).toEqual(['returned']);
    operate.deadLetters.set('parked-1', body);
    invite.oneLogin.changeUser(work, { status: 7 });
    invite.clock.nowMs += 10 * minute;
    expect(await inviteByHand()).toMatchObject({ ok: true });
    expect(operate.deadLetters.size).toBe(0);
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });
});

describe('the hire of an HR system and an invite by hand', () => {
  const announce = () =>
    invite.deliver(invite.message(homeMadeEvent('created', '100', { workEmail: work, personalEmail: home })));

  test('while the hire waits, the invite is refused, with what to press', async () => {
    await announce();
    expect(await inviteByHand()).toMatchObject(
      refused(
        'HIRE_ALREADY',
        /home-made\/\/100 \(waiting\)\. To try it again: npm run hires -- retry home-made\/\/100/,
      ),
    );
    expect(await preview({ workEmail: work })).toMatchObject({ people: [{ verdict: 'hire' }] });
  });

  test('of one who starts later, the refusal says when the invite goes out', async () => {
    invite.bambooHr.putEmployee({ id: '101', hireDate: '2026-03-20', workEmail: work, homeEmail: home });
    await invite.deliver(invite.message(bambooHrHire('101')));
    expect(await inviteByHand()).toMatchObject(
      refused('HIRE_ALREADY', /bamboohr\/\/101 \(waiting\)\. The invite goes out at 2026-03-20T08:00/),
    );
  });

  test('once the hire is over, the invite by hand goes on', async () => {
    invite.oneLogin.addUser({ id: 7, email: work });
    await announce();
    await invite.deliver(
      invite.message(homeMadeEvent('deleted', '100', {}).replace('"event":"deleted"', '"event":"removed"')),
    );
    expect(await invite.table.read('home-made//100')).toMatchObject({ state: 'cancelled' });
    invite.clock.nowMs += day + minute;
    expect(await inviteByHand()).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toEqual([home, home]);
  });

  test('an operator cancels the hire, invites by hand, and takes the cancel back: one mail', async () => {
    await announce();
    await operate.ask({ action: 'cancel', hire: 'home-made//100' });
    invite.oneLogin.addUser({ id: 7, email: work });
    const said = 'The invite goes out now. An operator had cancelled this person’s hire home-made//100.';
    expect(await preview({ workEmail: work, personalEmail: home })).toMatchObject({
      people: [{ verdict: 'cancelled', message: said }],
    });
    expect(await inviteByHand()).toMatchObject({ ok: true, message: said });
    await operate.deliver();
    expect(await operate.ask({ action: 'undo-cancel', hire: 'home-made//100' })).toMatchObject({ ok: true });
    await invite.deliverUntil(invite.clock.nowMs + minute);
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });

  test('HR announces whom an operator has invited: one mail', async () => {
    invite.oneLogin.addUser({ id: 7, email: work });
    await inviteByHand();
    await operate.deliver();
    await announce();
    expect(mails()).toEqual([home]);
    expect(await invite.table.read('home-made//100')).toMatchObject({
      state: 'invited',
      code: 'INVITED_AS_ANOTHER_HIRE',
    });
    expect(await inviteByHand()).toMatchObject(refused('HIRE_ALREADY', 'home-made//100'));
  });

  test('both at once: one mail', async () => {
    invite.oneLogin.addUser({ id: 7, email: work });
    await inviteByHand();
    const [byHand = ''] = operate.queued.splice(0);
    const body = homeMadeEvent('created', '100', { workEmail: work, personalEmail: home });
    await invite.deliver(invite.message(byHand), invite.message(body));
    await invite.deliverUntil(invite.clock.nowMs + 30 * minute);
    expect(mails()).toEqual([home]);
  });
});

describe('the settings', () => {
  test('`sendTo: personal` asks for the personal address', async () => {
    await start({ invite: { sendTo: 'personal' } });
    expect(await inviteByHand({ workEmail: work })).toMatchObject(
      refused('ADDRESS_NOT_USED', 'name the personal'),
    );
  });

  test('`sendTo: work` takes no personal address, so that nobody believes it was mailed', async () => {
    await start({ invite: { sendTo: 'work' } });
    invite.oneLogin.addUser({ id: 7, email: work });
    expect(await inviteByHand()).toMatchObject(refused('ADDRESS_NOT_USED', 'leave the personal'));
    expect(await inviteByHand({ workEmail: work })).toMatchObject({ ok: true });
  });

  test('`dryRun` is said', async () => {
    await start({ invite: { dryRun: true } });
    invite.oneLogin.addUser({ id: 7, email: work });
    expect(await inviteByHand()).toMatchObject({ message: expect.stringContaining('`invite.dryRun` is on') });
  });

  test('`eligible` of a source leaves nobody out whom an operator invites', async () => {
    const sources = {
      'home-made': { type: 'standard-webhooks', eligible: { emailDomains: ['other.example'] } },
    };
    await start({ sources });
    invite.oneLogin.addUser({ id: 7, email: work });
    await invite.deliver(invite.message(homeMadeEvent('created', '100', { workEmail: work })));
    expect(await invite.table.read('home-made//100')).toMatchObject({ state: 'not-eligible' });
    await inviteByHand();
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });
});

describe('what cannot be read is refused without being repeated', () => {
  test.each([
    [{ workEmail: 'lovelace' }, 'ADDRESS_UNREADABLE'],
    [{ workEmail: '*@acme.example' }, 'ADDRESS_UNREADABLE'],
    [{ workEmail: work, personalEmail: 'ada(at)home' }, 'ADDRESS_UNREADABLE'],
    [{ workEmail: work, personal: home }, 'REQUEST_UNREADABLE'],
    [{}, 'REQUEST_UNREADABLE'],
  ])('%j', async (person, code) => {
    expect(await inviteByHand(person)).toMatchObject(refused(code));
    expect(operate.queued).toEqual([]);
  });

  test('without the key to the pseudonyms nothing is done: the person could not be told from others', async () => {
    invite.secrets.set('hire-invites/lookup', {});
    expect(await inviteByHand()).toMatchObject(refused('LOOKUP_UNAVAILABLE'));
  });
});

test('if OneLogin cannot be asked, the hire waits, and the answer says so', async () => {
  invite.oneLogin.faults.add({ kind: 'answer', status: 500 });
  expect(await inviteByHand()).toMatchObject({
    ok: true,
    message: expect.stringContaining('The hire waits for that'),
  });
});

test('within the limit: the reserve of others is not touched', async () => {
  invite.oneLogin.addUser({ id: 7, email: work });
  invite.oneLogin.setLimit({ calls: 20, windowSeconds: 3600, status: 429 });
  const answer = await preview(
    ...Array.from({ length: 25 }, (_, index) => ({ workEmail: `hire${index}@acme.com` })),
  );
  expect(answer).toMatchObject({ people: Array.from({ length: 25 }, () => ({ verdict: 'waits' })) });
  expect(invite.oneLogin.limitWindows()).toMatchObject([{ refused: 0 }]);
  expect(invite.oneLogin.calls.users).toBeLessThanOrEqual(18);
});

test('a preview says what each would become, in the order of the request, and changes nothing', async () => {
  invite.oneLogin.addUser({ id: 1, email: 'one@acme.com' });
  invite.oneLogin.addUser({ id: 2, email: 'two@acme.com', status: 1 });
  invite.oneLogin.addUser({ id: 3, email: 'three@acme.com', status: 2 });
  invite.oneLogin.addUser({ id: 4, email: 'four@acme.com' });
  invite.oneLogin.addUser({ id: 5, email: 'FOUR@acme.com' });
  const people = ['one', 'two', 'three', 'four', 'five'].map((name) => ({ workEmail: `${name}@acme.com` }));
  const answer = await preview(...people, { workEmail: 'nonsense' });
  expect(answer).toMatchObject({
    people: [
      { verdict: 'invite' },
      { verdict: 'active' },
      { verdict: 'cannot', message: expect.stringContaining('suspended') },
      { verdict: 'cannot', message: expect.stringContaining('Several OneLogin users') },
      { verdict: 'waits', message: expect.stringContaining('no user with this work address') },
      { verdict: 'cannot', message: 'The work address is not an address.' },
    ],
  });
  expect(operate.queued).toEqual([]);
});

test.each([
  ['invite', { workEmail: work }],
  ['preview', { people: [{ workEmail: work }] }],
])('%s is the right of its own alias alone', async (action, more) => {
  for (const alias of ['look', 'act', '$LATEST'])
    expect(await ask({ action, ...more }, alias)).toMatchObject({ code: 'NOT_ALLOWED' });
});

test('who may invite may look, and not act', async () => {
  expect(await ask({ action: 'list' }, 'invite')).toMatchObject({ ok: true });
  expect(await ask({ action: 'retry', hire: 'home-made//1' }, 'invite')).toMatchObject({
    code: 'NOT_ALLOWED',
  });
  expect(await ask({ action: 'check' }, 'invite')).toMatchObject({ code: 'NOT_ALLOWED' });
});
