import { describe, expect, test } from '@jest/globals';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import { listingOf, listingOfStored, stretchesOf } from '../../lambda/hire/listing.ts';

const day = 24 * 60 * 60 * 1000;
const now = Date.parse('2026-03-02T08:00:00Z');
const row: HireRow = {
  hire: 'bamboohr//1',
  state: 'waiting',
  version: 1,
  writer: 'w',
  rung: 0,
  firstAttemptAt: now,
  updatedAt: now,
  requestId: 'request-1',
};
const lease = { token: 't', messageId: 'm', until: now };
const earlierUsers = [{ userId: '7', since: now }];

describe('the place in the index', () => {
  test.each<[string, Partial<HireRow>, string | undefined]>([
    ['parked', { state: 'parked' }, '2#2026-03-02T08:00:00.000Z'],
    ['not activated, and looked at', notActivated({ followUpAt: now }), '2#2026-03-01T08:00:00.000Z'],
    ['not activated, and looked at no more', notActivated({}), '1#2026-03-15T08:00:00.000Z'],
    ['not activated, with a later user', notActivated({ earlierUsers }), '1#2026-03-15T08:00:00.000Z'],
    ['waiting', { waitUntil: now + day }, '3#2026-03-03T08:00:00.000Z'],
    ['waiting for nobody knows what', {}, '3#2026-03-02T08:00:00.000Z'],
    ['waiting until the end of time', { waitUntil: 1e15 }, '3#9999-12-31T23:59:59.999Z'],
    ['waiting, with a zone that is unknown', { zoneUnknownAt: now }, '2#2026-03-02T08:00:00.000Z'],
    ['being sent', { state: 'sending', lease }, '3#2026-03-02T08:00:00.000Z'],
    ['invited', { state: 'invited', invitedAt: now, followUpAt: now + day }, '4#2026-03-03T08:00:00.000Z'],
    [
      'invited, with an earlier user',
      { state: 'invited', invitedAt: now, followUpAt: now + day, earlierUsers },
      '2#2026-03-02T08:00:00.000Z',
    ],
    ['active, with an earlier user', { state: 'activated', earlierUsers }, '1#2026-03-03T08:00:00.000Z'],
    ['active, and was mailed', { state: 'activated', invitedAt: now }, '2026-03-02T08:00:00.000Z'],
    ['active without a mail', { state: 'already-active' }, undefined],
    ['cancelled, with a zone that is unknown', { state: 'cancelled', zoneUnknownAt: now }, undefined],
  ])('of who is %s', (_, change, order) => {
    const listing = listingOf({ ...row, ...change });
    expect(listing?.listingOrder).toBe(order);
    expect(listing?.listing).toBe(order && (order.includes('#') ? 'open' : 'ended'));
  });

  function notActivated(change: Partial<HireRow>): Partial<HireRow> {
    return { state: 'not-activated', notActivatedAt: now - day, ...change };
  }

  test('of a row that cannot be read is among those who need a hand, if its state is not settled', () => {
    const item = { hire: 'bamboohr//1', updatedAt: '2026-03-02T08:00:00.000Z' };
    expect(listingOfStored({ ...item, state: 'parked' })).toEqual({
      listing: 'open',
      listingOrder: '2#2026-03-02T08:00:00.000Z',
    });
    expect(listingOfStored({ hire: 'bamboohr//1' })?.listingOrder).toBe('2#1970-01-01T00:00:00.000Z');
    expect(listingOfStored({ ...item, state: 'activated' })).toBeUndefined();
  });

  test('of a row of a newer version is left to that', () => {
    expect(listingOfStored({ hire: 'bamboohr//1', state: 'parked', schema: 99 })).toBeUndefined();
  });
});

test('the stretches that are read have who needs a hand or waits, and nobody else', () => {
  const isRead = (order: string) => stretchesOf(now).some(({ from, to }) => from <= order && order <= to);
  const at = (ms: number) => new Date(now + ms).toISOString();
  expect(isRead(`1#${at(1)}`)).toBe(true);
  expect(isRead(`1#${at(-1)}`)).toBe(false);
  expect(isRead(`2#${at(-400 * day)}`)).toBe(true);
  expect(isRead('3#9999-12-31T23:59:59.999Z')).toBe(true);
  expect(isRead(`4#${at(-day / 24)}`)).toBe(true);
  expect(isRead(`4#${at(-day / 24 + 1)}`)).toBe(false);
});
