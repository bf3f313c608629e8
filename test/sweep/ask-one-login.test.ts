import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLookedTable, lookedKey } from '../../lambda/aws/job-rows.ts';
import { homeMadeHire } from '../helpers/invite.ts';
import { startSweep } from '../helpers/sweep.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

let sweep: Awaited<ReturnType<typeof startSweep>>;
beforeEach(async () => {
  sweep = await startSweep(); // 2 March 2026, 08:00
});
afterEach(() => sweep.close());

type NewUser = Parameters<typeof sweep.invite.oneLogin.addUser>[0];
let lastNumber = 0;
const addUser = (user: Partial<NewUser> = {}) => {
  lastNumber += 1;
  return sweep.invite.oneLogin.addUser({ email: `new${lastNumber}@acme.example`, ...user });
};
const addUsers = (count: number, user: Partial<NewUser> = {}) =>
  Array.from({ length: count }, () => addUser(user));
const calls = () => sweep.invite.oneLogin.calls.users;
const look = async (event?: unknown) => (await sweep.run(event)).oneLogin;
const ids = (users: readonly { id: number }[]) => users.map(({ id }) => String(id));
const announce = (id: string, workEmail: string, others: object = {}) =>
  sweep.invite.deliver(sweep.invite.message(homeMadeHire(id, { workEmail, ...others })));
const lookedUntil = async () =>
  (await createLookedTable(sweep.invite.dynamoDb, 'sources').read(lookedKey))?.lookedUntil;

/** Runs every six hours, as the schedule does. @returns whom a person was told about, by each notice. */
async function runFor(ms: number): Promise<string[][]> {
  const before = sweep.notices.length;
  for (const end = sweep.clock.nowMs + ms; sweep.clock.nowMs < end; ) {
    sweep.clock.nowMs += 6 * hour;
    await sweep.run();
  }
  return sweep.notices.slice(before).map(({ text }) => text.match(/(?<=OneLogin user )\d+$/gm) ?? []);
}

test('of 20,000 users, 3,000 of them old and never active, the first run tells nobody, and asks nothing', async () => {
  const long = '2020-01-07T08:00:00Z';
  addUsers(17_000, { status: 1, created_at: long });
  addUsers(3000, { created_at: long });
  expect(await look()).toEqual({ ended: 'FINISHED', asked: 0, missed: [] });
  expect(calls()).toBe(0);
  expect(await runFor(5 * day)).toEqual([]);

  sweep.clock.nowMs += hour;
  const news = addUsers(5);
  const announced = addUser();
  expect(await runFor(day)).toEqual([]);
  await announce('1', announced.email);
  expect(await runFor(7 * day)).toEqual([ids(news)]);
  expect(sweep.invite.oneLogin.mails).toMatchObject([{ user: announced.email }]);
});

