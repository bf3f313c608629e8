import { describe, expect, test } from '@jest/globals';
import { awaitActivation, decideAwaited, settleAwaited, whenToSendAgain } from '../../lambda/hire/awaited.ts';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import type { Look } from '../../lambda/hire/look.ts';
import type { AttemptEnd, SettleSettings } from '../../lambda/hire/settlement.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const settings: SettleSettings = {
  afterSeconds: [30, 120, 600],
  forHours: 96,
  askAfterSeconds: 600,
  followUps: 1,
  tellIfNotActiveAfterDays: 3,
  daysBeforeStart: 0,
  at: '08:00',
  timeZone: 'UTC',
  weekends: 'send',
};
const row: HireRow = {
  hire: 'home-made//100',
  state: 'invited',
  version: 3,
  writer: 'token-1',
  rung: 0,
  firstAttemptAt: now,
  updatedAt: now,
  requestId: 'request-1',
  oneLoginUserId: '7',
  invitedAt: now - day,
  followUpAt: now,
  announced: { event: 'created', saidAt: now - day, isDated: false, personHash: 'person-a', isWhole: true },
};
const look: Look = {
  event: 'created',
  saidAt: now - day,
  isDated: false,
  personHash: 'person-a',
  hire: row.hire,
  requestId: 'request-1',
  purpose: 'follow-up',
  messageId: 'message-1',
  sentAt: now,
  firstReceivedAt: now,
  receivedAt: now - day,
  makesHire: true,
  hasAddress: true,
  asksHr: false,
};

describe('a message that wakes an awaited hire', () => {
  const lease = { token: 'x', messageId: 'other', until: now + 20 * second };
  const send = { startedAt: now - minute, userId: '7', invitationSentAt: null };
  const withoutFollowUp = (({ followUpAt, ...rest }) => rest)(row);

  test.each<[string, HireRow | undefined, Partial<Look>, ReturnType<typeof decideAwaited>]>([
    ['at its time looks at it', row, {}, { action: 'attempt' }],
    [
      'that came early is put off',
      { ...row, followUpAt: now + 1 },
      {},
      { action: 'put-off', until: now + 1 },
    ],
    ['for which no look is planned is finished', withoutFollowUp, {}, { action: 'finish' }],
    ['of which there is no row is finished', undefined, {}, { action: 'finish' }],
    [
      'that waits again, after news, is finished: it has another wake-up',
      { ...row, state: 'waiting' },
      {},
      { action: 'finish' },
    ],
    ['that is activated is finished', { ...row, state: 'activated' }, {}, { action: 'finish' }],
    ['that is cancelled is finished', { ...row, state: 'cancelled' }, {}, { action: 'finish' }],
    ['of whom a person was told looks at it', { ...row, state: 'not-activated' }, {}, { action: 'attempt' }],
    [
      'with a record that was said before the latest is finished',
      row,
      { personHash: 'person-b', saidAt: look.saidAt - 1 },
      { action: 'finish' },
    ],
    [
      'with such a record, where the HR system is asked, looks at it',
      row,
      { personHash: 'person-b', asksHr: true },
      { action: 'attempt' },
    ],
    [
      'with such a record, if the latest is not enough to invite by, looks at it',
      { ...row, announced: { event: 'updated', saidAt: now, isDated: false, personHash: 'person-b' } },
      {},
      { action: 'attempt' },
    ],
    ['while it is worked on is put off', { ...row, lease }, {}, { action: 'put-off', until: lease.until }],
    [
      'by the message that is worked on is held',
      { ...row, lease: { ...lease, messageId: 'message-1' } },
      {},
      { action: 'hold', until: lease.until },
    ],
    [
      'with an unclear send is put off until OneLogin may have finished',
      { ...row, unresolvedSend: send },
      {},
      { action: 'put-off', until: send.startedAt + 600 * second },
    ],
  ])('%s', (_, standing, change, decision) => {
    expect(decideAwaited(standing, { ...look, ...change }, now, settings)).toEqual(decision);
  });
});

