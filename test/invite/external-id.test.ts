import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bambooHrHire, homeMadeEvent, homeMadeHire, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

/** Records without a work address: OneLogin's user is found by an external id. */

const external = 'Ada-Ext-7';
const work = 'ada@acme.example';
const personal = 'ada@home.example';
const key = 'home-made//100';
const day = 24 * 60 * 60 * 1000;

const sources = {
  'home-made': { type: 'standard-webhooks', employee: { externalId: 'data.externalId' } },
  bamboohr: { type: 'bamboohr', company: 'acme', api: { employee: { externalId: 'employeeNumber' } } },
};

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite({ sources });
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  expect(await keptText(invite)).not.toContain(external);
  await invite.close();
});

async function startAgain(change: Parameters<typeof startInvite>[0]): Promise<void> {
  await invite.close();
  invite = await startInvite({ sources, ...change });
}

const hire = (data: object = {}, id = '100') =>
  invite.message(homeMadeHire(id, { externalId: external, personalEmail: personal, ...data }));
const mails = () => invite.oneLogin.mails.map(({ user, to }) => [user, to]);
const state = async (of = key) => {
  const row = await invite.table.read(of);
  return `${row?.state} ${row?.code}`;
};

/** Does something to OneLogin right after it has answered the next look-up by an external id. */
function afterLookUp(work: () => void): void {
  const { http } = invite.parts.oneLogin;
  let isDone = false;
  invite.parts.oneLogin.http = async (request) => {
    const answer = await http(request);
    if (!isDone && request.url.includes('external_id=')) {
      isDone = true;
      work();
    }
    return answer;
  };
}

describe('a hire without a work address', () => {
  test('is invited at the personal address once the directory has created the user with the external id', async () => {
    await invite.deliver(hire());
    expect(await state()).toBe('waiting USER_NOT_IN_ONELOGIN_YET');
    invite.oneLogin.addUser({ email: work, external_id: external });
    expect(await invite.wake()).toEqual(['finished']);
    expect(mails()).toEqual([[work, personal]]);
    expect(await state()).toBe('invited INVITED');
    await invite.deliver(hire());
    expect(mails()).toHaveLength(1);
  });

  test.each([
    ['personal-or-work', { personalEmail: null }, work],
    ['work', {}, work],
  ] as const)('with sendTo %s and %j is mailed at the user’s own address', async (sendTo, data, to) => {
    await startAgain({ invite: { sendTo } });
    invite.oneLogin.addUser({ email: work, external_id: external });
    await invite.deliver(hire(data));
    expect(mails()).toEqual([[work, to]]);
  });

  test('needs a personal address if only that may be mailed', async () => {
    await startAgain({ invite: { sendTo: 'personal' } });
    invite.oneLogin.addUser({ email: work, external_id: external });
    await invite.deliver(hire({ personalEmail: null }));
    expect(await state()).toBe('parked PERSONAL_EMAIL_MISSING');
    expect(mails()).toEqual([]);
  });

  test('gets no mail if the user is active, and is done once the user is', async () => {
    invite.oneLogin.addUser({ email: work, external_id: external });
    await invite.deliver(hire());
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.wake();
    expect(await state()).toBe('activated ACTIVATED');
    await invite.deliver(hire({}, '200'));
    expect(await state('home-made//200')).toBe('already-active ALREADY_ACTIVE');
    expect(mails()).toHaveLength(1);
  });

  test('is found by the user’s own address too, once that is known', async () => {
    invite.oneLogin.addUser({ email: work, external_id: external });
    await invite.deliver(hire());
    const pseudonym = await invite.parts.pseudonyms.of(work);
    expect(await invite.parts.users.read(`mail:${pseudonym}`)).toMatchObject({ hire: key });
  });

  test('is one person with a hire who has the work address: there is one mail', async () => {
    invite.oneLogin.addUser({ email: work, external_id: external });
    await invite.deliver(hire());
    await invite.deliver(hire({ externalId: null, workEmail: work }, '200'));
    expect(mails()).toHaveLength(1);
    expect(await state('home-made//200')).toBe('invited INVITED_AS_ANOTHER_HIRE');
  });

  test('is left out by the domain that the user’s address has in OneLogin', async () => {
    const employee = { externalId: 'data.externalId' };
    const eligible = { emailDomains: ['acme.example'] };
    await startAgain({ sources: { 'home-made': { type: 'standard-webhooks', employee, eligible } } });
    invite.oneLogin.addUser({ email: 'ada@agency.example', external_id: external });
    invite.oneLogin.addUser({ email: 'bob@ACME.example', external_id: 'bob' });
    await invite.deliver(hire(), hire({ externalId: 'bob' }, '200'));
    expect(await state()).toBe('not-eligible NOT_ELIGIBLE');
    expect(mails()).toEqual([['bob@ACME.example', personal]]);
  });

  test('is made by a change, if changes may make hires', async () => {
    const employee = { externalId: 'data.externalId' };
    await startAgain({
      sources: { 'home-made': { type: 'standard-webhooks', employee, updatesInvite: true } },
    });
    invite.oneLogin.addUser({ email: work, external_id: external });
    const change = homeMadeEvent('updated', '100', { externalId: external, personalEmail: personal });
    await invite.deliver(invite.message(change));
    expect(mails()).toEqual([[work, personal]]);
  });

  test('has its external id from the HR system, if that can be asked', async () => {
    const hireDate = '2026-03-01';
    invite.bambooHr.putEmployee({ id: '101', employeeNumber: external, homeEmail: personal, hireDate });
    invite.oneLogin.addUser({ email: work, external_id: external });
    await invite.deliver(invite.message(bambooHrHire('101')));
    expect(mails()).toEqual([[work, personal]]);
  });

  test('is asked for the external id, though the record has all else', async () => {
    const api = {
      baseUrl: 'https://hr.example',
      authentication: { type: 'basic-api-key' },
      employee: {
        request: { path: '/api/v1/employees/{id}?fields=employeeNumber' },
        externalId: 'employeeNumber',
      },
    };
    await startAgain({ sources: { 'home-made': { type: 'standard-webhooks', api } } });
    invite.secrets.set('hire-invites/home-made/api', { apiKey: 'sandbox-api-key' });
    invite.bambooHr.putEmployee({ id: '100', employeeNumber: external });
    invite.oneLogin.addUser({ email: work, external_id: 'another' });
    const record = { workEmail: work, personalEmail: personal, startDate: '2026-03-01' };
    await invite.deliver(invite.message(homeMadeHire('100', record)));
    expect(await state()).toBe('parked DIFFERENT_USERS');
    expect(mails()).toEqual([]);
  });
});

