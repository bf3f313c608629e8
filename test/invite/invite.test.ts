import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { bambooHrHire, homeMadeHire, startInvite, toBody } from '../helpers/invite.ts';
import { keptText, personalData } from '../helpers/kept-text.ts';

const work = 'Ada.Lovelace@acme.example';
const personal = 'ada@home.example';
const ada = homeMadeHire('100', { workEmail: work, personalEmail: personal });
const key = 'home-made//100';
const second = 1000;
const hour = 60 * 60 * second;

let invite: Awaited<ReturnType<typeof startInvite>>;
beforeEach(async () => {
  invite = await startInvite();
});
afterEach(async () => {
  expect(await keptText(invite)).not.toMatch(personalData);
  await invite.close();
});

const mailsTo = () => invite.oneLogin.mails.map(({ to }) => to);
const state = async (hire = key) => {
  const row = await invite.table.read(hire);
  return `${row?.state} ${row?.code}`;
};

describe('a hire', () => {
  test('whose user exists is invited at the personal address, by OneLogin’s own spelling of the work address', async () => {
    invite.oneLogin.addUser({ email: 'ada.LOVELACE@acme.example' });
    expect(await invite.deliver(invite.message(ada))).toEqual(['finished']);
    expect(invite.oneLogin.mails).toMatchObject([{ user: 'ada.LOVELACE@acme.example', to: personal }]);
    expect(await state()).toBe('invited INVITED');
    expect(invite.metrics).toEqual(['HireInvited']);
  });

  test('is found in lower case too, in case OneLogin’s filter is case-sensitive', async () => {
    await invite.close();
    invite = await startInvite({}, { filterComparesCase: true });
    invite.oneLogin.addUser({ email: work.toLowerCase() });
    await invite.deliver(invite.message(ada));
    expect(mailsTo()).toEqual([personal]);
  });

  test('is invited once, however often it is announced', async () => {
    invite.oneLogin.addUser({ email: work });
    const batch = [1, 2, 3].map(() => invite.message(ada));
    const outcomes = await invite.deliver(...batch);
    expect(outcomes).toEqual(['finished', 'finished', 'finished']);
    await invite.wake();
    expect(await invite.deliver(invite.message(ada))).toEqual(['finished']);
    expect(mailsTo()).toEqual([personal]);
  });

  test('whose user appears later is invited without help', async () => {
    await invite.deliver(invite.message(ada));
    expect(await state()).toBe('waiting USER_NOT_IN_ONELOGIN_YET');
    await invite.wake();
    expect(await state()).toBe('waiting USER_NOT_IN_ONELOGIN_YET');
    invite.oneLogin.addUser({ email: work });
    expect(await invite.wake()).toEqual(['finished']);
    expect(mailsTo()).toEqual([personal]);
    expect(invite.made.map(({ purpose, at }) => [purpose, new Date(at).toISOString()])).toEqual([
      ['invite', '2026-03-02T08:00:30.000Z'],
      ['invite', '2026-03-02T08:02:30.000Z'],
      ['follow-up', '2026-03-05T08:02:30.000Z'],
    ]);
  });

  test('that is woken early is put off to the same moment, and OneLogin is not called', async () => {
    await invite.deliver(invite.message(ada));
    const calls = { ...invite.oneLogin.calls };
    expect(await invite.deliver(invite.message(ada))).toEqual(['finished']);
    expect(invite.made.map(({ at }) => at)).toEqual([
      invite.clock.nowMs + 30 * second,
      invite.clock.nowMs + 30 * second,
    ]);
    expect(invite.oneLogin.calls).toEqual(calls);
  });

  test('that is active already gets no mail', async () => {
    invite.oneLogin.addUser({ email: work, status: 1 });
    await invite.deliver(invite.message(ada));
    expect(await state()).toBe('already-active ALREADY_ACTIVE');
    expect(mailsTo()).toEqual([]);
  });

  test('without an employee id is known by its record', async () => {
    invite.oneLogin.addUser({ email: work });
    const record = homeMadeHire(undefined, { workEmail: work });
    await invite.deliver(invite.message(record));
    await invite.deliver(invite.message(record));
    expect(mailsTo()).toEqual([work]);
  });

  test('whose sender uses the address as the id leaves no address in the table or the log', async () => {
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(invite.message(homeMadeHire(work, { workEmail: work })));
    expect(mailsTo()).toEqual([work]);
    expect(JSON.stringify(invite.logs)).not.toContain('@');
    expect(invite.logs.at(-1)?.fields.hire).toMatch(/^home-made\/\/sha256:[0-9a-f]{32}$/);
  });
});

