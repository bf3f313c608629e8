import { describe, expect, test } from '@jest/globals';
import { beginsEngagement, withNewEngagement } from '../../lambda/hire/engagement.ts';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import type { Look } from '../../lambda/hire/look.ts';

const now = Date.parse('2027-03-02T08:00:00Z');
const hour = 60 * 60 * 1000;
const day = 24 * hour;
const start = Date.parse('2026-03-02T08:00:00Z');

const announced = { event: 'created', saidAt: start, isDated: false, personHash: 'person-a' } as const;
const row: HireRow = {
  hire: 'home-made//100',
  state: 'activated',
  version: 3,
  writer: 'token-1',
  announced,
  heardRecords: ['person-a'],
  createdAt: start,
  invitedAt: start,
  endedAt: start + day,
  rung: 0,
  firstAttemptAt: start,
  updatedAt: start + day,
  requestId: 'request-1',
  oneLoginUserId: '7',
};
const look: Look = {
  ...announced,
  saidAt: now,
  hire: row.hire,
  requestId: 'request-2',
  purpose: 'invite',
  messageId: 'message-1',
  sentAt: now,
  firstReceivedAt: now,
  receivedAt: now,
  makesHire: true,
  hasAddress: true,
  asksHr: false,
};
const removal = { event: 'removed', saidAt: now - hour, isDated: false, personHash: 'none' } as const;
const cancelled: HireRow = { ...row, state: 'cancelled', announced: removal };
const begins = (change: Partial<HireRow>, said: Partial<Look> = {}) =>
  beginsEngagement({ ...row, ...change }, { ...look, ...said });

describe('after a removal, a new engagement', () => {
  test.each<[string, Partial<HireRow>, Partial<Look>, boolean]>([
    ['begins by another record that comes an hour later', cancelled, { personHash: 'person-b' }, true],
    ['does not begin by the same record an hour later: it may be a repeat', cancelled, {}, false],
    ['begins by the same record days later', cancelled, { saidAt: removal.saidAt + 3 * day + 1 }, true],
    ['does not begin within three days', cancelled, { saidAt: removal.saidAt + 3 * day }, false],
    ['begins by the same record with a date an hour later', cancelled, { isDated: true }, true],
    [
      'does not begin by a record of before the removal',
      cancelled,
      { isDated: true, saidAt: removal.saidAt - 1, personHash: 'person-b' },
      false,
    ],
    [
      'does not begin soon by any record, if the removal came before any creation',
      { ...cancelled, heardRecords: undefined },
      { personHash: 'person-b' },
      false,
    ],
    ['does not begin by a change', cancelled, { event: 'updated', personHash: 'person-b' }, false],
    ['does not begin by a wake-up', cancelled, { purpose: 'look', personHash: 'person-b' }, false],
    ['begins though the account was active before', { announced: removal }, { personHash: 'person-b' }, true],
    ['does not begin by a removal', cancelled, { event: 'removed', makesHire: false }, false],
  ])('%s', (_, change, said, expected) => {
    expect(begins(change, said)).toBe(expected);
  });
});

describe('without a removal, by the start date, a new engagement', () => {
  const known = { notBefore: start };

  test.each<[string, Partial<HireRow>, Partial<Look>, boolean]>([
    ['begins by a start more than 30 days later', known, { notBefore: start + 30 * day + 1 }, true],
    ['does not begin by a start that was moved by 30 days', known, { notBefore: start + 30 * day }, false],
    ['does not begin by the same start', known, { notBefore: start }, false],
    ['does not begin by an earlier start', known, { notBefore: start - 400 * day }, false],
    ['begins by what the sweep found', known, { purpose: 'look', notBefore: start + 365 * day }, true],
    [
      'begins by a change, if the account was active',
      known,
      { event: 'updated', notBefore: start + 365 * day },
      true,
    ],
    [
      'does not begin by a change, if the person is awaited: the start has moved',
      { ...known, state: 'invited' },
      { event: 'updated', notBefore: start + 365 * day },
      false,
    ],
    [
      'begins by a creation, if the person is awaited',
      { ...known, state: 'invited' },
      { notBefore: start + 365 * day },
      true,
    ],
    [
      'does not begin by a creation that was heard before, and is delivered once more',
      known,
      { personHash: 'person-a', notBefore: start + 365 * day },
      false,
    ],
    [
      'does not begin while the hire waits',
      { ...known, state: 'waiting' },
      { notBefore: start + 365 * day },
      false,
    ],
    [
      'does not begin for one who was left out',
      { ...known, state: 'not-eligible' },
      { notBefore: start + 365 * day },
      false,
    ],
  ])('%s', (_, change, said, expected) => {
    expect(begins(change, { personHash: 'person-b', ...said })).toBe(expected);
  });
});

describe('without a removal and without start dates, a new engagement', () => {
  const ended = row.endedAt ?? 0;

  test.each<[string, Partial<HireRow>, Partial<Look>, boolean]>([
    ['begins a year later', {}, {}, true],
    ['begins more than 30 days after the end', {}, { saidAt: ended + 30 * day + 1 }, true],
    ['does not begin earlier', {}, { saidAt: ended + 30 * day }, false],
    [
      'counts from the mail, if the account is not active',
      { state: 'invited', endedAt: undefined },
      { saidAt: start + 30 * day + 1 },
      true,
    ],
    [
      'counts from the last write in rows of earlier versions',
      { invitedAt: undefined, endedAt: undefined },
      { saidAt: ended + 30 * day },
      false,
    ],
    ['begins though only the row has a start', { notBefore: start }, {}, true],
    ['does not begin by a change', {}, { event: 'updated' }, false],
    ['does not begin by what the sweep found', {}, { purpose: 'look' }, false],
  ])('%s', (_, change, said, expected) => {
    expect(begins(change, said)).toBe(expected);
  });
});

describe('the row of a new engagement', () => {
  test('counts on, and forgets the mails of the one before, but not what was heard: it may be repeated', () => {
    const begun = withNewEngagement({ ...row, followUpsSent: 1, notBefore: start, isCounted: true }, now);
    const heardRecords = row.heardRecords;
    expect(begun).toEqual({ hire: row.hire, engagement: 2, oneLoginUserId: '7', heardRecords });
    expect(withNewEngagement({ ...row, engagement: 2 }, now).engagement).toBe(3);
  });

  test('keeps what an operator needs, and the earlier users', () => {
    const kept: Partial<HireRow> = {
      outcomes: [{ code: 'ACTIVATED', at: start }],
      mailKeys: ['mail:a'],
      earlierUsers: [{ userId: '6', since: start }],
    };
    expect(withNewEngagement({ ...row, ...kept }, now)).toMatchObject(kept);
  });

  test.each([
    [day - 1, true],
    [day, false],
  ])('remembers a send that is unclear since %i ms: %s', (age, isKept) => {
    const unresolvedSend = { startedAt: now - age, userId: '7', invitationSentAt: null };
    expect('unresolvedSend' in withNewEngagement({ ...row, unresolvedSend }, now)).toBe(isKept);
  });
});