describe('an external id', () => {
  test.each([
    [undefined],
    [null],
    [''],
    ['  '],
    ['N/A'],
    ['0'],
    [0],
    ['-'],
    ['00000000-0000-0000-0000-000000000000'],
    ['pending'],
    [true],
    [{}],
    [{ id: external }],
    [2 ** 53],
    ['*'],
    ['Ada-*'],
    ['!Bob'],
    ['a\u0000b'],
    ['\ud800'],
    ['x'.repeat(256)],
  ])('%j is none, and nobody is looked for by it', async (externalId) => {
    invite.oneLogin.addUser({
      email: work,
      external_id: externalId === undefined ? null : String(externalId),
    });
    await invite.deliver(hire({ externalId }));
    expect(await state()).toBe('parked WORK_EMAIL_MISSING');
    expect(invite.oneLogin.calls.users).toBe(0);
  });

  test.each([
    ['00021', '21'],
    ['21', '00021'],
    [21, '021'],
    ['21', '21.0'],
    ['ab1', 'AB1'],
    ['AB1', 'ab1'],
    ['ab 1', 'ab1'],
    ['ab', 'abc'],
  ])('%j is not the user’s %j', async (externalId, external_id) => {
    invite.oneLogin.addUser({ email: work, external_id });
    await invite.deliver(hire({ externalId }));
    expect(await state()).toBe('waiting USER_NOT_IN_ONELOGIN_YET');
  });

  test.each([
    ['00021', '00021'],
    [21, '21'],
    [' 21 ', '21'],
    ['R&D/7+8=15?#é', 'R&D/7+8=15?#é'],
  ])('%j is the user’s %j', async (externalId, external_id) => {
    invite.oneLogin.addUser({ email: work, external_id });
    invite.oneLogin.addUser({ email: 'bob@acme.example', external_id: 'bob' });
    await invite.deliver(hire({ externalId }));
    expect(mails()).toEqual([[work, personal]]);
  });

  test('of two users is told, and nobody is mailed', async () => {
    invite.oneLogin.addUser({ email: work, external_id: external });
    invite.oneLogin.addUser({ email: 'bob@acme.example', external_id: external });
    await invite.deliver(hire());
    expect(await state()).toBe('parked SEVERAL_USERS');
    expect(mails()).toEqual([]);
  });

  test('of a user whose address another user has too is told: the invite is sent by the address', async () => {
    invite.oneLogin.addUser({ email: 'Ada@acme.example', external_id: 'another' });
    invite.oneLogin.addUser({ email: work, external_id: external });
    await invite.deliver(hire());
    expect(await state()).toBe('parked SEVERAL_USERS');
    expect(mails()).toEqual([]);
  });

  test.each(['', 'a*@acme.example'])(
    'of a user whose address is %j waits until it can be used',
    async (email) => {
      invite.oneLogin.addUser({ email: 'bob@acme.example', external_id: 'bob' });
      invite.oneLogin.addUser({ email, external_id: external });
      await invite.deliver(hire());
      expect(await state()).toBe('waiting USER_WITHOUT_EMAIL');
      invite.oneLogin.changeUser(email, { email: work });
      await invite.wake();
      expect(mails()).toEqual([[work, personal]]);
    },
  );

  test.each([
    ['to another user', 'bob'],
    ['away', null],
  ])('that is moved %s while the hire is looked at mails nobody', async (_, external_id) => {
    invite.oneLogin.addUser({ email: work, external_id: external });
    afterLookUp(() => invite.oneLogin.changeUser(work, { external_id }));
    await invite.deliver(hire());
    expect(await state()).toBe('parked DIFFERENT_USERS');
    expect(mails()).toEqual([]);
  });

  test('that another user has by the time of the mail leads to that user', async () => {
    invite.oneLogin.addUser({ email: work, external_id: external, state: 0 });
    await invite.deliver(hire());
    expect(await state()).toBe('waiting USER_UNAPPROVED');
    invite.oneLogin.changeUser(work, { external_id: null, state: 1 });
    invite.oneLogin.addUser({ email: 'lady@acme.example', external_id: external });
    await invite.wake();
    expect(mails()).toEqual([['lady@acme.example', personal]]);
  });

  test('that another user has after the mail leads to that user, and the earlier one is told of', async () => {
    await startAgain({ invite: { followUps: 1 } });
    const { id } = invite.oneLogin.addUser({ email: work, external_id: external });
    await invite.deliver(hire());
    invite.oneLogin.changeUser(work, { external_id: null });
    invite.oneLogin.addUser({ email: 'lady@acme.example', external_id: external });
    await invite.wake();
    expect(mails()).toEqual([
      [work, personal],
      ['lady@acme.example', personal],
    ]);
    expect(await invite.table.read(key)).toMatchObject({ earlierUsers: [{ userId: String(id) }] });
  });
});

