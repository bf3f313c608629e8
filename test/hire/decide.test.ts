import { describe, expect, test } from '@jest/globals';
import { claim } from '../../lambda/hire/claim.ts';
import { decide } from '../../lambda/hire/decide.ts';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import type { Look } from '../../lambda/hire/look.ts';
import { outcomeCodes, outcomeOf } from '../../lambda/hire/outcomes.ts';
import { settle } from '../../lambda/hire/settle.ts';
import type { SettleSettings } from '../../lambda/hire/settlement.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const second = 1000;
const hour = 60 * 60 * second;
const retry: SettleSettings = {
  afterSeconds: [30, 120, 600],
  forHours: 96,
  askAfterSeconds: 600,
  followUps: 0,
  tellIfNotActiveAfterDays: 3,
  daysBeforeStart: 0,
  at: '08:00',
  timeZone: 'UTC',
  weekends: 'send',
};

const announced = {
  event: 'created',
  saidAt: now - 6 * second,
  isDated: false,
  personHash: 'person-a',
} as const;
const look: Look = {
  ...announced,
  hire: 'bamboohr//100',
  requestId: 'request-1',
  purpose: 'invite',
  messageId: 'message-1',
  sentAt: now - 5 * second,
  firstReceivedAt: now - second,
  makesHire: true,
  hasAddress: true,
  asksHr: false,
  receivedAt: now - 6 * second,
};
const row: HireRow = {
  hire: 'bamboohr//100',
  state: 'waiting',
  version: 3,
  writer: 'token-1',
  rung: 0,
  firstAttemptAt: now,
  updatedAt: now,
  requestId: 'request-1',
};
const lease = { token: 'token-2', messageId: 'message-1', until: now + 35 * second };
const unresolvedSend = { startedAt: now - 60 * second, userId: '7', invitationSentAt: null };
const parked = { at: now - 2 * second, messageId: 'message-0' };

describe('a change that repeats the latest record, to a person who was invited,', () => {
  const change: Look = { ...look, event: 'updated', saidAt: now, hasAddress: true };
  const awaited: HireRow = {
    ...row,
    state: 'invited',
    followUpAt: now + 24 * hour,
    announced: { ...announced, isWhole: false },
  };
  const wakeUp = { purpose: 'follow-up', at: now + 24 * hour } as const;

  test.each<[string, string, ReturnType<typeof decide>]>([
    ['is only noted', 'person-a', { action: 'note' }],
    [
      'is looked at if the wake-up has another record, and would come to nothing',
      'person-b',
      { action: 'attempt' },
    ],
  ])('%s', (_, personHash, decision) => {
    expect(decide({ ...awaited, wakeUp: { ...wakeUp, personHash } }, change, now, retry)).toEqual(decision);
  });
});

