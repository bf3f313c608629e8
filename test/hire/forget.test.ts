import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { decide } from '../../lambda/hire/decide.ts';
import { withNewEngagement } from '../../lambda/hire/engagement.ts';
import { beginForgetting, stayForgotten, toTombstone, whyNotForget } from '../../lambda/hire/forget.ts';
import { HireRow, toItem } from '../../lambda/hire/hire-row.ts';
import { hireEvents } from '../../lambda/hire/hr-event.ts';
import { purposes } from '../../lambda/hire/invite-message.ts';
import type { Look } from '../../lambda/hire/look.ts';
import { needsOf } from '../../lambda/hire/needs-hand.ts';
import { isRetryPending, whyNoRetry } from '../../lambda/hire/retry.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const minute = 60 * 1000;
const day = 24 * 60 * minute;
const retry = { afterSeconds: [30, 120, 600], forHours: 96, askAfterSeconds: 600 };

const said = { event: 'created', saidAt: now - day, isDated: true } as const;
const row: HireRow = {
  hire: 'home-made//100',
  state: 'not-activated',
  code: 'NOT_ACTIVATED',
  outcomes: [{ code: 'INVITED', at: now - day }],
  engagement: 2,
  version: 7,
  writer: 'token-1',
  announced: { ...said, personHash: 'aaaaaaaa', addressHash: 'bbbbbbbb', isWhole: true },
  sinceRemoval: { announced: { ...said, event: 'updated', personHash: 'cccccccc' }, startDate: '2026-03-02' },
  createdAt: now - day,
  heardAt: now - day,
  heardRecords: ['dddddddd', 'aaaaaaaa'],
  notBefore: now - day,
  startDate: '2026-03-02',
  timeZone: 'Europe/Berlin',
  invitedAt: now - day,
  mailedTo: 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
  followUpAt: now + day,
  wakeUp: { purpose: 'follow-up', personHash: 'ffffffff', at: now + day },
  retryAskedAt: now - minute,
  notActivatedAt: now - minute,
  earlierUsers: [{ userId: '4711', since: now - day }],
  parked: { at: now - day, messageId: 'message-1' },
  parkedRecords: ['99999999'],
  rung: 2,
  firstAttemptAt: now - day,
  updatedAt: now - minute,
  oneLoginUserId: '4712',
  mailKeys: ['mail:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee'],
  requestId: 'request-1',
};
const over = beginForgetting(row, { token: 'token-2', now });
const tombstone = toTombstone(over, 'token-3');

test('what is left in the end is a key, a date, and that it was forgotten', () => {
  expect(toItem(tombstone)).toEqual({
    hire: 'home-made//100',
    schema: 1,
    state: 'cancelled',
    code: 'FORGOTTEN',
    engagement: 0,
    version: 9,
    writer: 'token-3',
    announced: { event: 'removed', saidAt: '2026-03-02T08:00:00.000Z', isDated: false, personHash: '' },
    createdAt: '2026-03-02T08:00:00.000Z',
    rung: 0,
    firstAttemptAt: '2026-03-02T08:00:00.000Z',
    updatedAt: '2026-03-02T08:00:00.000Z',
    requestId: 'unknown',
    expiresAt: Date.parse('2026-06-10T08:00:00Z') / 1000,
  });
});

test('until then the row also has what the rest is found by, and no more', () => {
  const { heardRecords, parked, ...others } = over;
  expect(heardRecords?.toSorted()).toEqual(['99999999', 'aaaaaaaa', 'cccccccc', 'dddddddd', 'ffffffff']);
  expect(parked).toEqual({ at: now - day, messageId: 'message-1' });
  expect({ ...others, version: 9, writer: 'token-3' }).toEqual(tombstone);
});

test('version 0.2.0, which does not know the code, reads it as a hire that is cancelled', () => {
  const { code, ...asRead } = v.parse(HireRow, { ...toItem(tombstone), code: undefined });
  expect(code).toBeUndefined();
  const queued = look({ saidAt: now - minute });
  expect(decide(asRead, queued, now, retry)).toEqual({ action: 'finish' });
});