describe('the invite may be sent again', () => {
  test.each<[string, Partial<HireRow>, Partial<SettleSettings>, string | undefined]>([
    ['when the link has expired', { invitedAt: now }, {}, '2026-03-03T08:00:00.000Z'],
    ['at the time of day', { invitedAt: now + 2 * hour }, {}, '2026-03-04T08:00:00.000Z'],
    [
      'on the Monday',
      { invitedAt: Date.parse('2026-03-06T08:00:00Z') },
      { weekends: 'monday-after' },
      '2026-03-09T08:00:00.000Z',
    ],
    ['never, if all follow-ups are sent', { followUpsSent: 1 }, {}, undefined],
    ['never, if there are none', {}, { followUps: 0 }, undefined],
  ])('%s', (_, change, other, expected) => {
    const sendAgainAt = whenToSendAgain({ ...row, ...change }, { ...settings, ...other }, now);
    expect(Number.isFinite(sendAgainAt) ? new Date(sendAgainAt).toISOString() : undefined).toBe(expected);
  });

  test.each<[string, string, Partial<SettleSettings>, string]>([
    ['on a Sunday', '2026-03-08T10:00:00Z', { weekends: 'friday-before' }, '2026-03-09T08:00:00.000Z'],
    ['on a Saturday', '2026-03-07T10:00:00Z', { weekends: 'monday-after' }, '2026-03-09T08:00:00.000Z'],
    ['on a Sunday that is a working day', '2026-03-08T10:00:00Z', {}, '2026-03-03T08:00:00.000Z'],
    ['on a Friday', '2026-03-06T10:00:00Z', { weekends: 'monday-after' }, '2026-03-03T08:00:00.000Z'],
    [
      'on a Monday where it is Sunday in London',
      '2026-03-08T22:00:00Z',
      { weekends: 'monday-after', timeZone: 'Asia/Tokyo', at: '17:00' },
      '2026-03-03T08:00:00.000Z',
    ],
  ])('long after that look failed, %s', (_, at, other, expected) => {
    const sendAgainAt = whenToSendAgain(
      { ...row, invitedAt: now },
      { ...settings, ...other },
      Date.parse(at),
    );
    expect(new Date(sendAgainAt).toISOString()).toBe(expected);
  });

  test('never, if there was no mail', () => {
    const { invitedAt, ...rest } = row;
    expect(whenToSendAgain(rest, settings, now)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('after a look, an awaited hire', () => {
  const nextLook = (change: Partial<HireRow>, other: Partial<SettleSettings> = {}) => {
    const settled = awaitActivation({ ...row, ...change }, now, { ...settings, ...other });
    if (settled.action !== 'finish') throw new Error('not finished');
    return { state: settled.row.state, next: settled.followUpAt && settled.followUpAt - now };
  };

  test.each<[string, Partial<HireRow>, Partial<SettleSettings>, ReturnType<typeof nextLook>]>([
    [
      'just mailed is looked at when the link expires',
      { invitedAt: now },
      {},
      { state: 'invited', next: day },
    ],
    [
      'mailed for the last time is looked at when a person is to be told',
      { invitedAt: now, followUpsSent: 1 },
      {},
      { state: 'invited', next: 3 * day },
    ],
    [
      'is told of before the follow-up, if that is set so',
      { invitedAt: Date.parse('2026-03-02T08:00:00Z') },
      { tellIfNotActiveAfterDays: 1, at: '05:00' },
      { state: 'invited', next: day },
    ],
    [
      'is told of three days after the mail',
      { invitedAt: now - 3 * day, followUpsSent: 1 },
      {},
      { state: 'not-activated', next: day },
    ],
    [
      'is not told of before',
      { invitedAt: now - 3 * day + 1, followUpsSent: 1 },
      {},
      { state: 'invited', next: 1 },
    ],
    [
      'is told of three days after the start, if that is later',
      { invitedAt: now - 30 * day, followUpsSent: 1, notBefore: now - day },
      {},
      { state: 'invited', next: 2 * day },
    ],
    [
      'mailed days before the start is told of after the start, not after the moment',
      { invitedAt: now - 7 * day, followUpsSent: 1, notBefore: now - 7 * day },
      { daysBeforeStart: 7 },
      { state: 'invited', next: 3 * day },
    ],
    [
      'that needs no mail is told of three days after that was known',
      { invitedAt: undefined, awaitedSince: now },
      {},
      { state: 'invited', next: 3 * day },
    ],
    [
      'that was told of is looked at daily',
      { state: 'not-activated', invitedAt: now - 9 * day, followUpsSent: 1, notActivatedAt: now - 6 * day },
      {},
      { state: 'not-activated', next: day },
    ],
    [
      'is looked at for the last time on the fourteenth day',
      { state: 'not-activated', invitedAt: now - 16 * day, followUpsSent: 1, notActivatedAt: now - 13 * day },
      {},
      { state: 'not-activated', next: day },
    ],
    [
      'is then looked at no more',
      { state: 'not-activated', invitedAt: now - 17 * day, followUpsSent: 1, notActivatedAt: now - 14 * day },
      {},
      { state: 'not-activated', next: undefined },
    ],
  ])('%s', (_, change, other, expected) => {
    expect(nextLook(change, other)).toEqual(expected);
  });

  test('keeps nothing of the time before the mail, nor of the waits at this look', () => {
    const before: HireRow = {
      ...row,
      invitedAt: now,
      rung: 4,
      limitedMs: 5,
      waitUntil: now,
      expiresAt: 1,
      parked: { at: now, messageId: 'message-0' },
      parkedRecords: ['person-a'],
    };
    const { row: settled } = awaitActivation(before, now, settings);
    expect(settled).toEqual({
      ...row,
      invitedAt: now,
      rung: 0,
      firstAttemptAt: now + day,
      followUpAt: now + day,
    });
  });

  test('of whom a person was told, and who was mailed again, is no longer one to be told of', () => {
    const again = { ...row, state: 'not-activated', invitedAt: now, notActivatedAt: now - day } as const;
    const { row: settled } = awaitActivation(again, now, settings);
    expect(settled.state).toBe('invited');
    expect(settled).not.toHaveProperty('notActivatedAt');
  });

  test('that is looked at no more is kept for 400 days', () => {
    const last = {
      ...row,
      state: 'not-activated',
      invitedAt: now - 17 * day,
      followUpsSent: 1,
      notActivatedAt: now - 14 * day,
    } as const;
    expect(awaitActivation(last, now, settings).row.expiresAt).toBe((now + 400 * day) / second);
  });
});

describe('after a look in vain, an awaited hire', () => {
  const settle = (code: AttemptEnd['code'], change: Partial<HireRow> = {}) =>
    settleAwaited({ ...row, ...change, code }, { code }, now, settings);

  test.each(['USER_SUSPENDED', 'SEVERAL_USERS', 'USER_NOT_IN_ONELOGIN_YET', 'WORK_EMAIL_NOT_YET'] as const)(
    '%s: waits for the time of telling, and is never parked',
    (code) => {
      expect(settle(code, { invitedAt: now - day, followUpsSent: 1 })).toMatchObject({
        action: 'finish',
        followUpAt: now + 2 * day,
        row: { state: 'invited', code },
      });
      expect(settle(code, { invitedAt: now - 3 * day })).toMatchObject({
        row: { state: 'not-activated', code },
      });
    },
  );

  test.each([
    ['ONELOGIN_UNAVAILABLE', 30 * second],
    ['USER_BEING_INVITED', 30 * second],
  ] as const)('%s: tries again by the waits', (code, wait) => {
    expect(settle(code)).toMatchObject({
      action: 'put-off',
      until: now + wait,
      row: { state: 'invited', rung: 1, followUpAt: now + wait },
    });
  });

  test.each(['RATE_LIMITED', 'HELD_BACK', 'DRY_RUN', 'PAUSED'] as const)('%s: uses up no wait', (code) => {
    const settled = settle(code, { firstAttemptAt: now - 500 * hour });
    expect(settled).toMatchObject({ action: 'put-off', row: { state: 'invited', rung: 0 } });
  });

  test('for too long: is told of at its time', () => {
    const settled = settle('ONELOGIN_UNAVAILABLE', {
      firstAttemptAt: now - 96 * hour,
      invitedAt: now - 5 * day,
    });
    expect(settled).toMatchObject({ action: 'finish', row: { state: 'not-activated' } });
  });

  test('because the start has moved: is looked at at the start', () => {
    expect(settle('NOT_DUE_YET', { notBefore: now + 14 * day })).toMatchObject({
      action: 'finish',
      followUpAt: now + 14 * day,
      row: { state: 'invited' },
    });
  });

  test('with an unclear send: is not looked at before OneLogin may have finished', () => {
    const unresolvedSend = { startedAt: now, userId: '7', invitationSentAt: null };
    expect(settle('ONELOGIN_UNAVAILABLE', { unresolvedSend })).toMatchObject({
      action: 'put-off',
      until: now + 600 * second,
    });
  });
});