describe('a hire that needs a person', () => {
  const park = async (body = ada) => {
    const record = invite.message(body);
    return { record, outcome: await invite.deliver(record) };
  };

  beforeEach(() => {
    invite.oneLogin.addUser({ email: work, status: 2 });
  });

  /** The vain receives of a message, after the first, until SQS moves it to the dead-letter queue. */
  async function drain(record: SQSRecord): Promise<void> {
    for (let receiveCount = 2; receiveCount <= 8; receiveCount += 1) {
      const attributes = { ...record.attributes, ApproximateReceiveCount: String(receiveCount) };
      expect(await invite.deliver({ ...record, attributes })).toEqual(['returned']);
    }
  }

  test('is parked with its reason, and its message drains to the dead-letter queue without calling OneLogin', async () => {
    const { record, outcome } = await park();
    expect(outcome).toEqual(['returned']);
    expect(invite.visibilities).toEqual([0]);
    expect(await state()).toBe('parked USER_SUSPENDED');
    expect(invite.metrics).toEqual(['HireParked USER_SUSPENDED']);
    const calls = { ...invite.oneLogin.calls };
    await drain(record);
    expect(invite.visibilities).toEqual(Array(8).fill(0));
    expect(invite.oneLogin.calls).toEqual(calls);
    expect(invite.logs.map(({ message }) => message)).toEqual(['hire parked']);
  });

  test('drains a second message the same way: neither is finished in the belief that the other exists', async () => {
    const twin = invite.message(ada);
    await park();
    const calls = { ...invite.oneLogin.calls };
    expect(await invite.deliver(twin)).toEqual(['returned']);
    await drain(twin);
    expect(invite.oneLogin.calls).toEqual(calls);
    expect(invite.logs.map(({ message }) => message)).toEqual(['hire parked', 'hire is parked']);
  });

  test('is invited once by a replay, after its cause is fixed', async () => {
    await park();
    invite.oneLogin.changeUser(work, { status: 0 });
    invite.clock.nowMs += 60 * second;
    expect(await invite.deliver(invite.message(ada), invite.message(ada))).toEqual(['finished', 'finished']);
    await invite.deliverUntil(invite.clock.nowMs + hour);
    expect(mailsTo()).toEqual([personal]);
    expect(await state()).toBe('invited INVITED');
  });

  test('is parked again by a replay if its cause was not fixed', async () => {
    await park();
    invite.clock.nowMs += 60 * second;
    expect(await invite.deliver(invite.message(ada))).toEqual(['returned']);
    expect(await invite.table.read(key)).toMatchObject({
      state: 'parked',
      parked: { at: invite.clock.nowMs },
    });
  });

  test('is tried with a corrected record, even one that was sent before the parking', async () => {
    invite.oneLogin.changeUser(work, { status: 0 });
    const corrected = invite.message(ada);
    await park(homeMadeHire('100', { workEmail: 'n/a' }));
    expect(await state()).toBe('parked WORK_EMAIL_MISSING');
    expect(await invite.deliver(corrected)).toEqual(['finished']);
    expect(mailsTo()).toEqual([personal]);
  });
});