describe('a user who is two days old', () => {
  beforeEach(async () => {
    await sweep.run();
    sweep.clock.nowMs += hour;
  });

  const looksAfter = async (ms: number) => {
    sweep.clock.nowMs += ms;
    return look();
  };

  test('and whom nobody announced is told about once, with what to do, and is not invited', async () => {
    const { id } = addUser({ email: 'ada.lovelace@acme.example' });
    expect(await looksAfter(2 * day - 1)).toEqual({ ended: 'FINISHED', asked: 0, missed: [] });
    expect(await looksAfter(1)).toEqual({ ended: 'FINISHED', asked: 1, missed: [String(id)] });
    expect(sweep.notices).toEqual([
      {
        subject: '1 OneLogin user whom nobody announced (hire-invites)',
        text: expect.stringMatching(new RegExp(`\n {2}OneLogin user ${id}\n[^]*\nWhat to do: `)),
      },
    ]);
    expect(sweep.logs).toContainEqual({
      level: 'info',
      message: 'look at OneLogin finished',
      fields: { requestId: 'sweep-1', code: 'FINISHED', asked: 1, missed: 1 },
    });
    expect(await runFor(3 * day)).toEqual([]);
    expect(await sweep.messages()).toEqual([]);
    expect(sweep.invite.oneLogin.mails).toEqual([]);
    const said = JSON.stringify([sweep.notices, sweep.logs]);
    for (const text of ['lovelace', '@', 'acme.example']) expect(said.toLowerCase()).not.toContain(text);
  });

  test.each<[string, Partial<NewUser>, boolean]>([
    ['awaits a password', { status: 7 }, true],
    ['has a password to reset', { status: 5 }, true],
    ['has no address yet', { email: '' }, true],
    ['is not approved yet', { state: 0 }, true],
    ['has no licence', { state: 3 }, true],
    ['was switched on and never used', { status: 1, last_login: null, password_changed_at: null }, true],
    ['is active', { status: 1 }, false],
    ['was activated', { status: 0, activated_at: '2026-03-02T10:00:00Z' }, false],
    ['signs in with a directory’s password', { status: 1, directory_id: 7, last_login: null }, false],
    ['was invited', { invitation_sent_at: '2026-03-02T10:00:00Z' }, false],
    ['is suspended', { status: 2 }, false],
    ['is locked', { status: 3 }, false],
    ['has an expired password', { status: 4 }, false],
    ['was rejected', { state: 2 }, false],
  ])('and %s is told about or not: %j', async (_, user, isTold) => {
    const { id } = addUser(user);
    expect(await looksAfter(2 * day)).toMatchObject({ asked: 1, missed: isTold ? [String(id)] : [] });
    expect(sweep.notices).toHaveLength(isTold ? 1 : 0);
  });

  test.each([
    ['in another case', 'Ada@ACME.example', 'ada@acme.example'],
    ['with white space around it', 'ada@acme.example', ' ada@acme.example '],
  ])('and belongs to a hire by an address that is written %s is not', async (_, inHr, inOneLogin) => {
    await announce('1', inHr, { startDate: '2026-03-30' });
    addUser({ email: inOneLogin });
    expect(await looksAfter(2 * day)).toMatchObject({ asked: 1, missed: [] });
  });

  test('and belongs by the external id to a hire who waits for the start date is not, if it is exactly that id', async () => {
    await sweep.close();
    const employee = { externalId: 'data.externalId' };
    sweep = await startSweep({ sources: { 'home-made': { type: 'standard-webhooks', employee } } });
    await sweep.run();
    sweep.clock.nowMs += hour;
    const record = { externalId: 'Ada-7', startDate: '2026-03-30' };
    await sweep.invite.deliver(sweep.invite.message(homeMadeHire('1', record)));
    addUser({ external_id: 'Ada-7' });
    const other = addUser({ external_id: 'ada-7' });
    expect(await looksAfter(2 * day)).toMatchObject({ asked: 2, missed: [String(other.id)] });
  });

  test('and belongs to a hire by OneLogin’s id is not, though the address is another by now', async () => {
    const { id, email } = addUser();
    await announce('1', email);
    sweep.invite.oneLogin.changeUser(email, { email: 'other@acme.example', invitation_sent_at: null });
    expect(await sweep.invite.parts.users.read(String(id))).toMatchObject({ hire: 'home-made//1' });
    expect(await looksAfter(2 * day)).toMatchObject({ asked: 1, missed: [] });
  });

  test.each([
    ['could not be read', 'ada@home.example, ada@second.example', 'PERSONAL_EMAIL_UNREADABLE'],
    ['is missing', undefined, 'PERSONAL_EMAIL_MISSING'],
  ])('and belongs to a hire whose personal address %s is not', async (_, personalEmail, code) => {
    await sweep.close();
    sweep = await startSweep({ invite: { sendTo: 'personal' } });
    await sweep.run();
    await announce('1', 'ada@acme.example', { personalEmail });
    expect(await sweep.invite.table.read('home-made//1')).toMatchObject({ code });
    addUser({ email: 'ada@acme.example', created_at: new Date(sweep.clock.nowMs + 1).toISOString() });
    expect(await looksAfter(3 * day)).toMatchObject({ asked: 1, missed: [] });
  });

  test('and whose hire could not be read is told about: nothing is known of the address', async () => {
    const { id } = addUser();
    await announce('1', 'another@acme.example');
    expect(await looksAfter(2 * day)).toMatchObject({ missed: [String(id)] });
  });

  test('is one of twenty that are listed, the oldest first', async () => {
    const users = addUsers(20);
    const oldest = addUser({ created_at: new Date(sweep.clock.nowMs - 1).toISOString() });
    sweep.invite.oneLogin.removeUser(users[0]?.email ?? '');
    await looksAfter(2 * day);
    expect(sweep.notices[0]?.text.match(/(?<=OneLogin user )\d+$/gm)).toEqual(
      ids([oldest, ...users.slice(1)]),
    );
  });

  test('is one of twenty-one that are only counted', async () => {
    addUsers(21);
    expect(await looksAfter(2 * day)).toMatchObject({ asked: 21 });
    expect(sweep.notices).toHaveLength(1);
    expect(sweep.notices[0]).toMatchObject({
      subject: '21 OneLogin users whom nobody announced (hire-invites)',
    });
    expect(sweep.notices[0]?.text.match(/^ {2}.*$/gm)).toEqual([
      expect.stringMatching(/^ {2}21 OneLogin users\./),
    ]);
    expect(sweep.notices[0]?.text).not.toMatch(/OneLogin user \d/);
  });

  test('is found on the third page of an import, each page by one call', async () => {
    addUsers(240, { status: 1 });
    const { id } = addUser();
    expect(await looksAfter(2 * day)).toMatchObject({ asked: 241, missed: [String(id)] });
    expect(calls()).toBe(3);
  });

  test('costs one call by each run, however many others there are', async () => {
    addUsers(5000, { created_at: '2020-01-07T08:00:00Z' });
    await runFor(day);
    expect(calls()).toBe(0); // nobody who came after the first run is old enough
    await runFor(2 * day);
    const before = calls();
    await runFor(day);
    expect(calls() - before).toBe(4);
  });
});

