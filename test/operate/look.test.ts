import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { askAndKeep, startOperate } from '../helpers/operate.ts';

/** An operator looks at the hires. */

const hour = 60 * 60 * 1000;

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
beforeEach(async () => {
  invite = await startInvite({ invite: { followUps: 0 } });
  operate = startOperate(invite);
});

const askAs = askAndKeep(() => ({ invite, operate }));
const ask = (event: unknown, alias = 'look') => askAs(event, alias);
const list = async (which?: string) => {
  const answer = await ask({ action: 'list', ...(which && { which }) });
  return 'hires' in answer && answer.ok
    ? answer.hires.toSorted((a, b) => a.hire.localeCompare(b.hire))
    : answer;
};
const announce = (id: string, person: Record<string, unknown> = {}) =>
  invite.deliver(
    invite.message(homeMadeEvent('created', id, { workEmail: `ada${id}@acme.example`, ...person })),
  );
const putRow = (item: Record<string, unknown>) =>
  invite.dynamoDb.send(new PutItemCommand({ TableName: 'hires', Item: marshall(item) }));

/** One parked, one waiting, one who is not due, one invited, one active; and what is no hire. */
async function fill(): Promise<void> {
  for (const [id, status] of [
    [1, 2],
    [3, 7],
    [4, 7],
    [5, 1],
  ] as const)
    invite.oneLogin.addUser({ id, email: `ada${id}@acme.example`, status });
  await announce('1');
  await announce('2');
  await announce('3', { startDate: '2026-03-20' });
  await announce('4');
  await announce('5');
}

describe('the list', () => {
  test('has who needs a hand and who waits, with why, since when, and what to do', async () => {
    await fill();
    expect(await list()).toEqual([
      {
        hire: 'home-made//1',
        source: 'home-made',
        employeeId: '1',
        state: 'parked',
        code: 'USER_SUSPENDED',
        needsHand: true,
        since: '2026-03-02T08:00:00.000Z',
        meaning: 'The OneLogin user is suspended.',
        whatToDo: 'If the person should have access, reactivate the user in OneLogin, then replay.',
      },
      {
        hire: 'home-made//2',
        source: 'home-made',
        employeeId: '2',
        state: 'waiting',
        code: 'USER_NOT_IN_ONELOGIN_YET',
        needsHand: false,
        since: '2026-03-02T08:00:00.000Z',
        nextLook: '2026-03-02T08:00:30.000Z',
        givesUpAt: '2026-03-06T08:00:00.000Z',
        meaning: expect.stringContaining('OneLogin has no user with this work address or external id yet'),
        whatToDo: expect.stringContaining('it is tried again automatically'),
      },
      {
        hire: 'home-made//3',
        source: 'home-made',
        employeeId: '3',
        state: 'waiting',
        code: 'NOT_DUE_YET',
        needsHand: false,
        since: '2026-03-02T08:00:00.000Z',
        nextLook: '2026-03-20T08:00:00.000Z',
        notBefore: '2026-03-20T08:00:00.000Z',
        startDate: '2026-03-20',
        meaning: expect.any(String),
        whatToDo: expect.any(String),
      },
    ]);
  });

  test.each([
    ['needs-hand', ['1']],
    ['waiting', ['2', '3']],
    ['invited', ['4']],
    ['all', ['1', '2', '3', '4', '5']],
  ])('of %s has %j', async (which, ids) => {
    await fill();
    const hires = await list(which);
    expect(Array.isArray(hires) && hires.map(({ employeeId }) => employeeId)).toEqual(ids);
  });

  test('has a hire that has waited for too long among those who need a hand', async () => {
    await announce('2');
    invite.clock.nowMs += 49 * hour;
    expect(await list('needs-hand')).toMatchObject([{ hire: 'home-made//2', state: 'waiting' }]);
    expect(await list('waiting')).toEqual([]);
  });

  test('has a row that nobody can read, and one of a newer version', async () => {
    const listing = { listing: 'open', listingOrder: '2#2026-03-01T08:00:00.000Z' };
    await putRow({ hire: 'home-made//8', state: 'parked', version: 'one', ...listing });
    await putRow({ hire: 'home-made//9', state: 'napping', schema: 99, ...listing });
    expect(await list()).toMatchObject([
      { hire: 'home-made//8', state: 'unreadable', code: 'ROW_UNREADABLE', needsHand: true },
      { hire: 'home-made//9', state: 'unreadable', code: 'ROW_FROM_NEWER_VERSION', needsHand: true },
    ]);
  });
});