describe('a send without a clear answer', () => {
  const ask = 600;

  beforeEach(() => {
    invite.oneLogin.addUser({ email: work, invitation_sent_at: '2026-01-01T00:00:00Z' });
  });

  test.each(['reset-after', 'truncated', 'not-json'] as const)(
    'after which the mail had gone out (%s) is not repeated',
    async (kind) => {
      invite.oneLogin.faults.add({ call: 'invite', kind });
      await invite.deliver(invite.message(ada));
      expect(await invite.table.read(key)).toMatchObject({
        state: 'waiting',
        code: 'SEND_OUTCOME_UNKNOWN',
        waitUntil: invite.clock.nowMs + ask * second,
        unresolvedSend: { startedAt: invite.clock.nowMs, invitationSentAt: '2026-01-01T00:00:00Z' },
      });
      await invite.wake();
      expect(mailsTo()).toEqual([personal]);
      expect(await state()).toBe('invited INVITED');
    },
  );

  test.each([
    { kind: 'reset-before' },
    { kind: 'answer', status: 500 },
    { kind: 'answer', status: 502, body: '<html>' },
  ] as const)('after which no mail had gone out (%j) is repeated', async (fault) => {
    invite.oneLogin.faults.add({ call: 'invite', ...fault });
    await invite.deliver(invite.message(ada));
    expect(await state()).toBe('waiting SEND_OUTCOME_UNKNOWN');
    await invite.wake();
    expect(mailsTo()).toEqual([personal]);
  });

  test('is noted before the send begins', async () => {
    let rowAtSend: unknown;
    invite.oneLogin.onInvite = async () => {
      rowAtSend = await invite.table.read(key);
    };
    await invite.deliver(invite.message(ada));
    expect(rowAtSend).toMatchObject({ state: 'sending', unresolvedSend: { userId: '1' } });
  });

  test('does not count as sent because of a date at another user, found by a corrected address', async () => {
    invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-before' });
    await invite.deliver(invite.message(ada));
    invite.oneLogin.removeUser(work);
    invite.oneLogin.addUser({ email: work, invitation_sent_at: '2025-01-01T00:00:00Z' });
    await invite.wake();
    expect(mailsTo()).toEqual([personal]);
  });

  test('is resolved by any definite answer to it', async () => {
    invite.oneLogin.faults.add({ call: 'invite', kind: 'answer', status: 429 });
    await invite.deliver(invite.message(ada));
    expect(await invite.table.read(key)).not.toHaveProperty('unresolvedSend');
  });

  test('counts as sent when the person is active by then', async () => {
    invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-before' });
    await invite.deliver(invite.message(ada));
    invite.oneLogin.changeUser(work, { status: 1 });
    await invite.wake();
    expect(await state()).toBe('activated ACTIVATED');
    expect(mailsTo()).toEqual([]);
  });

  test('stays unresolved while OneLogin cannot be asked', async () => {
    invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-after' });
    await invite.deliver(invite.message(ada));
    invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 503 });
    await invite.wake();
    expect(await invite.table.read(key)).toMatchObject({
      code: 'ONELOGIN_UNAVAILABLE',
      unresolvedSend: expect.anything(),
    });
    await invite.wake();
    expect(mailsTo()).toEqual([personal]);
  });

  test('stays unresolved through a parking and its replay', async () => {
    invite.oneLogin.faults.add({ call: 'invite', kind: 'reset-after' });
    await invite.deliver(invite.message(ada));
    invite.oneLogin.faults.add({ call: 'users', kind: 'answer', status: 404, message: 'No Route Exists' });
    await invite.wake();
    expect(await invite.table.read(key)).toMatchObject({
      state: 'parked',
      unresolvedSend: expect.anything(),
    });
    invite.clock.nowMs += second;
    await invite.deliver(invite.message(ada));
    expect(mailsTo()).toEqual([personal]);
    expect(await state()).toBe('invited INVITED');
  });

  test('of a function that died is asked about, not repeated', async () => {
    // The row as a function leaves it that is killed between the send and the write after it.
    const { nowMs } = invite.clock;
    const lease = { token: 'dead', messageId: 'dead', until: nowMs + 35 * second };
    await invite.table.write({
      hire: key,
      state: 'sending',
      version: 1,
      writer: 'dead',
      lease,
      unresolvedSend: { startedAt: nowMs, userId: '1', invitationSentAt: '2026-01-01T00:00:00Z' },
      rung: 0,
      firstAttemptAt: nowMs,
      updatedAt: nowMs,
      requestId: 'request-1',
    });
    invite.oneLogin.changeUser(work, { invitation_sent_at: '2026-03-02T08:00:00Z' });
    await invite.deliver(invite.message(ada));
    expect(invite.made.at(-1)?.at).toBe(lease.until);
    await invite.wake();
    expect(invite.made.at(-1)?.at).toBe(nowMs + ask * second);
    await invite.wake();
    expect(await state()).toBe('invited INVITED');
    expect(mailsTo()).toEqual([]);
  });
});