describe('what goes wrong', () => {
  let told: number;
  beforeEach(async () => {
    await sweep.run();
    sweep.clock.nowMs += hour;
    told = addUser().id;
    sweep.clock.nowMs += 2 * day;
  });
  const goesOn = async () => {
    expect(await look()).toMatchObject({ ended: 'FINISHED', missed: [String(told)] });
    expect(sweep.notices).toHaveLength(1);
  };

  test.each<[string, () => unknown, () => unknown, string]>([
    [
      'OneLogin is down',
      () => sweep.invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 503 }),
      () => sweep.invite.oneLogin.faults.clear(),
      'ONELOGIN_UNAVAILABLE',
    ],
    [
      'the credential is refused',
      () => sweep.invite.oneLogin.setCredential({ clientId: 'another', clientSecret: 'one' }),
      () => {
        sweep.invite.oneLogin.setCredential({ clientId: 'sandbox-client', clientSecret: 'sandbox-secret' });
        sweep.clock.nowMs += hour;
      },
      'CREDENTIAL_REFUSED',
    ],
    [
      'the key to the pseudonyms cannot be read',
      () => sweep.invite.secrets.delete('hire-invites/lookup'),
      () => sweep.invite.secrets.set('hire-invites/lookup', { key: 'sandbox-lookup-key' }),
      'SECRET_UNAVAILABLE',
    ],
  ])(
    '%s: nobody is told, the failure is counted, and the next run goes on',
    async (_, breakIt, mend, code) => {
      const before = await lookedUntil();
      await breakIt();
      expect(await look()).toMatchObject({ ended: code, missed: [] });
      expect(sweep.notices).toEqual([]);
      expect(sweep.metrics).toEqual(['SweepFailed 1']);
      expect(await lookedUntil()).toBe(before);
      await mend();
      await goesOn();
    },
  );

  test('only the reserve of the limit is left: that is no failure, and the next run goes on', async () => {
    sweep.invite.oneLogin.setLimit({ calls: 10, windowSeconds: 3600, status: 429 });
    for (let call = 0; call < 8; call += 1) await announce(`7${call}`, `nobody${call}@acme.example`);
    const before = calls();
    expect(await look()).toMatchObject({ ended: 'HELD_BACK', missed: [] });
    expect(calls()).toBe(before);
    expect(sweep.metrics).toEqual([]);
    expect(sweep.logs).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'look at OneLogin interrupted' }),
    );
    sweep.invite.oneLogin.setLimit(undefined);
    sweep.clock.nowMs += hour + 2000;
    await goesOn();
  });

  test('a list that never ends is a failure', async () => {
    sweep.invite.oneLogin.faults.add({
      call: 'users',
      kind: 'answer',
      status: 200,
      body: [],
      headers: { 'after-cursor': 'again' },
      times: 'always',
    });
    expect(await look()).toMatchObject({ ended: 'ONELOGIN_UNAVAILABLE' });
    expect(calls()).toBe(2);
  });

  test('the page breaks off after the first of several: nobody of it is told before all are known', async () => {
    addUsers(150, { created_at: new Date(sweep.clock.nowMs - 2 * day).toISOString() });
    sweep.invite.oneLogin.faults.decideBy((call, _, nth) =>
      call === 'users' && nth === 2 ? { kind: 'answer', status: 503 } : undefined,
    );
    expect(await look()).toMatchObject({ ended: 'ONELOGIN_UNAVAILABLE', asked: 0, missed: [] });
    expect(sweep.notices).toEqual([]);
  });

  test('the function dies between notice and mark: it tells twice, never nothing', async () => {
    const before = await sweep.invite.dynamoDb.send(
      new DeleteItemCommand({
        TableName: 'sources',
        Key: marshall({ source: lookedKey }),
        ReturnValues: 'ALL_OLD',
      }),
    );
    const putBack = () =>
      sweep.invite.dynamoDb.send(new PutItemCommand({ TableName: 'sources', Item: before.Attributes }));
    await putBack();
    await sweep.run();
    await putBack();
    await sweep.run();
    expect(sweep.notices).toHaveLength(2);
    expect(await runFor(day)).toEqual([]);
  });

  test('SNS does not take the notice: the next run tells', async () => {
    sweep.sns.isDown = true;
    expect(await look()).toMatchObject({ ended: 'INTERNAL_ERROR' });
    expect(sweep.metrics).toEqual(['SweepFailed 1']);
    sweep.sns.isDown = false;
    await goesOn();
  });

  test('the mark cannot be read: that is a failure, and the other work of the sweep goes on', async () => {
    const item = marshall({ source: lookedKey, lookedUntil: 'yesterday', version: 1, writer: 'w' });
    await sweep.invite.dynamoDb.send(new PutItemCommand({ TableName: 'sources', Item: item }));
    expect(await sweep.run()).toMatchObject({
      oneLogin: { ended: 'INTERNAL_ERROR' },
      sources: [{ ended: 'FINISHED' }, { ended: 'FINISHED' }],
    });
  });
});

