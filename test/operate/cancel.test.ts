import { beforeEach, describe, expect, test } from '@jest/globals';
import { needsOf } from '../../lambda/hire/needs-hand.ts';
import { bambooHrHire, homeMadeEvent, startInvite } from '../helpers/invite.ts';
import { askAndKeep, startOperate } from '../helpers/operate.ts';

/** An operator cancels a hire, and takes that back. */

const work = 'ada.lovelace@acme.example';
const home = 'ada@home.example';
const key = 'home-made//100';
const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

let invite: Awaited<ReturnType<typeof startInvite>>;
let operate: ReturnType<typeof startOperate>;
beforeEach(async () => {
  invite = await startInvite({ invite: { followUps: 1 } });
  operate = startOperate(invite);
});

const ask = askAndKeep(() => ({ invite, operate }));
const cancel = (hire = key) => ask({ action: 'cancel', hire });
const undo = (hire = key) => ask({ action: 'undo-cancel', hire });
const retry = (hire = key) => ask({ action: 'retry', hire });
const done = (message: string) => ({ ok: true, hire: key, message: expect.stringContaining(message) });
const mails = () => invite.oneLogin.mails.map(({ to }) => to);
const rowOf = (hire = key) => invite.table.read(hire);
const state = async (hire = key) => (await rowOf(hire))?.state;
const said = (event: string, data: Record<string, unknown> = {}, id = '100') =>
  invite.message(
    homeMadeEvent(event, id, {
      workEmail: work,
      personalEmail: home,
      receivedAt: new Date(invite.clock.nowMs).toISOString(),
      ...data,
    }),
  );
const announce = (data?: Record<string, unknown>) => said('created', data);
const addUser = (change: object = {}) => invite.oneLogin.addUser({ id: 7, email: work, ...change });
const needs = async () => {
  const row = await operate.parts.find.readStored(key);
  return needsOf(row ?? {}, invite.configuration.alarms, invite.clock.nowMs).map(({ kind }) => kind);
};

const parkedBy = 'message-1';
async function park(): Promise<void> {
  addUser({ status: 2 });
  const message = announce();
  expect(await invite.deliver(message)).toEqual(['returned']);
  operate.deadLetters.set(parkedBy, message.body);
  invite.clock.nowMs += 10 * minute;
  invite.oneLogin.changeUser(work, { status: 7 });
}

/** The start is weeks away: a schedule has the record. */
async function scheduled(): Promise<void> {
  addUser();
  await invite.deliver(announce({ startDate: '2026-03-20' }));
  expect(await rowOf()).toMatchObject({ state: 'waiting', code: 'NOT_DUE_YET' });
}
const start = Date.parse('2026-03-20T08:00:00Z');

/** What must be the same after an undo. Versions count on, and hours of trying are given back. */
async function comparable() {
  const { version, writer, outcomes, firstAttemptAt, ...row } = (await rowOf()) ?? {};
  return row;
}