describe('the lease', () => {
  const held = async (messageId: string) => {
    const { nowMs } = invite.clock;
    await invite.table.write({
      hire: key,
      state: 'sending',
      version: 1,
      writer: 'other',
      lease: { token: 'other', messageId, until: nowMs + 20 * second },
      rung: 0,
      firstAttemptAt: nowMs,
      updatedAt: nowMs,
      requestId: 'request-1',
    });
  };

  test('of another message puts this one off until the lease ends', async () => {
    await held('other');
    expect(await invite.deliver(invite.message(ada))).toEqual(['finished']);
    expect(invite.made).toMatchObject([{ at: invite.clock.nowMs + 20 * second }]);
    expect(invite.oneLogin.calls.users).toBe(0);
  });

  test('of the same message, delivered twice, makes no second message', async () => {
    await held('message-own');
    expect(await invite.deliver(invite.message(ada, { id: 'message-own' }))).toEqual(['returned']);
    expect(invite.visibilities).toEqual([20]);
    expect(invite.made).toEqual([]);
  });

  test('that was lost before the send prevents the send', async () => {
    invite.oneLogin.addUser({ email: work });
    const { write } = invite.table;
    invite.table.write = async (row) => (row.unresolvedSend === undefined ? write(row) : false);
    expect(await invite.deliver(invite.message(ada))).toEqual(['returned']);
    expect(invite.oneLogin.calls.invite).toBe(0);
    expect(invite.visibilities).toEqual([30]);
  });

  test('lasts five seconds longer than the function’s time', async () => {
    invite.oneLogin.addUser({ email: work });
    const { write } = invite.table;
    const leases: unknown[] = [];
    invite.table.write = async (row) => {
      leases.push(row.lease?.until);
      return write(row);
    };
    await invite.deliver(invite.message(ada));
    expect(leases[0]).toBe(invite.clock.nowMs + 35 * second);
  });
});

describe('the order that keeps a hire alive', () => {
  test('is: a wake-up is set up, then the row is written, then the message is finished', async () => {
    const steps: string[] = [];
    const { write } = invite.table;
    const { make } = invite.parts.wakeUps;
    invite.table.write = async (row) => {
      steps.push(row.state);
      return write(row);
    };
    invite.parts.wakeUps.make = async (wakeUp) => {
      steps.push('wake-up');
      return make(wakeUp);
    };
    await invite.deliver(invite.message(ada));
    expect(steps).toEqual(['sending', 'wake-up', 'waiting']);
  });

  test.each([
    [901, ['bamboohr//100']],
    [900, []],
  ])('takes the schedule of a wait of %i s back when news comes first: %j', async (reset, cancelled) => {
    invite.oneLogin.addUser({ email: work });
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-02-02', workEmail: work });
    invite.bambooHr.faults.add({ kind: 'answer', status: 503, headers: { 'retry-after': String(reset) } });
    await invite.deliver(invite.message(bambooHrHire('100')));
    invite.clock.nowMs += 60 * 1000;
    await invite.deliver(invite.message(bambooHrHire('100', { event: 'updated' })));
    expect(await state('bamboohr//100')).toBe('invited INVITED');
    expect(invite.cancelled).toEqual(cancelled);
  });

  test('returns the message when the row could not be written after the send', async () => {
    invite.oneLogin.addUser({ email: work });
    const { write } = invite.table;
    invite.table.write = async (row) => (row.state === 'invited' ? false : write(row));
    expect(await invite.deliver(invite.message(ada))).toEqual(['returned']);
  });

  test('returns the message when no wake-up could be made', async () => {
    invite.parts.wakeUps.make = async () => {
      throw new Error('SQS is away');
    };
    expect(await invite.deliver(invite.message(ada))).toEqual(['returned']);
    expect(await state()).toBe('sending undefined');
  });

  test.each([
    [1, 30],
    [2, 60],
    [7, 1920],
    [8, 3600],
  ])(
    'on the %i. receive, a message that could not be dealt with comes back after %i s',
    async (receiveCount, seconds) => {
      invite.table.read = async () => {
        throw new Error('DynamoDB is away');
      };
      expect(await invite.deliver(invite.message(ada, { receiveCount }))).toEqual(['returned']);
      expect(invite.visibilities).toEqual([seconds]);
    },
  );
});

