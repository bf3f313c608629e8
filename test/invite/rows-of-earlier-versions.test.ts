import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { homeMadeEvent, startInvite, toBody } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

/** Rows as an earlier version left them, in the form in which they are stored. */

const work = 'ada.lovelace@acme.example';
const hour = 60 * 60 * 1000;
const day = 24 * hour;
const key = 'home-made//100';
const at = (text: string) => Date.parse(text);

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite({ invite: { followUps: 1 } });
  invite.oneLogin.addUser({ id: 7, email: work });
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const put = (TableName: string, item: object) =>
  invite.dynamoDb.send(new PutItemCommand({ TableName, Item: marshall(item) }));
const row = () => invite.table.read(key);
const mails = () => invite.oneLogin.mails.map((mail) => mail.at);
const said = (event: string, data: Record<string, unknown> = {}, purpose = 'invite') => {
  const receivedAt = new Date(invite.clock.nowMs).toISOString();
  const body = homeMadeEvent(event, '100', { workEmail: work, receivedAt, ...data });
  return invite.message(JSON.stringify({ ...JSON.parse(body), purpose }));
};

const common = {
  hire: key,
  version: 2,
  writer: 'token-1',
  rung: 0,
  firstAttemptAt: '2026-03-01T08:00:00.000Z',
  updatedAt: '2026-03-01T08:00:00.000Z',
  heardAt: '2026-03-01T08:00:00.000Z',
  announced: { event: 'created', saidAt: '2026-03-01T08:00:00.000Z', isDated: false, personHash: '00000000' },
  heardRecords: ['00000000'],
  requestId: 'request-1',
  oneLoginUserId: '7',
};
const invited = {
  ...common,
  state: 'invited',
  code: 'INVITED',
  invitedAt: '2026-03-01T08:00:00.000Z',
  followUpAt: '2026-03-02T08:00:00.000Z',
};
const note = { user: '7', hire: key, version: 1, writer: 'token-1', expiresAt: 1_900_000_000 };

describe('a person whom an earlier version invited', () => {
  test('and whose follow-up is due is followed up once, then looked at and told of', async () => {
    await put('hires', invited);
    await put('users', note);
    await invite.deliver(said('created', {}, 'follow-up'));
    expect(mails()).toEqual(['2026-03-02T08:00:00.000Z']);
    expect(await row()).toMatchObject({ schema: 1, state: 'invited', followUpsSent: 1 });
    expect(await invite.parts.users.read('7')).toMatchObject({ mailedAt: at('2026-03-02T08:00:00Z') });
    await invite.deliverAll();
    expect(mails()).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'not-activated' });
  });

  test('and who is active by then is activated', async () => {
    await put('hires', invited);
    await put('users', note);
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.deliver(said('created', {}, 'follow-up'));
    expect(await row()).toMatchObject({ state: 'activated', code: 'ACTIVATED' });
    expect(mails()).toEqual([]);
  });

  test('and for whom no follow-up is left stays as the row says: nothing wakes it', async () => {
    const { followUpAt, ...rest } = invited;
    await put('hires', { ...rest, followUpsSent: 1, expiresAt: 1_900_000_000 });
    await put('users', note);
    expect(await invite.deliver(said('created', {}, 'follow-up'))).toEqual(['finished']);
    expect(invite.oneLogin.calls.users).toBe(0);
    expect(await row()).toMatchObject({ state: 'invited', expiresAt: 1_900_000_000 });
  });

  test('is not mailed by another record while the link lives, though the note of the user has no date', async () => {
    await put('hires', {
      ...invited,
      invitedAt: '2026-03-01T10:00:00.000Z',
      followUpAt: '2026-03-02T10:00:00.000Z',
    });
    await put('users', note);
    const other = homeMadeEvent('created', '200', { workEmail: work });
    await invite.deliver(invite.message(other));
    expect(mails()).toEqual([]);
    expect(await invite.table.read('home-made//200')).toMatchObject({
      state: 'invited',
      code: 'INVITED_AS_ANOTHER_HIRE',
      invitedAt: at('2026-03-01T10:00:00Z'),
    });
  });

  test('without the time of the mail counts from the last write', async () => {
    const { invitedAt, followUpAt, ...rest } = invited;
    await put('hires', { ...rest, updatedAt: '2026-03-01T10:00:00.000Z' });
    await put('users', note);
    await invite.deliver(invite.message(homeMadeEvent('created', '200', { workEmail: work })));
    expect(mails()).toEqual([]);
  });

  test('and is removed is cancelled, and invited again when created again weeks later', async () => {
    await put('hires', invited);
    await put('users', note);
    await invite.deliver(said('removed'));
    expect(await row()).toMatchObject({ state: 'cancelled' });
    invite.clock.nowMs += 21 * day;
    await invite.deliver(said('created'));
    expect(mails()).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'invited', engagement: 2 });
  });

  test('at an address that is not known is not taken for a corrected one within the day', async () => {
    await put('hires', {
      ...invited,
      invitedAt: '2026-03-01T10:00:00.000Z',
      followUpAt: '2026-03-02T10:00:00.000Z',
    });
    await put('users', note);
    await invite.deliver(said('updated', { personalEmail: 'ada@home.example' }));
    expect(mails()).toEqual([]);
    expect(await row()).toMatchObject({ state: 'invited', code: 'NOT_ACTIVATED' });
    await invite.deliverAll();
    expect(invite.oneLogin.mails).toMatchObject([{ to: 'ada@home.example', at: '2026-03-03T08:00:00.000Z' }]);
  });
});