function look(change: Partial<Look> = {}): Look {
  return {
    hire: 'home-made//100',
    requestId: 'request-2',
    purpose: 'invite',
    event: 'created',
    personHash: 'aaaaaaaa',
    addressHash: 'bbbbbbbb',
    saidAt: now + minute,
    isDated: false,
    messageId: 'message-2',
    sentAt: now - day,
    firstReceivedAt: now + minute,
    makesHire: true,
    hasAddress: true,
    asksHr: false,
    receivedAt: now - minute,
    startDate: '2026-09-01',
    notBefore: Date.parse('2026-09-01T08:00:00Z'),
    ...change,
  };
}

const everyWord = purposes.flatMap((purpose) =>
  hireEvents.flatMap((event) =>
    [true, false].flatMap((isDated) => [true, false].map((asksHr) => ({ purpose, event, isDated, asksHr }))),
  ),
);

describe.each([
  ['the tombstone', tombstone],
  ['a hire that is being forgotten', over],
])('at %s', (_, standing) => {
  test.each(everyWord)('what was said before ends without a trace: %j', (word) => {
    for (const saidAt of [now - 200 * day, now - 4 * day, now - minute, now])
      expect(decide(standing, look({ ...word, saidAt }), now + minute, retry)).toEqual({ action: 'finish' });
  });

  test('a wake-up that comes later ends as well: the sweep’s, an operator’s, a follow-up', () => {
    for (const word of everyWord.filter(({ purpose, event }) => purpose !== 'invite' && event !== 'removed'))
      expect(decide(standing, look({ ...word, saidAt: now + 9 * day }), now + 9 * day, retry)).toEqual({
        action: 'finish',
      });
  });

  test('a creation that is dated later begins anew', () => {
    const word = look({ isDated: true, saidAt: now + 1 });
    expect(decide(standing, word, now + minute, retry)).toEqual({ action: 'attempt' });
  });

  test('nobody is told of it, and it cannot be retried', () => {
    expect(needsOf(toItem(standing), { waitingHours: 48 }, now + day)).toEqual([]);
    expect(whyNoRetry(standing, now)).toEqual({ reason: 'NOTHING_TO_DO' });
    expect(isRetryPending(standing, now)).toBe(false);
  });
});

test('a creation without a date may be late for three days, and begins anew after that', () => {
  const at = (saidAt: number) => decide(tombstone, look({ saidAt, receivedAt: saidAt }), saidAt, retry);
  expect(at(now + 3 * day)).toEqual({ action: 'finish' });
  expect(at(now + 3 * day + 1)).toEqual({ action: 'attempt' });
});

test('a new hire under the key is the first one again, and knows nothing of the earlier', () => {
  expect(withNewEngagement(tombstone, now)).toEqual({ hire: 'home-made//100', engagement: 1 });
});

test('a later removal by HR keeps nothing of the person either, and counts for creations from before it', () => {
  const removal = look({ event: 'removed', saidAt: now + day, isDated: true });
  expect(decide(tombstone, removal, now + day, retry)).toEqual({ action: 'cancel' });
  const removed = stayForgotten(tombstone, removal, 'token-4');
  expect(removed).toEqual({
    ...tombstone,
    version: 10,
    writer: 'token-4',
    announced: { event: 'removed', saidAt: now + day, isDated: true, personHash: '' },
    createdAt: now + day,
  });
  const created = (saidAt: number) => decide(removed, look({ isDated: true, saidAt }), now + 2 * day, retry);
  expect(created(now + minute)).toEqual({ action: 'finish' });
  expect(created(now + day + 1)).toEqual({ action: 'attempt' });
});

describe('a hire is not forgotten', () => {
  test('while a function works on it', () => {
    const lease = { token: 't', messageId: 'm', until: now + minute };
    expect(whyNotForget({ ...row, lease }, now)).toEqual({ reason: 'BEING_TRIED', until: now + minute });
    expect(whyNotForget({ ...row, lease }, now + minute)).toBeUndefined();
  });

  test('while a send is unclear whose link may live', () => {
    const unresolvedSend = { startedAt: now - minute, userId: '7', invitationSentAt: null };
    const until = now - minute + day;
    expect(whyNotForget({ ...row, unresolvedSend }, now)).toEqual({ reason: 'SEND_UNCLEAR', until });
    expect(whyNotForget({ ...row, unresolvedSend }, until)).toBeUndefined();
  });
});