describe('what stands in the way', () => {
  test.each([
    [
      'no valid address, and nothing to ask',
      homeMadeHire('100', { workEmail: 'ada at acme' }),
      'parked WORK_EMAIL_MISSING',
    ],
    [
      'a wildcard in the address',
      homeMadeHire('100', { workEmail: '*@acme.example' }),
      'parked WORK_EMAIL_MISSING',
    ],
    [
      'a stub',
      toBody('home-made', { oversizeRecord: { bytes: 300_000, employeeId: '100', sha256: 'f'.repeat(32) } }),
      'parked RECORD_TOO_LARGE',
    ],
  ])('%s', async (_, body, expected) => {
    expect(await invite.deliver(invite.message(body))).toEqual(['returned']);
    expect(await state()).toBe(expected);
  });

  test.each([
    ['an address in it', { bytes: 300_000, sha256: 'ada@acme.example' }],
    ['a size that is none', { bytes: 1, sha256: 'f'.repeat(32), employeeId: '100' }],
    ['more in it', { bytes: 300_000, sha256: 'f'.repeat(32), employeeId: '100', more: 1 }],
  ])('a record of a sender’s own that looks like a stub, with %s, is no stub', async (_, oversizeRecord) => {
    await invite.deliver(invite.message(toBody('home-made', { oversizeRecord })));
    expect(invite.logs).toMatchObject([
      {
        fields: {
          hire: expect.stringMatching(/^home-made\/\/record-[0-9a-f]{32}$/),
          code: 'WORK_EMAIL_MISSING',
        },
      },
    ]);
  });

  test('a stub with other fields beside it is an ordinary record', async () => {
    const oversizeRecord = { bytes: 300_000, sha256: 'f'.repeat(32), employeeId: '100' };
    invite.oneLogin.addUser({ email: work });
    const record = { type: 'employee.created', data: { employeeId: '7', workEmail: work }, oversizeRecord };
    await invite.deliver(invite.message(toBody('home-made', record)));
    expect(invite.logs).toMatchObject([{ fields: { hire: 'home-made//7', code: 'INVITED' } }]);
  });

  test.each([
    ['text that isn’t JSON', 'hello', 'MESSAGE_UNREADABLE'],
    ['another shape', '{"v":1}', 'MESSAGE_UNREADABLE'],
    ['a record that isn’t an object', ada.replace(/"record":\{.*\}\}/, '"record":[]'), 'MESSAGE_UNREADABLE'],
    ['a source that is gone', toBody('elsewhere', {}), 'SOURCE_REMOVED'],
  ])('a message of %s drains, and the log says why', async (_, body, code) => {
    expect(await invite.deliver(invite.message(body))).toEqual(['returned']);
    expect(invite.visibilities).toEqual([0]);
    expect(invite.logs).toMatchObject([{ fields: { code } }]);
  });

  test('too little time for a safe send is not a failure of the hire', async () => {
    invite.oneLogin.addUser({ email: work });
    invite.clock.remainingMs = 8900;
    await invite.deliver(invite.message(ada));
    expect(await state()).toBe('waiting OUT_OF_TIME');
    expect(invite.oneLogin.calls.invite).toBe(0);
  });

  test('several users with the address', async () => {
    invite.oneLogin.addUser({ email: work });
    invite.oneLogin.addUser({ email: work.toLowerCase() });
    await invite.deliver(invite.message(ada));
    expect(await state()).toBe('parked SEVERAL_USERS');
  });

  test('OneLogin’s limit: put off to its reset, at no cost', async () => {
    invite.oneLogin.addUser({ email: work });
    invite.oneLogin.setLimit({ calls: 0, windowSeconds: 1800, status: 429 });
    await invite.deliver(invite.message(ada));
    const row = await invite.table.read(key);
    expect(row).toMatchObject({ code: 'RATE_LIMITED', rung: 0 });
    expect(row?.waitUntil).toBeGreaterThanOrEqual(invite.clock.nowMs + 1800 * second);
    expect(row?.waitUntil).toBeLessThanOrEqual(invite.clock.nowMs + 1.25 * 1800 * second);
  });

  test('a refused credential: its own metric, and it heals without a replay', async () => {
    invite.oneLogin.addUser({ email: work });
    invite.oneLogin.setCredential({ clientId: 'another', clientSecret: 'one' });
    await invite.deliver(invite.message(ada));
    expect(await state()).toBe('waiting CREDENTIAL_REFUSED');
    expect(invite.metrics).toContain('CredentialRefused');
    invite.secrets.set('hire-invites/onelogin', { clientId: 'another', clientSecret: 'one' });
    await invite.wake();
    expect(await state()).toBe('invited INVITED');
  });

  test('a secret that is missing: retried, and its name is in the log', async () => {
    invite.secrets.delete('hire-invites/onelogin');
    await invite.deliver(invite.message(ada));
    expect(await state()).toBe('waiting SECRET_UNAVAILABLE');
    expect(invite.logs.at(-1)?.fields.reason).toMatch('hire-invites/onelogin: ');
  });

  test('a fault that never ends: parked after forHours, with the last reason', async () => {
    await invite.deliver(invite.message(ada));
    for (let hours = 0; hours < 96; hours += 24) {
      invite.clock.nowMs += 24 * 60 * 60 * second;
      await invite.wake();
    }
    expect(await state()).toBe('parked USER_NOT_IN_ONELOGIN_YET');
  });
});