describe('a message that wakes a hire', () => {
  test.each<[string, Partial<HireRow> | undefined, Partial<Look>, ReturnType<typeof decide>]>([
    ['of which there is no row: it is attempted', undefined, {}, { action: 'attempt' }],
    ['that is invited: it is finished', { state: 'invited' }, {}, { action: 'finish' }],
    ['that is active already: it is finished', { state: 'already-active' }, {}, { action: 'finish' }],
    ['that is cancelled: it is finished', { state: 'cancelled' }, {}, { action: 'finish' }],
    [
      'under the lease of another message: it is put off to its end',
      { state: 'sending', lease: { ...lease, messageId: 'other' } },
      {},
      { action: 'put-off', until: lease.until },
    ],
    [
      'under its own lease (delivered twice): it is held, and no second one is made',
      { state: 'sending', lease },
      {},
      { action: 'hold', until: lease.until },
    ],
    [
      'whose lease has ended: it is attempted on the same rung',
      { state: 'sending', lease: { ...lease, until: now } },
      {},
      { action: 'attempt' },
    ],
    [
      'that waits: it is put off to the same moment, however early it comes',
      { waitUntil: now + 1 },
      {},
      { action: 'put-off', until: now + 1 },
    ],
    ['whose wait is over: it is attempted', { waitUntil: now }, {}, { action: 'attempt' }],
    [
      'with an unresolved send: OneLogin is not asked too early',
      { waitUntil: now, unresolvedSend },
      {},
      { action: 'put-off', until: unresolvedSend.startedAt + 600 * second },
    ],
    [
      'that died in a send: the same',
      { state: 'sending', lease: { ...lease, until: now }, unresolvedSend },
      {},
      { action: 'put-off', until: unresolvedSend.startedAt + 600 * second },
    ],
    [
      'with a send that may be asked about: it is attempted',
      { unresolvedSend: { ...unresolvedSend, startedAt: now - 600 * second } },
      {},
      { action: 'attempt' },
    ],
    [
      'that is parked, by the message that parked it: it drains',
      { state: 'parked', parked, parkedRecords: ['person-a'] },
      { sentAt: parked.at - 1 },
      { action: 'drain' },
    ],
    [
      'that is parked, sent in the millisecond of the parking: it drains',
      { state: 'parked', parked, parkedRecords: ['person-a'] },
      { sentAt: parked.at },
      { action: 'drain' },
    ],
    [
      'that is parked, by the parked message itself: it drains, whatever the clocks say',
      { state: 'parked', parked, parkedRecords: ['person-b'] },
      { messageId: parked.messageId, sentAt: parked.at + 1 },
      { action: 'drain' },
    ],
    [
      'that is parked, with another record: it may be the corrected one',
      { state: 'parked', parked, parkedRecords: ['person-b'] },
      { sentAt: parked.at - 1 },
      { action: 'attempt' },
    ],
    [
      'that is parked, sent after it (a replay): it is attempted in earnest',
      { state: 'parked', parked, parkedRecords: ['person-a'] },
      { sentAt: parked.at + 1 },
      { action: 'attempt' },
    ],
    [
      'that is parked, while a replay is being attempted: it drains, so that the two do not take turns',
      { state: 'sending', lease: { ...lease, messageId: 'replay' }, parked, parkedRecords: ['person-a'] },
      { messageId: parked.messageId, sentAt: parked.at - 1 },
      { action: 'drain' },
    ],
    [
      'that was sent before a parking, while the replay waits: it drains',
      { waitUntil: now + 1, parked, parkedRecords: ['person-a'] },
      { sentAt: parked.at - 1 },
      { action: 'drain' },
    ],
    [
      'that is parked with an unresolved send, replayed too early: it is put off, not drained',
      { state: 'parked', parked, parkedRecords: ['person-a'], unresolvedSend },
      { sentAt: parked.at + 1 },
      { action: 'put-off', until: unresolvedSend.startedAt + 600 * second },
    ],
  ])('%s', (_, change, message, decision) => {
    const standing = change && { ...row, ...change };
    expect(decide(standing, { ...look, ...message }, now, retry)).toEqual(decision);
  });
});

describe('for a person who was left out by a change', () => {
  const change = { ...announced, event: 'updated', saidAt: now - hour, personHash: 'person-b' } as const;
  const leftOut: HireRow = {
    ...row,
    state: 'not-eligible',
    updatedAt: now - hour,
    announced: change,
    heardRecords: ['person-b'],
  };
  const dated = { ...leftOut, announced: { ...change, isDated: true } };

  test.each<[string, HireRow, Partial<Look>, 'finish' | 'note' | 'attempt']>([
    ['a creation that arrives later is news', leftOut, {}, 'attempt'],
    ['one that arrived before is not', leftOut, { receivedAt: now - hour }, 'finish'],
    ['nor one that was tried', { ...leftOut, heardRecords: ['person-a', 'person-b'] }, {}, 'finish'],
    ['nor one without an address', leftOut, { hasAddress: false }, 'finish'],
    ['nor one that was said before', dated, { isDated: true, saidAt: now - 2 * hour }, 'note'],
    ['the change itself once more is not', leftOut, { ...change, receivedAt: now - hour }, 'finish'],
    [
      'nor what it repeats',
      leftOut,
      { ...change, saidAt: now - 2 * hour, receivedAt: now - 2 * hour },
      'finish',
    ],
    ['the change sent again later is', leftOut, { ...change, receivedAt: now - second }, 'attempt'],
    [
      'a creation that says the same is',
      leftOut,
      { ...change, event: 'created', receivedAt: now - hour },
      'attempt',
    ],
    ['one that was said since is', dated, { isDated: true, saidAt: now - second }, 'attempt'],
    [
      'one without an address is, where the HR system is asked',
      leftOut,
      { asksHr: true, hasAddress: false },
      'attempt',
    ],
    [
      'one with an address is not for that',
      dated,
      { asksHr: true, isDated: true, saidAt: now - 2 * hour },
      'note',
    ],
  ])('%s', (_, standing, message, action) => {
    expect(decide(standing, { ...look, ...message }, now, retry)).toEqual({ action });
  });
});