describe('a person whom an earlier version invited long ago, and whose row has no time of the mail', () => {
  const { invitedAt, followUpAt, ...final } = { ...invited, expiresAt: 1_900_000_000 };
  const bambooKey = 'bamboohr//100';
  const bambooUpdated = () =>
    invite.message(
      toBody(
        'bamboohr',
        { type: 'employee.updated', data: { employeeId: '100' } },
        { event: 'updated', receivedAt: new Date(invite.clock.nowMs).toISOString() },
      ),
    );

  test.each(['INVITED', 'INVITED_AS_ANOTHER_HIRE'])(
    'is not mailed because of a change in the HR system (%s)',
    async (code) => {
      await put('hires', { ...final, hire: bambooKey, code, updatedAt: '2025-12-01T08:00:00.000Z' });
      await put('users', { ...note, hire: code === 'INVITED' ? bambooKey : 'home-made//200' });
      invite.bambooHr.putEmployee({ id: '100', hireDate: '2025-12-01', workEmail: work });
      await invite.deliver(bambooUpdated());
      expect(mails()).toEqual([]);
      expect(await invite.table.read(bambooKey)).toMatchObject({ code: 'NOT_ACTIVATED' });
    },
  );

  test('an hour ago is not mailed again because of a change', async () => {
    await put('hires', { ...final, updatedAt: '2026-03-02T07:00:00.000Z' });
    await put('users', note);
    await invite.deliver(said('updated', { personalEmail: 'ada@home.example' }));
    expect(mails()).toEqual([]);
  });
});

describe('a hire of an earlier version', () => {
  test('that waits is carried on', async () => {
    await put('hires', {
      ...common,
      state: 'waiting',
      code: 'USER_NOT_IN_ONELOGIN_YET',
      rung: 1,
      waitUntil: '2026-03-02T08:00:00.000Z',
    });
    await invite.deliver(said('created', { receivedAt: '2026-03-01T08:00:00.000Z' }));
    expect(await row()).toMatchObject({ schema: 1, state: 'invited', code: 'INVITED' });
  });

  test('whose send is unclear is asked about', async () => {
    await put('hires', {
      ...common,
      state: 'waiting',
      code: 'SEND_OUTCOME_UNKNOWN',
      waitUntil: '2026-03-01T08:10:00.000Z',
      unresolvedSend: { startedAt: '2026-03-01T10:00:00.000Z', userId: '7', invitationSentAt: null },
      unclearSends: 1,
    });
    await put('users', note);
    invite.oneLogin.changeUser(work, { invitation_sent_at: '2026-03-01T10:00:03Z' });
    await invite.deliver(said('created'));
    expect(mails()).toEqual([]);
    expect(await row()).toMatchObject({ state: 'invited', invitedAt: at('2026-03-01T10:00:00Z') });
  });

  test('that was active already stays so', async () => {
    await put('hires', {
      ...common,
      state: 'already-active',
      code: 'ALREADY_ACTIVE',
      updatedAt: '2026-02-20T08:00:00.000Z',
    });
    expect(await invite.deliver(said('created', { receivedAt: '2026-03-01T08:00:00.000Z' }))).toEqual([
      'finished',
    ]);
    await invite.deliverAll();
    expect(mails()).toEqual([]);
  });

  test('that was cancelled stays so for a repeat, and begins anew for a creation weeks later', async () => {
    await put('hires', {
      ...common,
      state: 'cancelled',
      announced: { ...common.announced, event: 'removed' },
      updatedAt: '2026-03-01T09:00:00.000Z',
    });
    await invite.deliver(said('created', { receivedAt: '2026-03-01T07:00:00.000Z' }));
    expect(mails()).toEqual([]);
    invite.clock.nowMs += 21 * day;
    await invite.deliver(said('created'));
    expect(mails()).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'invited', engagement: 2 });
  });

  test('that is parked is invited by a replay', async () => {
    await put('hires', {
      ...common,
      state: 'parked',
      code: 'USER_SUSPENDED',
      parked: { at: '2026-03-01T08:00:00.000Z', messageId: 'message-0' },
      parkedRecords: ['00000000'],
    });
    await invite.deliver(said('created'));
    expect(mails()).toHaveLength(1);
    expect(await row()).toMatchObject({ state: 'invited' });
  });
});

describe('a row of a newer version', () => {
  test('with a code that this one does not know is carried on', async () => {
    await put('hires', {
      ...common,
      schema: 1,
      state: 'waiting',
      code: 'OF_A_LATER_VERSION',
      outcomes: [{ code: 'OF_A_LATER_VERSION', at: '2026-03-01T08:00:00.000Z' }],
      waitUntil: '2026-03-02T08:00:00.000Z',
    });
    await invite.deliver(said('created'));
    expect(await row()).toMatchObject({ state: 'invited', code: 'INVITED' });
  });
});