describe('one hire', () => {
  test('is shown by its id, its key or an address, with its story', async () => {
    await announce('2', { personalEmail: 'ada2@home.example' });
    invite.clock.nowMs += 30_000;
    invite.oneLogin.addUser({ id: 2, email: 'ada2@acme.example' });
    await invite.wake();
    const shown = await ask({ action: 'show', employeeId: '2' });
    expect(shown).toMatchObject({
      ok: true,
      hire: {
        hire: 'home-made//2',
        state: 'invited',
        invitedAt: '2026-03-02T08:00:30.000Z',
        oneLoginUserId: '2',
        requestId: 'request-1',
        outcomes: [
          { code: 'USER_NOT_IN_ONELOGIN_YET', at: '2026-03-02T08:00:00.000Z', times: 1 },
          { code: 'INVITED', at: '2026-03-02T08:00:30.000Z', times: 1 },
        ],
      },
    });
    for (const whom of [
      { hire: 'home-made//2' },
      { email: 'Ada2@ACME.example' },
      { email: 'ada2@home.example' },
    ])
      expect(await ask({ action: 'show', ...whom })).toEqual(shown);
  });

  test('is not found by what nobody has', async () => {
    expect(await ask({ action: 'show', employeeId: '404' })).toMatchObject({
      ok: false,
      code: 'HIRE_UNKNOWN',
    });
    expect(await ask({ action: 'show', email: 'nobody@acme.example' })).toMatchObject({
      code: 'HIRE_UNKNOWN',
    });
    expect(await ask({ action: 'show' })).toMatchObject({ code: 'REQUEST_UNREADABLE' });
  });

  test('has to be named more closely if two sources know the id', async () => {
    await announce('2');
    await putRow({ hire: 'bamboohr//2', state: 'waiting' });
    expect(await ask({ action: 'show', employeeId: '2' })).toMatchObject({
      code: 'SEVERAL_HIRES',
      hires: ['bamboohr//2', 'home-made//2'],
    });
    expect(await ask({ action: 'show', employeeId: '2', source: 'home-made' })).toMatchObject({ ok: true });
  });

  test('cannot be found by e-mail without the key', async () => {
    invite.secrets.delete('hire-invites/lookup');
    expect(await ask({ action: 'show', email: 'ada@acme.example' })).toMatchObject({
      code: 'LOOKUP_UNAVAILABLE',
    });
  });

  test('whose row is of a newer version is shown as such, and is not tried again', async () => {
    await putRow({ hire: 'home-made//9', state: 'parked', schema: 99 });
    expect(await ask({ action: 'show', employeeId: '9' })).toMatchObject({
      hire: { state: 'unreadable', code: 'ROW_FROM_NEWER_VERSION' },
    });
    expect(await ask({ action: 'retry', hire: 'home-made//9' }, 'act')).toMatchObject({
      code: 'ROW_UNREADABLE',
    });
  });
});

test.each([
  ['look', { action: 'retry', hire: 'home-made//1' }],
  ['other', { action: 'list' }],
  ['', { action: 'list' }],
])('the alias "%s" does not do %j', async (alias, request) => {
  await fill();
  expect(await ask(request, alias)).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
  expect(operate.queued).toEqual([]);
});

test.each([
  [undefined, 'the request'],
  [{}, 'action'],
  [{ action: 'delete' }, 'action'],
  [{ action: 'list', which: 'mine' }, 'which'],
  [{ action: 'show', hire: 7 }, 'hire'],
  [{ action: 'show', hire: 'home-made//1', name: 'Ada Lovelace' }, 'name'],
])('what is not understood is refused by its path, never by its value: %j', async (request, path) => {
  expect(await ask(request)).toEqual({
    ok: false,
    code: 'REQUEST_UNREADABLE',
    message: `Not understood: ${path}.`,
  });
});