describe('a claim', () => {
  const options = { lease, now };
  const next = { ...look, requestId: 'request-2' };

  test('starts a row', () => {
    expect(claim(undefined, next, options)).toEqual({
      hire: row.hire,
      requestId: 'request-2',
      state: 'sending',
      lease,
      version: 1,
      writer: lease.token,
      rung: 0,
      firstAttemptAt: now,
      announced: { ...announced, isWhole: true },
      createdAt: announced.saidAt,
      heardAt: look.receivedAt,
      heardRecords: ['person-a'],
      updatedAt: now,
    });
  });

  test('remembers when the hire was first announced', () => {
    const heardAt = look.receivedAt - hour;
    const heard = (change: Partial<HireRow>) => claim({ ...row, heardAt, ...change }, next, options).heardAt;
    expect(heard({})).toBe(heardAt);
    expect(heard({ state: 'parked', parked })).toBe(heardAt);
    expect(heard({ heardAt: look.receivedAt + hour })).toBe(look.receivedAt);
    expect(heard({ state: 'not-eligible', updatedAt: now - 30 * 24 * hour })).toBe(heardAt);
    expect(heard({ state: 'not-eligible', updatedAt: now - 30 * 24 * hour - 1 })).toBe(look.receivedAt);
    expect(heard({ state: 'unannounced' })).toBe(look.receivedAt);
  });

  test('of an old row, which does not have that, takes the time of the first attempt', () => {
    const tried = { firstAttemptAt: now - 20 * hour, updatedAt: now - hour };
    expect(claim({ ...row, ...tried }, next, options).heardAt).toBe(tried.firstAttemptAt);
    const waiting = { firstAttemptAt: now + 20 * hour, updatedAt: now - hour };
    expect(claim({ ...row, ...waiting }, next, options).heardAt).toBe(waiting.updatedAt);
  });

  test('remembers the last ten different records of the person', () => {
    const heardRecords = ['person-x', 'person-a', ...Array.from({ length: 8 }, (_, nth) => `person-${nth}`)];
    const claimed = claim({ ...row, heardRecords }, next, options);
    expect(claimed.heardRecords).toEqual(['person-x', ...heardRecords.slice(2), 'person-a']);
    const other = claim({ ...row, heardRecords }, { ...look, personHash: 'person-z' }, options);
    expect(other.heardRecords).toEqual([...heardRecords.slice(1), 'person-z']);
  });

  test('keeps what is known about the hire: rung, first attempt, code, user, and an unresolved send', () => {
    const known = {
      rung: 2,
      firstAttemptAt: now - hour,
      code: 'SEND_OUTCOME_UNKNOWN',
      oneLoginUserId: '7',
      unresolvedSend,
      unclearSends: 2,
    } as const;
    const claimed = claim({ ...row, ...known, waitUntil: now }, next, options);
    expect(claimed).toMatchObject({ version: 4, ...known });
    expect(claimed).not.toHaveProperty('waitUntil');
  });

  test('of a hire of which only a change was noted does not keep the note’s end: the row would vanish under the hire', () => {
    const noted: HireRow = { ...row, state: 'unannounced', expiresAt: now / 1000 + 30 * 24 * 60 * 60 };
    expect(claim(noted, next, options)).not.toHaveProperty('expiresAt');
  });

  test('of a replay starts from the first rung, keeps an unresolved send, and lets every record be tried', () => {
    const before: HireRow = {
      ...row,
      state: 'parked',
      parked,
      parkedRecords: ['person-a'],
      rung: 9,
      firstAttemptAt: now - 96 * hour,
      unresolvedSend,
    };
    const claimed = claim(before, { ...look, sentAt: now }, options);
    expect(claimed).toMatchObject({ rung: 0, firstAttemptAt: now, unresolvedSend });
    expect(claimed).not.toHaveProperty('parkedRecords');
    expect(claimed.parked).toEqual(parked);
  });

  test('of a message that was sent in the millisecond of the parking is not a replay', () => {
    const before: HireRow = { ...row, state: 'parked', parked, parkedRecords: ['person-b'] };
    const claimed = claim(before, { ...look, sentAt: parked.at }, options);
    expect(claimed).toMatchObject({ parkedRecords: ['person-b'] });
  });

  test('for another record remembers those that were tried', () => {
    const before: HireRow = { ...row, state: 'parked', parked, parkedRecords: ['person-b'] };
    const message = { ...look, sentAt: parked.at - 1 };
    expect(claim(before, message, options)).toMatchObject({
      parkedRecords: ['person-b'],
    });
  });
});

