import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { bambooHrHire, homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { askAndKeep, startOperate } from '../helpers/operate.ts';

/** An operator has a hire forgotten. */

const work = 'ada.lovelace@acme.example';
const home = 'ada@home.example';
const key = 'home-made//100';
const userId = 204817311;
const minute = 60 * 1000;
const day = 24 * 60 * minute;

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
beforeEach(async () => {
  invite = await startInvite({ invite: { followUps: 1 } });
  operate = startOperate(invite);
});

const ask = askAndKeep(() => ({ invite, operate }));
const forget = (whom: object = { hire: key }) => ask({ action: 'forget', ...whom });
const mails = () => invite.oneLogin.mails.map(({ to }) => to);
const read = (hire = key) => invite.table.read(hire);
const announce = (more: Record<string, unknown> = {}, event = 'created') =>
  invite.message(homeMadeEvent(event, '100', { workEmail: work, personalEmail: home, ...more }));

async function itemsOf(TableName: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await invite.dynamoDb.send(new ScanCommand({ TableName }));
  return Items.map((item) => unmarshall(item));
}

/** Everything that is kept anywhere: both tables, the schedules, the dead-letter queue. */
const everything = async () =>
  JSON.stringify([
    await itemsOf('hires'),
    await itemsOf('users'),
    invite.made.map(({ personHash, body }) => ({ personHash, body })),
    [...operate.deadLetters],
  ]);

/** Hashes, pseudonyms and ids by which something could be known of the person. */
async function tracesOf(hire: string): Promise<string[]> {
  const row = await read(hire);
  const { announced, heardRecords = [], mailKeys = [], mailedTo, oneLoginUserId } = row ?? {};
  const all = [announced?.personHash, announced?.addressHash, ...heardRecords, ...mailKeys, mailedTo];
  return [...all, oneLoginUserId, 'request-1', work].flatMap((trace) => trace ?? []);
}

async function expectForgotten(traces: readonly string[], hire = key): Promise<void> {
  expect(traces.length).toBeGreaterThan(3);
  const kept = await everything();
  for (const trace of traces) expect(kept).not.toContain(trace);
  const { writer, version, ...row } = (await itemsOf('hires')).find((item) => item['hire'] === hire) ?? {};
  const at = new Date(Number(row['expiresAt']) * 1000 - 100 * day).toISOString();
  expect(row).toEqual({
    hire,
    schema: 1,
    state: 'cancelled',
    code: 'FORGOTTEN',
    engagement: 0,
    announced: { event: 'removed', saidAt: at, isDated: false, personHash: '' },
    createdAt: at,
    rung: 0,
    firstAttemptAt: at,
    updatedAt: at,
    requestId: 'unknown',
    expiresAt: expect.any(Number),
  });
}

async function untilInvited(): Promise<void> {
  invite.oneLogin.addUser({ id: userId, email: work });
  await invite.deliver(announce({ startDate: '2026-03-01' }));
  expect(mails()).toEqual([home]);
}

/** Parked; one message more of the hire, and one of another hire, lie in the dead-letter queue. */
async function untilParked(): Promise<void> {
  invite.oneLogin.addUser({ id: userId, email: work, status: 2 });
  expect(await invite.deliver(announce())).toEqual(['returned']);
  operate.deadLetters.set('message-1', announce().body);
  operate.deadLetters.set('message-8', announce({ startDate: '2026-03-02' }).body);
  const another = homeMadeEvent('created', '200', { workEmail: 'grace@acme.example' });
  operate.deadLetters.set('message-9', another.replace('request-1', 'request-9'));
  invite.clock.nowMs += 10 * minute;
}

describe('nothing is left of a hire', () => {
  test('that was invited: not even its e-mail address finds it any more', async () => {
    await untilInvited();
    const traces = await tracesOf(key);
    expect(await ask({ action: 'show', email: home })).toMatchObject({ ok: true, hire: { hire: key } });
    expect(await forget({ email: home, by: 'arn:aws:iam::123456789012:user/mary' })).toEqual({
      ok: true,
      hire: key,
      message: expect.stringContaining('100 days'),
    });
    await expectForgotten(traces);
    expect(invite.made).toEqual([]);
    expect(await itemsOf('users')).toEqual([]);
    for (const email of [home, work])
      expect(await ask({ action: 'show', email })).toMatchObject({ ok: false, code: 'HIRE_UNKNOWN' });
    expect(await ask({ action: 'show', hire: key })).toMatchObject({
      hire: { state: 'cancelled', code: 'FORGOTTEN', needsHand: false, outcomes: [] },
    });
    expect(invite.logs).toContainEqual({
      message: 'operator acted',
      fields: expect.objectContaining({ action: 'forget', hire: key, code: 'DONE' }),
    });
  });

  test('that waits for its start, with a schedule of each thing that HR has said', async () => {
    invite.oneLogin.addUser({ id: userId, email: work });
    for (const startDate of ['2026-04-20', '2026-04-21', '2026-04-22'])
      await invite.deliver(announce({ startDate }, startDate.endsWith('20') ? 'created' : 'updated'));
    expect(invite.made.length).toBeGreaterThan(2);
    const traces = await tracesOf(key);
    await forget();
    await expectForgotten(traces);
    expect(invite.made).toEqual([]);
  });

  test('that is parked: all of its messages leave the dead-letter queue, and no other', async () => {
    await untilParked();
    const traces = await tracesOf(key);
    expect(await forget()).toMatchObject({ ok: true });
    await expectForgotten(traces);
    expect([...operate.deadLetters.keys()]).toEqual(['message-9']);
    expect(operate.queued).toEqual([]);
  });

  test('whose source is no longer in the configuration: the row knows its message', async () => {
    await untilParked();
    operate.parts.sources = [];
    await forget();
    expect([...operate.deadLetters.keys()]).toEqual(['message-8', 'message-9']);
  });

  test('whose function died after it had noted the addresses, and before it could write so', async () => {
    await untilInvited();
    const row = await read();
    if (row === undefined) throw new Error('no row');
    const traces = await tracesOf(key);
    const { mailKeys, oneLoginUserId, ...died } = row;
    await invite.table.write({ ...died, version: row.version + 1 });
    await forget();
    await expectForgotten(traces);
  });
});

test('what another hire has claimed of the same person stays with that one', async () => {
  await untilInvited();
  const users = invite.parts.users;
  const note = await users.read(String(userId));
  if (note === undefined) throw new Error('no note');
  await users.write({ ...note, hire: 'home-made//200', version: note.version + 1 });
  await forget();
  expect(await itemsOf('users')).toMatchObject([{ user: String(userId), hire: 'home-made//200' }]);
});

describe('what is still on its way ends at it, and changes nothing', () => {
  test('queued words of HR, follow-ups and wake-ups', async () => {
    await untilInvited();
    const dated = new Date(invite.clock.nowMs).toISOString();
    invite.clock.nowMs += minute;
    const queued = [
      announce(),
      announce({ timestamp: dated }),
      announce({ startDate: '2026-05-01', timestamp: dated }, 'updated'),
      announce({ personalEmail: 'lovelace@home.example' }, 'updated'),
      announce({}, 'removed'),
      ...invite.made.map(({ body }) => invite.message(body)),
    ];
    expect(queued).toHaveLength(6);
    await forget();
    const before = await itemsOf('hires');
    expect(await invite.deliver(...queued)).toEqual(queued.map(() => 'finished'));
    expect(await itemsOf('hires')).toEqual(before);
    expect(await itemsOf('users')).toEqual([]);
    expect(mails()).toEqual([home]);
    expect(invite.made).toEqual([]);
  });

  test('a creation that the HR system’s clock, which is ahead, has dated later', async () => {
    const timestamp = new Date(invite.clock.nowMs + 50 * minute).toISOString();
    await invite.deliver(announce({ timestamp }));
    const [wakeUp] = invite.made.map(({ body }) => invite.message(body));
    if (wakeUp === undefined) throw new Error('no wake-up');
    expect(await forget()).toMatchObject({ ok: true });
    invite.oneLogin.addUser({ id: userId, email: work });
    expect(await invite.deliver(wakeUp, announce({ timestamp }))).toEqual(['finished', 'finished']);
    expect(mails()).toEqual([]);
  });

  test('a message of the dead-letter queue that is replayed a moment before', async () => {
    await untilParked();
    await ask({ action: 'retry', hire: key });
    await forget();
    invite.oneLogin.changeUser(work, { status: 7 });
    expect(await operate.deliver()).toEqual(['finished']);
    expect(mails()).toEqual([]);
  });
});

describe('what HR says later', () => {
  test('a creation is a new hire, and the first one', async () => {
    await untilInvited();
    await forget();
    invite.clock.nowMs += 2 * day;
    const timestamp = new Date(invite.clock.nowMs).toISOString();
    await invite.deliver(announce({ timestamp, receivedAt: timestamp }));
    expect(mails()).toEqual([home, home]);
    const row = await read();
    expect(row).toMatchObject({ state: 'invited', engagement: 1 });
    expect(row?.outcomes?.map(({ code }) => code)).toEqual(['INVITED']);
    const traces = await tracesOf(key);
    expect(await forget()).toMatchObject({ ok: true });
    await expectForgotten(traces);
  });

  test('a removal leaves the tombstone as it is, but for its date', async () => {
    await untilInvited();
    const traces = await tracesOf(key);
    await forget();
    const before = await read();
    invite.clock.nowMs += day;
    const receivedAt = new Date(invite.clock.nowMs).toISOString();
    expect(await invite.deliver(announce({ receivedAt }, 'removed'))).toEqual(['finished']);
    expect(await read()).toMatchObject({
      code: 'FORGOTTEN',
      expiresAt: before?.expiresAt,
      announced: { saidAt: invite.clock.nowMs, personHash: '' },
    });
    const kept = await everything();
    for (const trace of traces) expect(kept).not.toContain(trace);
  });
});

describe('a hire is not forgotten', () => {
  test('while a function works on it', async () => {
    await untilInvited();
    const row = await read();
    if (row === undefined) throw new Error('no row');
    const lease = { token: 'other', messageId: 'message-9', until: invite.clock.nowMs + minute };
    await invite.table.write({ ...row, lease, version: row.version + 1 });
    const before = await everything();
    expect(await forget()).toMatchObject({ ok: false, code: 'BEING_TRIED' });
    expect(await everything()).toEqual(before);
  });

  test('while it is unclear whether its mail went out', async () => {
    invite.oneLogin.addUser({ id: userId, email: work });
    invite.oneLogin.faults.add({ call: 'invite', kind: 'answer', status: 500 });
    await invite.deliver(announce());
    expect(await read()).toMatchObject({ unresolvedSend: { userId: String(userId) } });
    expect(await forget()).toMatchObject({
      ok: false,
      code: 'TRY_AGAIN',
      message: expect.stringContaining('after 2026-03-03T08:00:00.000Z'),
    });
    invite.clock.nowMs += day;
    invite.made.splice(0); // the queue has lost its message
    const traces = await tracesOf(key);
    expect(await forget()).toMatchObject({ ok: true });
    await expectForgotten(traces);
  });

  test('while its message is on its way to the dead-letter queue', async () => {
    invite.oneLogin.addUser({ id: userId, email: work, status: 2 });
    await invite.deliver(announce());
    expect(await forget()).toMatchObject({ ok: false, code: 'TRY_AGAIN' });
    expect(await read()).toMatchObject({ state: 'parked' });
  });

  test('if there is none, if a newer version has written its row, or by who may only look', async () => {
    expect(await forget()).toMatchObject({ ok: false, code: 'HIRE_UNKNOWN' });
    const newer = marshall({ hire: 'home-made//300', schema: 2 });
    await invite.dynamoDb.send(new PutItemCommand({ TableName: 'hires', Item: newer }));
    expect(await forget({ hire: 'home-made//300' })).toMatchObject({ ok: false, code: 'ROW_UNREADABLE' });
    await untilInvited();
    expect(await ask({ action: 'forget', hire: key }, 'look')).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(await read()).toMatchObject({ state: 'invited' });
  });
});

test.each([
  ['moving-all', 'BEING_REPLAYED'],
  ['held-by-another', 'TRY_AGAIN'],
  ['out-of-time', 'TRY_AGAIN'],
] as const)(
  'if the dead-letter queue cannot be searched (%s), it says so; said again, it ends well',
  async (passage, code) => {
    await untilParked();
    const traces = await tracesOf(key);
    const { goThrough } = operate.parts.deadLetters;
    operate.parts.deadLetters.goThrough = async () => passage;
    expect(await forget()).toMatchObject({ ok: false, code, message: expect.stringContaining('once more') });
    expect(await read()).toMatchObject({ state: 'cancelled', code: 'FORGOTTEN' });
    operate.parts.deadLetters.goThrough = goThrough;
    expect(await forget()).toMatchObject({ ok: true });
    await expectForgotten(traces);
  },
);

/** Each call that changes something outside, in the order in which they are made. */
const calls = ['write', 'cancelAll', 'deleteOf', 'delete', 'delete', 'write'];

test.each(
  calls.flatMap((_, index) => ['before', 'after'].map((when) => [when, index + 1, calls[index]] as const)),
)(
  'if the function dies right %s call %i (%s), the same is said again and ends well',
  async (when, deadly, name) => {
    await untilParked();
    await invite.deliver(announce({ startDate: '2026-05-20' }, 'updated')); // it waits again, with a schedule
    expect(invite.made).toHaveLength(1);
    const traces = await tracesOf(key);
    const made: string[] = [];
    const { hires, schedules, users, deadLetters } = operate.parts;
    async function dying<Answer>(call: string, work: () => Promise<Answer>): Promise<Answer> {
      made.push(call);
      const dies = made.length === deadly;
      if (dies && when === 'before') throw new Error('dies');
      const answer = await work();
      if (dies) throw new Error('dies');
      return answer;
    }
    operate.parts.hires = { ...hires, write: (row) => dying('write', () => hires.write(row)) };
    operate.parts.schedules = {
      ...schedules,
      cancelAll: (...given) => dying('cancelAll', () => schedules.cancelAll(...given)),
    };
    operate.parts.users = { deleteOf: (hire) => dying('deleteOf', () => users.deleteOf(hire)) };
    operate.parts.deadLetters = {
      ...deadLetters,
      goThrough: (meet, hasTime) =>
        deadLetters.goThrough(
          (letter) => meet({ ...letter, delete: () => dying('delete', letter.delete) }),
          hasTime,
        ),
    };
    await expect(operate.ask({ action: 'forget', hire: key })).rejects.toThrow('dies');
    expect(made.at(-1)).toBe(name);
    const late = announce({ receivedAt: '2026-03-02T08:00:00.000Z' });
    if (deadly > 1) expect(await invite.deliver(late)).toEqual(['finished']);
    expect(await forget()).toMatchObject({ ok: true });
    await expectForgotten(traces);
    expect([...operate.deadLetters.keys()]).toEqual(['message-9']);
    expect(mails()).toEqual([]);
  },
);

describe('at once with', () => {
  test('a second operator, it is forgotten once', async () => {
    await untilParked();
    const traces = await tracesOf(key);
    const both = await Promise.all([forget(), forget()]);
    expect(both).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
    expect(await forget()).toMatchObject({ ok: true });
    await expectForgotten(traces);
  });

  test('a function that takes the hire first, it refuses; a function that comes later finds it over', async () => {
    await untilInvited();
    const { write } = invite.table;
    operate.parts.hires = {
      ...operate.parts.hires,
      async write(row) {
        operate.parts.hires = invite.table;
        const standing = await read();
        if (standing === undefined) throw new Error('no row');
        const lease = { token: 'other', messageId: 'message-9', until: invite.clock.nowMs + minute };
        await write({ ...standing, lease, version: standing.version + 1 });
        return write(row);
      },
    };
    expect(await forget()).toMatchObject({ ok: false, code: 'BEING_TRIED' });
    expect(await read()).toMatchObject({ state: 'invited' });
  });

  test('a retry, the person gets at most the mail of the retry', async () => {
    await untilInvited();
    invite.clock.nowMs += 16 * minute;
    const traces = await tracesOf(key);
    await Promise.all([ask({ action: 'retry', hire: key }), forget()]);
    await operate.deliver();
    expect(await forget()).toMatchObject({ ok: true });
    await expectForgotten(traces);
    expect(mails().length).toBeLessThanOrEqual(2);
  });

  test('a new word of HR that comes while it is forgotten, the new hire stands, and can be forgotten too', async () => {
    await untilInvited();
    const { users } = operate.parts;
    invite.clock.nowMs += 2 * day;
    operate.parts.users = {
      async deleteOf(hire) {
        await users.deleteOf(hire);
        invite.clock.nowMs += minute;
        const timestamp = new Date(invite.clock.nowMs).toISOString();
        await invite.deliver(announce({ timestamp, receivedAt: timestamp }));
        operate.parts.users = users;
      },
    };
    expect(await forget()).toMatchObject({ ok: true });
    expect(await read()).toMatchObject({ code: 'FORGOTTEN' });
    expect(mails()).toEqual([home, home]);
    expect(await itemsOf('users')).toEqual([]);
  });
});

test('a hire of an HR system that can be asked is not woken by a look that the sweep has queued', async () => {
  invite.oneLogin.addUser({ id: userId, email: work });
  invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-03-02', workEmail: work, homeEmail: home });
  await invite.deliver(invite.message(bambooHrHire('100')));
  await forget({ hire: 'bamboohr//100' });
  expect(await invite.deliver(invite.message(bambooHrHire('100', { purpose: 'look' })))).toEqual([
    'finished',
  ]);
  expect(await read('bamboohr//100')).toMatchObject({ code: 'FORGOTTEN' });
  expect(await ask({ action: 'retry', hire: 'bamboohr//100' })).toMatchObject({ code: 'NOTHING_TO_DO' });
  expect(mails()).toEqual([home]);
});

test('a hire that was cancelled is forgotten as any other, and there is nothing to undo', async () => {
  await untilParked();
  const traces = await tracesOf(key);
  await ask({ action: 'cancel', hire: key });
  expect(await forget()).toMatchObject({ ok: true });
  await expectForgotten(traces);
  expect([...operate.deadLetters.keys()]).toEqual(['message-9']);
  expect(await ask({ action: 'undo-cancel', hire: key })).toMatchObject({
    ok: false,
    code: 'NOTHING_TO_DO',
    message: 'The hire was forgotten. There is no undo.',
  });
  await expectForgotten(traces);
});