describe('cancelled', () => {
  test('is a hire that waits for its start: it gets no mail, and nobody is told', async () => {
    await scheduled();
    expect(await cancel()).toEqual(done('The hire is cancelled. Nothing is sent.'));
    expect(await rowOf()).toMatchObject({ state: 'cancelled', code: 'CANCELLED_BY_OPERATOR' });
    await invite.deliverUntil(start + 30 * day);
    expect(mails()).toEqual([]);
    expect(await needs()).toEqual([]);
    expect(invite.logs).toContainEqual({
      message: 'operator acted',
      fields: { requestId: 'operate-1', action: 'cancel', hire: key, by: 'unknown', code: 'DONE' },
    });
  });

  test('is one whose HR system has a clock that is ahead: what it said before stays cancelled', async () => {
    const ahead = new Date(invite.clock.nowMs + 50 * minute).toISOString();
    await invite.deliver(announce({ timestamp: ahead }));
    expect(await rowOf()).toMatchObject({ state: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET' });
    await cancel();
    addUser();
    await invite.deliver(announce({ timestamp: ahead }));
    await invite.deliverUntil(invite.clock.nowMs + day);
    expect(mails()).toEqual([]);
    expect(await state()).toBe('cancelled');
  });

  test('is one who was invited: no follow-up, and nobody is told', async () => {
    addUser();
    await invite.deliver(announce());
    expect(await cancel()).toEqual(
      done('Nothing more is sent. The mail of 2026-03-02T08:00:00.000Z is out.'),
    );
    await invite.deliverUntil(invite.clock.nowMs + 30 * day);
    expect(mails()).toEqual([home]);
    expect(await state()).toBe('cancelled');
  });

  test('is one who is not activated', async () => {
    addUser();
    await invite.deliver(announce());
    await invite.deliverUntil(invite.clock.nowMs + 5 * day);
    expect(await needs()).toEqual(['not-activated']);
    await cancel();
    expect(await needs()).toEqual([]);
    expect(await retry()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
  });

  test('is one who is parked; its message, replayed from the console, ends without a mail', async () => {
    await park();
    expect(await cancel()).toMatchObject({ ok: true });
    const replayed = operate.deadLetters.get(parkedBy) ?? '';
    expect(await invite.deliver(invite.message(replayed))).toEqual(['finished']);
    expect(mails()).toEqual([]);
  });

  test('is one whom the settings leave out, so that a later setting does not invite the person', async () => {
    await invite.close();
    const eligible = { emailDomains: ['acme.com'] };
    invite = await startInvite({
      sources: { 'home-made': { ...invite.configuration.sources['home-made'], eligible } },
    } as never);
    operate = startOperate(invite);
    await invite.deliver(announce());
    expect(await state()).toBe('not-eligible');
    const before = await comparable();
    await cancel();
    await undo();
    expect(await comparable()).toEqual(before);
  });

  test('keeps the note of a send without a clear answer, and says that the mail may be out', async () => {
    addUser();
    invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-before' });
    await invite.deliver(announce());
    expect(await cancel()).toEqual(done('not known whether the mail of 2026-03-02T08:00:00.000Z went out'));
    expect(await rowOf()).toHaveProperty('unresolvedSend');
    await invite.deliverAll();
    expect(mails()).toEqual([]);
  });

  test('twice is cancelled once', async () => {
    await scheduled();
    const both = await Promise.all([cancel(), cancel()]);
    expect(both).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
    expect(await cancel()).toEqual(done('cancelled already'));
    expect((await rowOf())?.outcomes).toHaveLength(2);
  });

  test('stays cancelled by an earlier version, which keeps neither the code nor what the undo needs', async () => {
    await scheduled();
    await cancel();
    const row = await rowOf();
    if (row === undefined) throw new Error('no row');
    const { code, beforeCancel, ...earlier } = row;
    await invite.table.write({ ...earlier, version: row.version + 1 });
    await invite.deliverUntil(start + day);
    expect(mails()).toEqual([]);
    expect(await cancel()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
    expect(await undo()).toMatchObject({ ok: false, message: expect.stringContaining('is lost') });
  });
});

describe('not cancelled, and said why:', () => {
  test('who is being tried', async () => {
    addUser();
    const { read } = invite.parts.users;
    let during: unknown;
    invite.parts.users.read = async (user) => {
      during ??= await cancel();
      return read(user);
    };
    await invite.deliver(announce());
    expect(during).toMatchObject({ ok: false, code: 'BEING_TRIED' });
    expect(mails()).toEqual([home]);
  });

  test('who was parked a moment ago, so that the message reaches the dead-letter queue', async () => {
    addUser({ status: 2 });
    await invite.deliver(announce());
    expect(await cancel()).toMatchObject({ ok: false, code: 'TRY_AGAIN' });
  });

  test('who uses the account', async () => {
    addUser({ status: 1 });
    await invite.deliver(announce());
    expect(await cancel()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
    expect(await undo()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
  });

  test('whom the HR system has removed', async () => {
    await scheduled();
    invite.clock.nowMs += minute;
    await invite.deliver(said('removed'));
    const no = {
      ok: false,
      code: 'NOTHING_TO_DO',
      message: expect.stringContaining('HR system has removed'),
    };
    expect(await cancel()).toMatchObject(no);
    expect(await undo()).toMatchObject(no);
  });

  test('who was not announced, or is unknown', async () => {
    await invite.deliver(said('updated'));
    expect(await cancel()).toMatchObject({ ok: false, code: 'UNANNOUNCED' });
    expect(await cancel('home-made//404')).toMatchObject({ ok: false, code: 'HIRE_UNKNOWN' });
    expect(await undo('home-made//404')).toMatchObject({ ok: false, code: 'HIRE_UNKNOWN' });
  });
});

describe('an undo', () => {
  test('of a hire that waits for its start leaves the schedule to it: the row is as before', async () => {
    await scheduled();
    const before = await comparable();
    await cancel();
    invite.clock.nowMs += 2 * day;
    expect(await undo()).toEqual(done('is looked at next at 2026-03-20T08:00:00.000Z'));
    expect(await comparable()).toEqual(before);
    expect(operate.queued).toEqual([]);
    await invite.deliverUntil(start);
    expect(mails()).toEqual([home]);
  });

  test('within minutes leaves it to the delayed message', async () => {
    await invite.deliver(announce());
    expect(await rowOf()).toMatchObject({ state: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET' });
    const before = await comparable();
    await cancel();
    expect(await undo()).toMatchObject({ ok: true });
    expect(await comparable()).toEqual(before);
    addUser();
    await invite.deliverUntil(invite.clock.nowMs + minute);
    expect(mails()).toEqual([home]);
  });

  test('of a parked one parks it again, and its message is found', async () => {
    await park();
    const before = await comparable();
    await cancel();
    expect(await undo()).toEqual(done('To try it: npm run hires -- retry home-made//100'));
    expect(await comparable()).toEqual(before);
    expect(await needs()).toEqual(['parked']);
    expect(await retry()).toMatchObject({ ok: true, by: 'dead-letter-queue' });
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });

  test('of a parked one whose message was replayed meanwhile says that the record is gone; what HR sends again is tried', async () => {
    await park();
    await cancel();
    operate.deadLetters.delete(parkedBy);
    expect(await undo()).toMatchObject({ ok: false, code: 'RECORD_LOST' });
    expect(await undo()).toMatchObject({ ok: false, code: 'RECORD_LOST' });
    expect(await needs()).toEqual(['parked']);
    await invite.deliver(announce());
    expect(mails()).toEqual([home]);
  });

  test.each(['moving-all', 'out-of-time', 'held-by-another'] as const)(
    'of a parked one whose message cannot be looked for says so, and finds it gone when asked again: %s',
    async (passage) => {
      await park();
      await cancel();
      const { goThrough } = operate.parts.deadLetters;
      operate.parts.deadLetters.goThrough = async () => passage;
      expect(await undo()).toMatchObject({ ok: false, code: 'TRY_AGAIN' });
      expect(await needs()).toEqual(['parked']);
      operate.parts.deadLetters.goThrough = goThrough;
      operate.deadLetters.delete(parkedBy);
      expect(await undo()).toMatchObject({ ok: false, code: 'RECORD_LOST' });
    },
  );

  test('of one who was invited goes on with the follow-up', async () => {
    addUser();
    await invite.deliver(announce());
    const before = await comparable();
    await cancel();
    await undo();
    expect(await comparable()).toEqual(before);
    await invite.deliverUntil(invite.clock.nowMs + 2 * day);
    expect(mails()).toEqual([home, home]);
  });

  test('of one who is awaited no more tells of nothing new', async () => {
    addUser();
    await invite.deliver(announce());
    await invite.deliverUntil(invite.clock.nowMs + 30 * day);
    const before = await comparable();
    await cancel();
    expect(await undo()).toEqual(done('The hire is not-activated.'));
    expect(await comparable()).toEqual(before);
  });

  test('after a retry whose message came to nothing leaves it to the schedule', async () => {
    addUser();
    await invite.deliver(announce());
    invite.clock.nowMs += 20 * minute;
    expect(await retry()).toMatchObject({ ok: true, by: 'schedule' });
    await cancel();
    await operate.deliver();
    expect(mails()).toEqual([home]);
    expect(await undo()).toEqual(done('is looked at next at 2026-03-03T08:00:00.000Z'));
    await invite.deliverUntil(invite.clock.nowMs + 2 * day);
    expect(mails()).toEqual([home, home]);
  });

  test('gives back the hours of trying', async () => {
    await invite.deliver(announce());
    await cancel();
    await invite.deliverUntil(invite.clock.nowMs + 100 * hour);
    await undo();
    await invite.deliver(announce());
    expect(await rowOf()).toMatchObject({ state: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET' });
  });

  test('twice, or by two at once, is done once', async () => {
    await scheduled();
    await cancel();
    const both = await Promise.all([undo(), undo()]);
    expect(both).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
    const row = await rowOf();
    expect(await undo()).toMatchObject({ ok: true });
    expect(await rowOf()).toEqual(row);
  });

  test('of what was not cancelled says so', async () => {
    await scheduled();
    expect(await undo()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
  });

  test('can be cancelled again, and undone again', async () => {
    await scheduled();
    const before = await comparable();
    for (let time = 0; time < 2; time += 1) {
      await cancel();
      await undo();
    }
    expect(await comparable()).toEqual(before);
  });
});

describe('an undo after the wake-up has come to nothing', () => {
  test('says that the record is gone; a person is told at once, and what HR sends again wakes the hire', async () => {
    await scheduled();
    await cancel();
    await invite.deliverUntil(start + day);
    const lost = {
      ok: false,
      code: 'RECORD_LOST',
      message: expect.stringMatching(
        /^The cancel is undone, but .*Have the HR system send the hire again\.$/,
      ),
    };
    expect(await undo()).toMatchObject(lost);
    expect(await state()).toBe('waiting');
    expect(await needs()).toEqual(['asleep']);
    expect(await undo()).toMatchObject(lost);
    await invite.deliver(announce({ startDate: '2026-03-20' }));
    expect(mails()).toEqual([home]);
  });

  test('also of one who was invited', async () => {
    addUser();
    await invite.deliver(announce());
    await cancel();
    await invite.deliverUntil(invite.clock.nowMs + 2 * day);
    expect(await undo()).toMatchObject({ ok: false, code: 'RECORD_LOST' });
    expect(await needs()).toEqual(['asleep']);
    invite.clock.nowMs += 1;
    await invite.deliver(announce());
    expect(mails()).toEqual([home, home]);
  });

  test('asks the HR system, if that can be asked; a function that dies before that does it when asked again', async () => {
    const hire = 'bamboohr//100';
    addUser();
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-03-20', workEmail: work, homeEmail: home });
    await invite.deliver(invite.message(bambooHrHire('100')));
    await cancel(hire);
    await invite.deliverUntil(start + day);
    expect(mails()).toEqual([]);
    const { send } = operate.parts.queue.client;
    operate.parts.queue.client.send = async () => Promise.reject(new Error('dies'));
    await expect(operate.ask({ action: 'undo-cancel', hire })).rejects.toThrow('dies');
    operate.parts.queue.client.send = send;
    expect(await undo(hire)).toMatchObject({ ok: true, message: expect.stringContaining('looked at now') });
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });

  test('has a parked one tried whose message was replayed, if the HR system can be asked', async () => {
    const hire = 'bamboohr//100';
    addUser({ status: 2 });
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-03-02', workEmail: work, homeEmail: home });
    await invite.deliver(invite.message(bambooHrHire('100')));
    expect(await state(hire)).toBe('parked');
    invite.clock.nowMs += 10 * minute;
    await cancel(hire);
    invite.oneLogin.changeUser(work, { status: 7 });
    expect(await undo(hire)).toMatchObject({ ok: true, message: expect.stringContaining('looked at now') });
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });

  test('of one whose function had died at a later record does not count on the wake-up of the earlier one', async () => {
    await scheduled();
    invite.clock.nowMs += minute;
    const later = said('updated', { personalEmail: 'ada@new-home.example' });
    const { make } = invite.parts.wakeUps;
    invite.parts.wakeUps.make = async () => Promise.reject(new Error('dies'));
    expect(await invite.deliver(later)).toEqual(['returned']);
    invite.parts.wakeUps.make = make;
    expect(await state()).toBe('sending');
    invite.clock.nowMs += hour;
    expect(await cancel()).toMatchObject({ ok: true });
    expect(await invite.deliver(later)).toEqual(['finished']);
    expect(await undo()).toMatchObject({ ok: false, code: 'RECORD_LOST' });
    expect(await needs()).toEqual(['asleep']);
    await invite.deliverUntil(start + day);
    expect(mails()).toEqual([]);
  });

  test('of one whose function had died is looked at if HR can be asked', async () => {
    const hire = 'bamboohr//100';
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-03-02', workEmail: work, homeEmail: home });
    await invite.deliver(invite.message(bambooHrHire('100')));
    const row = await rowOf(hire);
    if (row === undefined) throw new Error('no row');
    const { waitUntil, ...sending } = row;
    const lease = { token: 'died', messageId: 'message-9', until: invite.clock.nowMs + minute };
    await invite.table.write({ ...sending, state: 'sending', lease, version: row.version + 1 });
    expect(await cancel(hire)).toMatchObject({ ok: false, code: 'BEING_TRIED' });
    invite.clock.nowMs += 2 * minute;
    expect(await cancel(hire)).toMatchObject({ ok: true });
    addUser();
    expect(await undo(hire)).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toEqual([home]);
  });
});

describe('what the HR system says of a cancelled hire', () => {
  const moved = 'ada@new-home.example';

  test.each(['created', 'updated'])('again or anew changes nothing: %s', async (event) => {
    await scheduled();
    await invite.deliver(said('updated', { startDate: '2026-03-20', timestamp: '2026-03-02T08:00:00Z' }));
    await cancel();
    invite.clock.nowMs += minute;
    const timestamp = event === 'created' ? '2026-03-02T08:00:00Z' : '2026-03-02T08:01:00Z';
    expect(await invite.deliver(said(event, { timestamp, personalEmail: moved }))).toEqual(['finished']);
    expect(await rowOf()).toMatchObject({ state: 'cancelled', code: 'CANCELLED_BY_OPERATOR' });
    await invite.deliverUntil(start + day);
    expect(mails()).toEqual([]);
  });

  test('as a creation that is said later begins a new engagement, which an undo leaves alone', async () => {
    await scheduled();
    await cancel();
    invite.clock.nowMs += 10 * day;
    await invite.deliver(announce({ personalEmail: moved, startDate: '2026-03-12' }));
    expect(mails()).toEqual([moved]);
    const row = await rowOf();
    expect(row).toMatchObject({ state: 'invited', engagement: 2 });
    expect(row).not.toHaveProperty('beforeCancel');
    expect(await undo()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
    expect(await rowOf()).toEqual(row);
  });

  test.each([
    ['dated', { timestamp: '2026-03-02T08:00:30Z' }],
    ['undated', {}],
  ])(
    'is not mailed past after an undo: the record of a %s change is gone, and that is said',
    async (_, date) => {
      await scheduled();
      await cancel();
      invite.clock.nowMs += minute;
      const change = { personalEmail: moved, startDate: '2026-03-20', ...date };
      await invite.deliver(said('updated', change));
      await invite.deliverUntil(invite.clock.nowMs + hour);
      expect(await undo()).toMatchObject({ ok: false, code: 'RECORD_LOST' });
      expect(await needs()).toEqual(['asleep']);
      expect(await retry()).toMatchObject({ ok: false, code: 'RECORD_LOST' });
      await invite.deliverUntil(start + day);
      expect(mails()).toEqual([]);
      await invite.deliver(said('updated', change));
      expect(mails()).toEqual([moved]);
    },
  );

  test('of a parked one is not mailed past either', async () => {
    await park();
    await cancel();
    invite.clock.nowMs += minute;
    await invite.deliver(said('updated', { personalEmail: moved }));
    const lost = { ok: false, code: 'RECORD_LOST' };
    expect(await undo()).toMatchObject(lost);
    expect(await undo()).toMatchObject(lost);
    expect(await needs()).toEqual(['parked']);
    expect(await retry()).toMatchObject(lost);
    expect(operate.queued).toEqual([]);
    invite.clock.nowMs += minute;
    await invite.deliver(said('updated', { personalEmail: moved }));
    expect(mails()).toEqual([moved]);
  });

  test('as another start moves the mail after an undo, even without a record of its own', async () => {
    await scheduled();
    await cancel();
    invite.clock.nowMs += minute;
    await invite.deliver(
      said('updated', { workEmail: undefined, personalEmail: undefined, startDate: '2026-03-24' }),
    );
    expect(await undo()).toMatchObject({ ok: true });
    await invite.deliverUntil(start + day);
    expect(mails()).toEqual([]);
    await invite.deliverUntil(start + 4 * day);
    expect(mails()).toEqual([home]);
  });

  test.each([
    ['after the cancel', '2026-03-02T09:00:30Z'],
    ['before the cancel, and comes late', '2026-03-02T08:30:00Z'],
  ])('as a removal that is said %s leaves nothing to undo', async (_, timestamp) => {
    addUser();
    await invite.deliver(announce({ startDate: '2026-03-20', timestamp: '2026-03-02T08:00:00Z' }));
    invite.clock.nowMs += hour;
    await cancel();
    invite.clock.nowMs += minute;
    await invite.deliver(said('removed', { timestamp }));
    expect(await rowOf()).toMatchObject({ state: 'cancelled', code: 'CANCELLED' });
    expect(await undo()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
    expect(await rowOf()).not.toHaveProperty('beforeCancel');
    expect(invite.cancelled).toEqual([key]);
    await invite.deliverUntil(start + day);
    expect(mails()).toEqual([]);
  });

  test('as a removal from before the creation leaves the undo as it is', async () => {
    addUser();
    await invite.deliver(announce({ startDate: '2026-03-20', timestamp: '2026-03-02T08:00:00Z' }));
    await cancel();
    await invite.deliver(said('removed', { timestamp: '2026-03-01T08:00:00Z' }));
    expect(await undo()).toMatchObject({ ok: true });
  });
});

describe('at the same time as', () => {
  /** Once, just before the next write of the row, something else happens. */
  function beforeNextWrite(of: { hires: typeof invite.table }, meanwhile: () => Promise<unknown>): void {
    const { hires } = of;
    of.hires = {
      ...hires,
      write: async (row) => {
        of.hires = hires;
        await meanwhile();
        return hires.write(row);
      },
    };
  }

  test('a wake-up that is faster, a cancel says that the hire is being tried', async () => {
    addUser();
    await invite.deliver(announce({ startDate: '2026-03-03' }));
    const wakeUp = invite.made[0];
    invite.clock.nowMs = wakeUp?.at ?? 0;
    beforeNextWrite(operate.parts, () => invite.deliver(invite.message(wakeUp?.body ?? '')));
    expect(await cancel()).toEqual(done('The mail of 2026-03-03T08:00:00.000Z is out.'));
    expect(mails()).toEqual([home]);
    await invite.deliverUntil(invite.clock.nowMs + 30 * day);
    expect(mails()).toEqual([home]);
  });

  test('a wake-up that is slower, a cancel wins, and nobody is mailed', async () => {
    addUser();
    await invite.deliver(announce({ startDate: '2026-03-03' }));
    beforeNextWrite(invite.parts, cancel);
    await invite.wake();
    expect(mails()).toEqual([]);
    expect(await state()).toBe('cancelled');
  });

  test('a retry, one of the two wins, and the other says so', async () => {
    await park();
    beforeNextWrite(operate.parts, () => invite.table.read(key).then(() => cancel()));
    expect(await retry()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
    await undo();
    beforeNextWrite(operate.parts, retry);
    expect(await cancel()).toMatchObject({ ok: true });
    await operate.deliver();
    expect(mails()).toEqual([]);
  });

  test('a removal by HR, a cancel leaves that as it is', async () => {
    await scheduled();
    invite.clock.nowMs += minute;
    beforeNextWrite(operate.parts, () => invite.deliver(said('removed')));
    expect(await cancel()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
    expect(await rowOf()).toMatchObject({ code: 'CANCELLED' });
  });

  test('a removal by HR, an undo leaves that as it is', async () => {
    await scheduled();
    await cancel();
    invite.clock.nowMs += minute;
    beforeNextWrite(operate.parts, () => invite.deliver(said('removed')));
    expect(await undo()).toMatchObject({ ok: false, code: 'NOTHING_TO_DO' });
  });

  test('a change by HR, an undo counts it in', async () => {
    await scheduled();
    await cancel();
    invite.clock.nowMs += minute;
    const change = said('updated', { personalEmail: 'ada@new-home.example' });
    beforeNextWrite(operate.parts, () => invite.deliver(change));
    expect(await undo()).toMatchObject({ ok: false, code: 'RECORD_LOST' });
  });
});