describe('after an attempt', () => {
  const claimed: HireRow = { ...row, state: 'sending', lease };

  test.each(outcomeCodes)('%s has its consequence, and the lease is over', (code) => {
    const settled = settle(claimed, { code }, look, now, retry);
    const { consequence } = outcomeOf(code);
    const actions = {
      done: 'finish',
      await: 'finish',
      park: 'park',
      wait: 'put-off',
      retry: 'put-off',
      unknown: 'put-off',
    };
    const action = actions[consequence];
    expect(settled.action).toBe(action);
    expect(settled.row).toMatchObject({ code, updatedAt: now });
    expect(settled.row).not.toHaveProperty('lease');
  });

  test('a person who is left out may have been sent an invite before, and that is remembered', () => {
    const { row: settled } = settle(
      { ...claimed, unresolvedSend },
      { code: 'NOT_ELIGIBLE' },
      look,
      now,
      retry,
    );
    expect(settled).toMatchObject({ state: 'not-eligible', unresolvedSend });
  });

  test.each([
    ['ACTIVATED', 'activated'],
    ['ALREADY_ACTIVE', 'already-active'],
  ] as const)('%s is final, and kept for 400 days', (code, state) => {
    const { row: settled } = settle(claimed, { code }, look, now, retry);
    expect(settled).toMatchObject({ state, expiresAt: now / 1000 + 400 * 24 * 60 * 60 });
  });

  test.each([
    [0, 30],
    [1, 120],
    [2, 600],
    [3, 600],
    [40, 600],
  ])('rung %i waits %i seconds: the last repeats', (rung, seconds) => {
    const settled = settle({ ...claimed, rung }, { code: 'ONELOGIN_UNAVAILABLE' }, look, now, retry);
    expect(settled.row).toMatchObject({
      state: 'waiting',
      rung: rung + 1,
      waitUntil: now + seconds * second,
    });
    expect(settled.row).not.toHaveProperty('expiresAt');
  });

  test('a server’s reset time counts if it is later than the rung', () => {
    const wait = (resetSeconds: number) =>
      settle(claimed, { code: 'ONELOGIN_UNAVAILABLE', resetSeconds }, look, now, retry).row.waitUntil;
    expect(wait(1042)).toBe(now + 1042 * second);
    expect(wait(3)).toBe(now + 30 * second);
  });

  test.each([
    [undefined, 600],
    [1, 1200],
    [3, 4800],
  ])(
    'an unclear send after %s of them waits %i s, whatever the rung: each may have been a mail',
    (unclearSends, seconds) => {
      const begun = { startedAt: now, userId: '7', invitationSentAt: null };
      const unclear: HireRow = {
        ...claimed,
        rung: 9,
        unresolvedSend: begun,
        ...(unclearSends && { unclearSends }),
      };
      const settled = settle(unclear, { code: 'SEND_OUTCOME_UNKNOWN' }, look, now, retry).row;
      expect(settled).toMatchObject({
        waitUntil: now + seconds * second,
        unclearSends: (unclearSends ?? 0) + 1,
      });
    },
  );

  test.each([
    [0, 0],
    [1, 2],
    [2, 4],
  ])(
    'with askAfterSeconds 0, the wait after %i unclear sends and one more is %i s',
    (unclearSends, seconds) => {
      const unclear = { ...claimed, unclearSends, unresolvedSend: { ...unresolvedSend, startedAt: now } };
      const settled = settle(unclear, { code: 'SEND_OUTCOME_UNKNOWN' }, look, now, {
        ...retry,
        askAfterSeconds: 0,
      });
      expect(settled.row.waitUntil).toBe(now + seconds * second);
    },
  );

  test('an unclear send too ends in a parking after forHours', () => {
    const old = { ...claimed, unresolvedSend, firstAttemptAt: now - 96 * hour };
    expect(settle(old, { code: 'SEND_OUTCOME_UNKNOWN' }, look, now, retry)).toMatchObject({
      action: 'park',
      row: { unresolvedSend },
    });
  });

  test('a limit without a reset is asked about ever more rarely, and never parks a hire', () => {
    const looks = [now];
    let limited = claimed;
    while ((looks.at(-1) ?? 0) < now + 24 * hour) {
      const settled = settle(limited, { code: 'RATE_LIMITED' }, look, looks.at(-1) ?? 0, retry);
      expect(settled).toMatchObject({ action: 'put-off', row: { rung: claimed.rung } });
      looks.push(settled.row.waitUntil ?? 0);
      limited = { ...settled.row, state: 'sending', lease };
    }
    expect(looks.filter((at) => at < now + hour).length).toBeLessThanOrEqual(8);
    expect(looks.length).toBeLessThanOrEqual(8 + 24);
    const waits = looks.slice(1).map((at, nth) => at - (looks[nth] ?? 0));
    expect(Math.max(...waits)).toBeLessThanOrEqual(1.25 * hour);
  });

  test('a limit without a reset backs off even where the first wait is zero', () => {
    const settings = { ...retry, afterSeconds: [0] };
    const once = settle(claimed, { code: 'RATE_LIMITED' }, look, now, settings).row;
    expect(once.waitUntil).toBeGreaterThan(now);
    const later = settle({ ...claimed, limitedMs: hour }, { code: 'RATE_LIMITED' }, look, now, settings).row;
    expect(later.waitUntil).toBeGreaterThanOrEqual(now + hour);
  });

  describe.each(['RATE_LIMITED', 'HELD_BACK'] as const)('%s', (code) => {
    const end = { code, resetSeconds: 1000 };

    test('costs no rung, and the wait does not count for forHours', () => {
      const { row: settled } = settle({ ...claimed, rung: 1, limitedMs: 5 }, end, look, now, retry);
      expect(settled.rung).toBe(1);
      expect(settled.limitedMs).toBe(5 + (settled.waitUntil ?? 0) - now);
    });

    test('never parks a hire', () => {
      const old = { ...claimed, firstAttemptAt: now - 500 * hour };
      expect(settle(old, end, look, now, retry).action).toBe('put-off');
    });

    test('puts hires off to the reset or up to a quarter later, each to a different second', () => {
      const waits = Array.from({ length: 200 }, (_, index) => {
        const { row: settled } = settle({ ...claimed, hire: `hire-${index}` }, end, look, now, retry);
        return ((settled.waitUntil ?? 0) - now) / second;
      });
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000);
      expect(Math.max(...waits)).toBeLessThanOrEqual(1250);
      expect(new Set(waits).size).toBeGreaterThan(100);
    });
  });

  test('HELD_BACK waits for the reset only, whatever the rung', () => {
    const { row: settled } = settle(
      { ...claimed, rung: 9 },
      { code: 'HELD_BACK', resetSeconds: 4 },
      look,
      now,
      retry,
    );
    expect(settled.waitUntil).toBeLessThanOrEqual(now + 5 * second);
  });

  test('the time that a hire waits for a limit does not count for forHours', () => {
    const old = { ...claimed, firstAttemptAt: now - 100 * hour, limitedMs: 5 * hour };
    expect(settle(old, { code: 'ONELOGIN_UNAVAILABLE' }, look, now, retry).action).toBe('put-off');
    expect(
      settle({ ...old, limitedMs: 4 * hour }, { code: 'ONELOGIN_UNAVAILABLE' }, look, now, retry).action,
    ).toBe('park');
  });

  test('an unknown outcome stays on the row, and is not asked about too early', () => {
    const begun = { startedAt: now - 10 * second, userId: '7', invitationSentAt: null };
    const { row: settled } = settle(
      { ...claimed, unresolvedSend: begun },
      { code: 'SEND_OUTCOME_UNKNOWN' },
      look,
      now,
      retry,
    );
    expect(settled).toMatchObject({ unresolvedSend: begun, waitUntil: now + 600 * second });
  });

  test.each(['ONELOGIN_UNAVAILABLE', 'USER_SUSPENDED'] as const)(
    '%s leaves an unresolved send as it was',
    (code) => {
      const settled = settle({ ...claimed, unresolvedSend }, { code }, look, now, retry);
      expect(settled.row.unresolvedSend).toEqual(unresolvedSend);
    },
  );

  test('a parking is dated by SQS’s clock and remembers the record', () => {
    const before = { ...claimed, parkedRecords: ['person-b', 'person-a'] };
    expect(settle(before, { code: 'USER_SUSPENDED' }, look, now, retry).row).toMatchObject({
      state: 'parked',
      parked: { at: look.firstReceivedAt, messageId: 'message-1' },
      parkedRecords: ['person-b', 'person-a'],
    });
  });

  test('a parking by an older message is not dated back, so a message sent in between is not a replay', () => {
    const before = { ...claimed, parked: { at: look.firstReceivedAt + 1, messageId: 'message-0' } };
    expect(settle(before, { code: 'USER_SUSPENDED' }, look, now, retry).row).toMatchObject({
      parked: { at: look.firstReceivedAt + 1, messageId: 'message-1' },
    });
  });

  test.each([
    [96 * hour - 1, 'put-off'],
    [96 * hour, 'park'],
  ])('%i ms after the first attempt, a failure leads to: %s', (age, action) => {
    const old = { ...claimed, firstAttemptAt: now - age };
    expect(settle(old, { code: 'USER_NOT_IN_ONELOGIN_YET' }, look, now, retry).action).toBe(action);
  });

  test('success long after the first attempt is success', () => {
    const old = { ...claimed, firstAttemptAt: now - 500 * hour };
    expect(settle(old, { code: 'INVITED' }, look, now, retry).action).toBe('finish');
  });
});