describe('the metrics', () => {
  test.each([
    ['INSUFFICIENT_PERMISSION', 401, 'Insufficient Permission', 'CredentialLacksScope'],
    ['AUTHORIZATION_MALFORMED', 400, 'Authorization Information is incorrect', 'CredentialRefused'],
  ])('tell of %s (%i %s) as %s', async (code, status, message, metric) => {
    invite.oneLogin.addUser({ email: work });
    invite.oneLogin.faults.add({ call: 'invite', kind: 'answer', status, message });
    await invite.deliver(invite.message(ada));
    expect(invite.metrics).toEqual([`HireParked ${code}`, metric]);
  });

  test.each([
    [47 * hour, ['HirePutOff USER_NOT_IN_ONELOGIN_YET']],
    [48 * hour, ['HirePutOff USER_NOT_IN_ONELOGIN_YET', 'HireOverdue USER_NOT_IN_ONELOGIN_YET']],
  ])(
    'tell that a hire will have waited over 48 hours at its next look: after %i ms',
    async (age, metrics) => {
      await invite.deliver(invite.message(ada));
      invite.metrics.length = 0;
      invite.clock.nowMs += age;
      await invite.wake();
      expect(invite.metrics).toEqual(metrics);
    },
  );

  test('report a secret that cannot be used', async () => {
    invite.secrets.delete('hire-invites/onelogin');
    await invite.deliver(invite.message(ada));
    expect(invite.metrics).toEqual(['HirePutOff SECRET_UNAVAILABLE', 'CredentialRefused']);
  });

  test('report a refused schedule', async () => {
    invite.parts.wakeUps.make = async () => ({ scheduleRefused: new Error('quota') });
    await invite.deliver(invite.message(ada));
    expect(invite.metrics).toEqual(['ScheduleRefused', 'HirePutOff USER_NOT_IN_ONELOGIN_YET']);
  });
});

describe('where the mail goes', () => {
  test.each([
    ['personal-or-work', { workEmail: work, personalEmail: personal }, personal],
    ['personal-or-work', { workEmail: work, personalEmail: 'n/a' }, work],
    ['personal', { workEmail: work, personalEmail: personal }, personal],
    ['personal', { workEmail: work, personalEmail: 'n/a' }, 'PERSONAL_EMAIL_MISSING'],
    ['work', { workEmail: work, personalEmail: personal }, work],
  ] as const)('with sendTo %s and %j: %s', async (sendTo, person, expected) => {
    await invite.close();
    invite = await startInvite({ invite: { sendTo } });
    invite.oneLogin.addUser({ email: work });
    await invite.deliver(invite.message(homeMadeHire('100', person)));
    expect(mailsTo()[0] ?? (await invite.table.read(key))?.code).toBe(expected);
  });

  test.each([
    ['personal-or-work', null, false, work],
    ['personal-or-work', personal, true, work],
    ['personal', null, false, 'PERSONAL_EMAIL_NOT_YET'],
    ['personal', personal, true, 'PERSONAL_EMAIL_NOT_VISIBLE'],
  ] as const)(
    'with sendTo %s, from BambooHR, with %s (hidden: %s): %s',
    async (sendTo, homeEmail, isHidden, expected) => {
      await invite.close();
      invite = await startInvite({ invite: { sendTo } });
      invite.oneLogin.addUser({ email: work });
      invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-02-02', workEmail: work, homeEmail });
      if (isHidden) invite.bambooHr.hideField('homeEmail');
      await invite.deliver(invite.message(bambooHrHire('100')));
      expect(mailsTo()[0] ?? (await invite.table.read('bamboohr//100'))?.code).toBe(expected);
    },
  );

  test('a record with only the work address has its personal one asked for', async () => {
    invite.oneLogin.addUser({ email: work });
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-02-02', workEmail: work, homeEmail: personal });
    const record = { id: '100', action: 'Created', fields: { 'Work Email': work } };
    await invite.deliver(invite.message(toBody('bamboohr', record)));
    expect(mailsTo()).toEqual([personal]);
  });
});

