import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { Checked } from '../../lambda/operate/answer.ts';
import { homeMadeHire, startInvite } from '../helpers/invite.ts';
import { askAndKeep, startOperate } from '../helpers/operate.ts';
import { takeSnapshot } from '../helpers/table-snapshot.ts';

/** An operator says that the tables were brought back to an earlier time. */

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const eight = '2026-03-02T08:00:00.000Z';

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
const start = async (oneLogin: Parameters<typeof startInvite>[1] = {}) => {
  await invite?.close();
  invite = await startInvite({}, oneLogin);
  operate = startOperate(invite);
};
beforeEach(() => start());
const ask = askAndKeep(() => ({ invite, operate }));

const restored = (to: string) => ask({ action: 'restored', to });
const mails = () => invite.oneLogin.mails.length;
const announce = async (id: number, email = `hire${id}@acme.example`) => {
  if (!invite.oneLogin.hasUser(email)) invite.oneLogin.addUser({ id, email });
  await invite.deliver(
    invite.message(homeMadeHire(String(id), { workEmail: email, personalEmail: 'ada@home.example' })),
  );
};
const findings = async () => {
  const { findings } = v.parse(Checked, await ask({ action: 'check' }));
  return findings.filter(({ subject }) => subject === 'restore').map(({ code, message }) => [code, message]);
};

/** One is mailed at eight, two are at nine; at ten the tables are brought back to half past eight. */
async function mailAndRestore(): Promise<void> {
  await announce(1);
  invite.clock.nowMs += hour / 2;
  const restore = await takeSnapshot(invite.dynamoDb, [
    { name: 'hires', key: 'hire' },
    { name: 'users', key: 'user' },
  ]);
  invite.clock.nowMs += hour / 2;
  await announce(2);
  await announce(3);
  invite.clock.nowMs += hour;
  await restore();
  expect(mails()).toBe(3);
}
const half = '2026-03-02T08:30:00.000Z';

describe('the command', () => {
  test('pauses everything, and says from when on OneLogin is asked', async () => {
    invite.clock.nowMs += hour;
    expect(await restored(eight)).toEqual({
      ok: true,
      paused: true,
      message: expect.stringContaining(`since ${eight} is not mailed a second time`),
    });
    expect(await ask({ action: 'list' })).toMatchObject({
      paused: { because: 'OPERATOR', reason: `The tables were brought back to ${eight}` },
    });
    await announce(4);
    expect(mails()).toBe(0);
    expect(await invite.table.read('home-made//4')).toMatchObject({ state: 'waiting', code: 'PAUSED' });
  });

  test('leaves a pause that stands as it is, and can be repeated', async () => {
    await ask({ action: 'pause', reason: 'something else' });
    invite.clock.nowMs += hour;
    for (const _ of [1, 2]) expect(await restored(eight)).toMatchObject({ ok: true, paused: true });
    expect(await ask({ action: 'list' })).toMatchObject({
      paused: { since: eight, reason: 'something else' },
    });
  });

  test('notes the restore also where nothing was ever paused or counted, and after a resume it is still known', async () => {
    invite.clock.nowMs += hour;
    await restored(eight);
    await ask({ action: 'resume' });
    expect(await operate.parts.restores.read()).toEqual({
      to: Date.parse(eight),
      notedAt: Date.parse(eight) + hour,
    });
  });

  test('a note that somebody has edited into something else does not count as none: nobody is mailed', async () => {
    await invite.dynamoDb.send(
      new PutItemCommand({
        TableName: 'hires',
        Item: marshall({ hire: 'stack', day: '2026-03-02', firstMails: 0, restoredTo: 'yesterday' }),
      }),
    );
    await announce(5);
    expect(mails()).toBe(0);
  });

  test('refuses a time that is to come, or is none', async () => {
    expect(await restored('2026-03-02T08:00:01Z')).toMatchObject({ ok: false, code: 'TIME_TO_COME' });
    expect(await restored('yesterday')).toMatchObject({ ok: false, code: 'REQUEST_UNREADABLE' });
    expect(await ask({ action: 'list' })).not.toHaveProperty('paused');
  });

  test('takes the right to act', async () => {
    expect(await ask({ action: 'restored', to: eight }, 'look')).toMatchObject({ code: 'NOT_ALLOWED' });
  });
});

describe('the doctor', () => {
  test('says nothing of a restore if there was none, or long ago', async () => {
    expect(await findings()).toEqual([]);
    invite.clock.nowMs += hour;
    await restored(eight);
    invite.clock.nowMs += 30 * day;
    expect(await findings()).toEqual([]);
  });

  test('names the OneLogin users whose mail the tables have forgotten, until they know it again', async () => {
    await mailAndRestore();
    await restored(half);
    expect(await findings()).toEqual([
      ['RESTORE_FORGOT_MAILS', expect.stringMatching(/invited 2 new users since.*OneLogin users 2, 3\. /)],
    ]);
    await announce(2);
    expect(await findings()).toEqual([
      ['RESTORE_FORGOT_MAILS', expect.stringMatching(/invited 1 new users since.*OneLogin users 3\. /)],
    ]);
    await announce(3);
    expect(await findings()).toEqual([['RESTORE_KNOWN', expect.stringContaining(`brought back to ${half}`)]]);
    expect(mails()).toBe(3);
  });

  test('says that OneLogin gives no dates, if it gives none of the mails that the tables know', async () => {
    await start({ reportsInvitations: false });
    await mailAndRestore();
    await restored(half);
    expect((await findings()).map(([code]) => code)).toEqual(['RESTORE_KNOWN', 'RESTORE_WITHOUT_DATES']);
  });

  test('says that OneLogin does not answer', async () => {
    invite.clock.nowMs += hour;
    await restored(eight);
    invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 503, body: {}, times: 2 });
    expect(await findings()).toEqual([
      ['RESTORE_NOT_COMPARED', expect.stringContaining('ONELOGIN_UNAVAILABLE')],
    ]);
  });
});

test('a person who was mailed in the forgotten time gets a fresh link when an operator asks for it', async () => {
  await mailAndRestore();
  await restored(half);
  await ask({ action: 'resume' });
  await announce(2);
  expect(await invite.table.read('home-made//2')).toMatchObject({ code: 'INVITED_BEFORE_RESTORE' });
  expect(await ask({ action: 'retry', hire: 'home-made//2' })).toMatchObject({ ok: true });
  await operate.deliver();
  expect(mails()).toBe(4);
});
