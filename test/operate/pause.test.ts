import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createBrake } from '../../lambda/aws/brake.ts';
import { homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';
import { startOperate } from '../helpers/operate.ts';

/** An operator stops everything, and lets it go on. */

const work = 'ada.lovelace@acme.example';
const home = 'ada@home.example';
const key = 'home-made//100';
const reason = 'OneLogin moves to another host';
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
beforeEach(async () => {
  invite = await startInvite({ invite: { followUps: 1, maxFirstMailsPerDay: 2 }, retry: {} });
  operate = startOperate(invite);
  invite.oneLogin.addUser({ id: 7, email: work });
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  expect(JSON.stringify(invite.logs)).not.toContain('another host');
  await invite.close();
});

const ask = (event: unknown) => operate.ask(event);
const pause = (why = reason) => ask({ action: 'pause', reason: why });
const resume = () => ask({ action: 'resume' });
const on = (message: string) => ({ ok: true, paused: true, message: expect.stringContaining(message) });
const off = (message: string) => ({ ok: true, paused: false, message: expect.stringContaining(message) });
const paused = async () => {
  const listed = await ask({ action: 'list' });
  return 'paused' in listed ? listed.paused : undefined;
};
const mails = () => invite.oneLogin.mails.map(({ to }) => to);
const rowOf = () => invite.table.read(key);
const said = (event: string, data: Record<string, unknown> = {}, id = '100') =>
  invite.message(
    homeMadeEvent(event, id, {
      workEmail: work,
      personalEmail: home,
      receivedAt: new Date(invite.clock.nowMs).toISOString(),
      ...data,
    }),
  );
/** From now on, each wake-up at its time. */
const pass = (ms: number) => invite.deliverUntil(invite.clock.nowMs + ms);
const longestWait = 15 * minute;
const stack = () => operate.parts.find.readStored('stack');
const put = (item: Record<string, unknown>) =>
  invite.dynamoDb.send(new PutItemCommand({ TableName: 'hires', Item: marshall(item) }));
const putBack = () =>
  invite.dynamoDb.send(new DeleteItemCommand({ TableName: 'hires', Key: marshall({ hire: 'stack' }) }));

describe('during a pause', () => {
  test('a first mail waits, no attempt is spent, and it goes within a quarter of an hour after the end', async () => {
    expect(await pause()).toEqual(on('To go on: npm run hires -- resume'));
    await invite.deliver(said('created'));
    await pass(5 * hour);
    expect(mails()).toEqual([]);
    const row = await rowOf();
    expect(row).toMatchObject({ state: 'waiting', code: 'PAUSED', rung: 0 });
    expect((row?.waitUntil ?? 0) - invite.clock.nowMs).toBeLessThanOrEqual(longestWait);
    expect(await resume()).toEqual(off('within a quarter of an hour'));
    await pass(longestWait);
    expect(mails()).toEqual([home]);
    expect((await rowOf())?.state).toBe('invited');
  });

  test('one look in an hour asks OneLogin; the others cost no call', async () => {
    await pause();
    await invite.deliver(said('created'));
    let calls = 0;
    const { http } = invite.parts.oneLogin;
    invite.parts.oneLogin.http = (...request) => {
      calls += 1;
      return http(...request);
    };
    await pass(6 * hour);
    const looks = (await rowOf())?.outcomes?.at(-1)?.times ?? 0;
    expect(looks).toBeGreaterThan(22);
    expect(calls).toBeGreaterThanOrEqual(6);
    expect(calls).toBeLessThanOrEqual(8);
    invite.oneLogin.changeUser(work, { status: 1 });
    await pass(hour + minute);
    expect((await rowOf())?.state).toBe('already-active');
  });

  test('a follow-up waits too', async () => {
    await invite.deliver(said('created'));
    await pause();
    await pass(25 * hour);
    expect(mails()).toEqual([home]);
    expect(await rowOf()).toMatchObject({ state: 'invited', code: 'PAUSED', rung: 0 });
    await resume();
    await pass(longestWait);
    expect(mails()).toEqual([home, home]);
  });

  test('a corrected address waits too, and the old one is not mailed again', async () => {
    await invite.deliver(said('created'));
    await pause();
    invite.clock.nowMs += hour;
    await invite.deliver(said('updated', { personalEmail: 'ada@new-home.example' }));
    await pass(hour);
    expect(mails()).toEqual([home]);
    await resume();
    await pass(longestWait);
    expect(mails()).toEqual([home, 'ada@new-home.example']);
  });

  test('a retry that was asked for just before waits too, though the person is told of', async () => {
    await invite.deliver(said('created'));
    await pass(5 * day);
    expect((await rowOf())?.state).toBe('not-activated');
    expect(await ask({ action: 'retry', hire: key })).toMatchObject({ ok: true });
    await pause();
    await operate.deliver();
    expect(await ask({ action: 'retry', hire: key })).toMatchObject({
      code: 'PAUSED',
      message: expect.stringContaining('npm run hires -- resume'),
    });
    await pass(3 * hour);
    expect(mails()).toHaveLength(2);
    await resume();
    await pass(longestWait);
    expect(mails()).toHaveLength(3);
  });

  test('a parked one that is replayed waits too', async () => {
    invite.oneLogin.changeUser(work, { status: 2 });
    const message = said('created');
    await invite.deliver(message);
    invite.oneLogin.changeUser(work, { status: 7 });
    invite.clock.nowMs += 10 * minute;
    await pause();
    await invite.deliver(invite.message(message.body));
    expect(await rowOf()).toMatchObject({ state: 'waiting', code: 'PAUSED', rung: 0 });
    await resume();
    await pass(longestWait);
    expect(mails()).toEqual([home]);
  });

  test('a removal counts', async () => {
    await pause();
    await invite.deliver(said('created'));
    invite.clock.nowMs += minute;
    await invite.deliver(said('removed'));
    await resume();
    await pass(day);
    expect(mails()).toEqual([]);
  });

  test('by an operator no alarm goes off: that is for the brake’s own', async () => {
    await pause();
    await invite.deliver(said('created'));
    expect(invite.metrics).toContain('HirePutOff PAUSED');
    expect(invite.metrics).not.toContain('StackPaused');
  });
});

describe('the list says', () => {
  test('since when and why everything is paused', async () => {
    expect(await paused()).toBeUndefined();
    await pause();
    expect(await paused()).toEqual({ since: '2026-03-02T08:00:00.000Z', because: 'OPERATOR', reason });
    await resume();
    expect(await paused()).toBeUndefined();
  });

  test('that the row of the stack cannot be read, and so do the acts', async () => {
    await put({ hire: 'stack', pausedAt: 7 });
    expect(await paused()).toEqual({});
    expect(await resume()).toMatchObject({ ok: false, code: 'ROW_UNREADABLE' });
    expect(await pause()).toEqual(on('since a time that cannot be read'));
    await putBack();
    expect(await resume()).toEqual(off('Nothing is paused.'));
  });
});

describe('asked again', () => {
  test('a pause keeps its time and its reason, and says them', async () => {
    await pause();
    invite.clock.nowMs += hour;
    expect(await pause('another')).toEqual(
      on(`paused already, since 2026-03-02T08:00:00.000Z by an operator: "${reason}"`),
    );
    expect(await paused()).toMatchObject({ since: '2026-03-02T08:00:00.000Z', reason });
  });

  test('a resume is done already', async () => {
    expect(await resume()).toEqual(off('Nothing is paused.'));
    await pause();
    const both = await Promise.all([resume(), resume()]);
    expect(both).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
  });

  test('two pauses at once are one', async () => {
    const both = await Promise.all([pause('one'), pause('the other')]);
    expect(both.map((answer) => 'message' in answer && answer.message.includes('already')).sort()).toEqual([
      false,
      true,
    ]);
  });
});

describe('the brake’s own pause', () => {
  async function brakes(): Promise<void> {
    for (const id of ['1', '2', '3']) {
      const workEmail = `${id}@acme.example`;
      invite.oneLogin.addUser({ email: workEmail });
      await invite.deliver(said('created', { workEmail, personalEmail: undefined }, id));
    }
    expect(mails()).toHaveLength(2);
  }

  test('ends by a resume too, and the day’s count begins anew', async () => {
    await brakes();
    expect(await paused()).toEqual({ since: '2026-03-02T08:00:00.000Z', because: 'MAX_FIRST_MAILS' });
    expect(await pause()).toEqual(
      on('already, since 2026-03-02T08:00:00.000Z by the brake: more first mails'),
    );
    expect(await resume()).toEqual(off('Everything goes on.'));
    expect(await stack()).toEqual({ hire: 'stack', day: '2026-03-02', firstMails: 0 });
    await pass(longestWait);
    expect(mails()).toHaveLength(3);
    expect(await stack()).toMatchObject({ firstMails: 1 });
  });

  test('of an operator’s pause the count goes on: more than a day’s maximum never goes out by it', async () => {
    await invite.deliver(said('created'));
    await pause();
    await resume();
    expect(await stack()).toEqual({ hire: 'stack', day: '2026-03-02', firstMails: 1 });
  });
});

test('an earlier version finds all it needs in the item, also if there was none before', async () => {
  await pause();
  expect(await stack()).toEqual({
    hire: 'stack',
    day: '2026-03-02',
    firstMails: 0,
    pausedAt: '2026-03-02T08:00:00.000Z',
    pausedBecause: 'OPERATOR',
    pausedReason: reason,
  });
});

describe('at the same time as', () => {
  test('a later pause, a resume ends only the one that it has seen', async () => {
    await pause();
    invite.clock.nowMs += minute;
    const { pauseSwitch } = operate.parts;
    const client = {
      async send(command: GetItemCommand | UpdateItemCommand) {
        if (command instanceof GetItemCommand) return invite.dynamoDb.send(command);
        await pauseSwitch.resume();
        await pauseSwitch.pause('a later one');
        return invite.dynamoDb.send(command);
      },
    };
    operate.parts.pauseSwitch = createBrake(client, 'hires', {
      maxFirstMailsPerDay: 2,
      nowMs: () => invite.clock.nowMs,
    });
    expect(await resume()).toMatchObject({ ok: false, code: 'TRY_AGAIN' });
    expect(await paused()).toMatchObject({ reason: 'a later one' });
  });

  test('a resume, a pause pauses', async () => {
    await pause();
    const { readStored } = operate.parts.find;
    operate.parts.find.readStored = async (hire) => {
      operate.parts.find.readStored = readStored;
      await resume();
      return readStored(hire);
    };
    expect(await pause('again')).toEqual(on('Everything is paused.'));
    expect(await paused()).toMatchObject({ reason: 'again' });
  });

  test('a mail that is being sent, that mail still goes out', async () => {
    const { write } = invite.parts.users;
    invite.parts.users.write = async (row) => {
      if (row.user === '7') await pause();
      return write(row);
    };
    await invite.deliver(said('created'));
    expect(mails()).toEqual([home]);
  });
});

test('who acts is in the log, and the reason is not', async () => {
  await ask({ action: 'pause', reason, by: 'arn:aws:iam::123456789012:user/mary' });
  await ask({ action: 'resume' });
  const acted = invite.logs.filter(({ message }) => message === 'operator acted').map(({ fields }) => fields);
  const requestId = 'operate-1';
  expect(acted).toEqual([
    { requestId, action: 'pause', by: 'arn:aws:iam::123456789012:user/mary', code: 'DONE' },
    { requestId, action: 'resume', by: 'unknown', code: 'DONE' },
  ]);
});

test.each([{ reason: '' }, { reason: 'x'.repeat(201) }, { reason: 'ask ada@acme.example' }, {}])(
  'a pause without a proper reason pauses nothing: %j',
  async (event) => {
    expect(await ask({ action: 'pause', ...event })).toMatchObject({ ok: false, code: 'REQUEST_UNREADABLE' });
    expect(await paused()).toBeUndefined();
  },
);

test('who may only look does neither', async () => {
  for (const event of [{ action: 'pause', reason }, { action: 'resume' }])
    expect(await operate.ask(event, 'look')).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
});