describe('an employee of BambooHR', () => {
  const hire = bambooHrHire('100');
  const bambooKey = 'bamboohr//100';

  beforeEach(() => {
    invite.oneLogin.addUser({ email: work });
  });

  test('is fetched by the id, and invited', async () => {
    invite.bambooHr.putEmployee({
      id: '100',
      hireDate: '2026-02-02',
      workEmail: ` ${work} `,
      homeEmail: personal,
    });
    await invite.deliver(invite.message(hire));
    expect(mailsTo()).toEqual([personal]);
  });

  test.each([
    ['an absolute path', '../../v1/meta/users'],
    ['a query', '100?fields=ssn'],
    ['a dot segment', '..'],
  ])('whose id is %s does not lead the request elsewhere', async (_, id) => {
    await invite.deliver(invite.message(bambooHrHire(id)));
    expect(invite.logs.at(-1)?.fields.code).toBe('RECORD_UNMAPPABLE');
    expect(invite.bambooHr.calls.employee).toBe(0);
  });

  test('without a work address waits for it', async () => {
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-02-02', workEmail: null });
    await invite.deliver(invite.message(hire));
    expect(await state(bambooKey)).toBe('waiting WORK_EMAIL_NOT_YET');
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-02-02', workEmail: work });
    await invite.wake();
    expect(mailsTo()).toEqual([work]);
  });

  test('whose work address the key may not see is told apart from one without an address', async () => {
    invite.bambooHr.putEmployee({ id: '100', hireDate: '2026-02-02', workEmail: work });
    invite.bambooHr.hideField('workEmail');
    await invite.deliver(invite.message(hire));
    expect(await state(bambooKey)).toBe('waiting WORK_EMAIL_NOT_VISIBLE');
  });

  test.each<[string, () => void, string]>([
    ['does not exist yet', () => undefined, 'waiting EMPLOYEE_NOT_IN_HR_YET'],
    [
      'cannot be asked for: a wrong key',
      () => invite.bambooHr.setApiKey('another'),
      'waiting HR_CREDENTIAL_REFUSED',
    ],
    [
      'cannot be asked for: 503',
      () => invite.bambooHr.faults.add({ kind: 'answer', status: 503 }),
      'waiting HR_SYSTEM_UNAVAILABLE',
    ],
    [
      'cannot be asked for: 429',
      () => invite.bambooHr.faults.add({ kind: 'answer', status: 429 }),
      'waiting RATE_LIMITED',
    ],
    [
      'cannot be asked for: 400',
      () => invite.bambooHr.faults.add({ kind: 'answer', status: 400 }),
      'parked HR_REQUEST_REFUSED',
    ],
    [
      'comes as another employee, whom OneLogin knows',
      () => {
        invite.oneLogin.addUser({ email: 'eve@acme.example' });
        invite.bambooHr.faults.add({
          kind: 'answer',
          status: 200,
          body: { id: '999', workEmail: 'eve@acme.example', homeEmail: 'eve@home.example', hireDate: null },
        });
      },
      'parked ANOTHER_EMPLOYEE',
    ],
    [
      'comes as a page',
      () => invite.bambooHr.faults.add({ kind: 'not-json' }),
      'waiting HR_SYSTEM_UNAVAILABLE',
    ],
    [
      'comes torn',
      () => invite.bambooHr.faults.add({ kind: 'reset-before' }),
      'waiting HR_SYSTEM_UNAVAILABLE',
    ],
    [
      'needs a secret that is missing',
      () => invite.secrets.delete('hire-invites/bamboohr/api'),
      'waiting HR_CREDENTIAL_REFUSED',
    ],
  ])('who %s', async (_, arrange, expected) => {
    arrange();
    await invite.deliver(invite.message(hire));
    expect(await state(bambooKey)).toBe(expected);
    expect(invite.oneLogin.mails).toEqual([]);
  });
});