test('a dry run says whom it would tell about, and tells nobody; the first one remembers nothing either', async () => {
  expect(await look({ dryRun: true })).toEqual({ ended: 'FINISHED', asked: 0, missed: [] });
  expect(await lookedUntil()).toBeUndefined();
  await sweep.run();
  sweep.clock.nowMs += hour;
  const { id } = addUser();
  sweep.clock.nowMs += 2 * day;
  expect(await look({ dryRun: true })).toEqual({ ended: 'FINISHED', asked: 1, missed: [String(id)] });
  expect(sweep.notices).toEqual([]);
  expect(await look()).toMatchObject({ missed: [String(id)] });
});

test('whoever deletes the mark begins anew: nobody who is there by then is told', async () => {
  await sweep.run();
  sweep.clock.nowMs += hour;
  addUsers(3);
  await sweep.invite.dynamoDb.send(
    new DeleteItemCommand({ TableName: 'sources', Key: marshall({ source: lookedKey }) }),
  );
  expect(await runFor(3 * day)).toEqual([]);
  const { id } = addUser();
  expect(await runFor(3 * day)).toEqual([[String(id)]]);
});

describe('with sweep.oneLogin "off"', () => {
  test('OneLogin is not asked, and nothing is remembered', async () => {
    const off = await startSweep({ sweep: { oneLogin: 'off' } });
    expect(await off.run()).not.toHaveProperty('oneLogin');
    expect(await createLookedTable(off.invite.dynamoDb, 'sources').read(lookedKey)).toBeUndefined();
    await off.close();
  });
});