describe('with both an external id and a work address', () => {
  const both = (data: object = {}) => hire({ workEmail: work, ...data });

  test.each([
    [
      'that one user has, whatever the case of the address',
      [{ email: 'ADA@acme.example', external_id: external }],
    ],
    ['of which OneLogin knows only the address', [{ email: 'ADA@acme.example' }]],
    ['of which OneLogin knows only the external id', [{ email: 'ADA@acme.example', external_id: ' ' }]],
  ])('%s, that user is invited', async (_, users) => {
    for (const user of users) invite.oneLogin.addUser(user);
    await invite.deliver(both());
    expect(mails()).toEqual([['ADA@acme.example', personal]]);
  });

  test('the hire waits while the user with the external id has another address: one of the two may be wrong', async () => {
    invite.oneLogin.addUser({ email: 'ada.l@acme.example', external_id: external });
    await invite.deliver(both());
    expect(await state()).toBe('waiting USER_NOT_IN_ONELOGIN_YET');
    invite.oneLogin.changeUser('ada.l@acme.example', { email: work });
    await invite.wake();
    expect(mails()).toEqual([[work, personal]]);
  });

  test.each([
    ['that lead to two users', { email: 'bob@acme.example', external_id: external }, {}],
    ['and a user with another external id', { email: 'bob@acme.example' }, { external_id: 'another' }],
    [
      'and two users, both with other ids',
      { email: 'bob@acme.example', external_id: external },
      { external_id: 'b' },
    ],
  ])('%s, a person is told, and nobody is mailed', async (_, other, own) => {
    invite.oneLogin.addUser(other);
    invite.oneLogin.addUser({ email: work, ...own });
    await invite.deliver(both());
    expect(await state()).toBe('parked DIFFERENT_USERS');
    expect(mails()).toEqual([]);
  });

  test('an external id that is a placeholder does not count', async () => {
    invite.oneLogin.addUser({ email: work, external_id: 'another' });
    await invite.deliver(both({ externalId: 'n/a' }));
    expect(mails()).toEqual([[work, personal]]);
  });

  test('and an operator’s retry after the mending, the hire goes on', async () => {
    invite.oneLogin.addUser({ email: work, external_id: 'another' });
    const message = both();
    await invite.deliver(message);
    expect(await state()).toBe('parked DIFFERENT_USERS');
    invite.oneLogin.changeUser(work, { external_id: external });
    invite.clock.nowMs += day;
    await invite.deliver(invite.message(message.body));
    expect(mails()).toEqual([[work, personal]]);
  });
});
