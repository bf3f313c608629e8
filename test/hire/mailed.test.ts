import { describe, expect, test } from '@jest/globals';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import {
  followUser,
  mailed,
  withMailsOfOthers,
  withoutMails,
  withoutSend,
} from '../../lambda/hire/mailed.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const row: HireRow = {
  hire: 'home-made//100',
  state: 'sending',
  version: 3,
  writer: 'token-1',
  rung: 0,
  firstAttemptAt: now,
  updatedAt: now,
  requestId: 'request-1',
};
const invited: HireRow = {
  ...row,
  oneLoginUserId: '7',
  invitedAt: now - 1000,
  followUpsSent: 1,
  notActivatedAt: now - 500,
};

describe('a mail that another hire of the person had sent', () => {
  const note = {
    user: '7',
    hire: 'home-made//200',
    mailedAt: now,
    version: 1,
    writer: 'token-2',
    expiresAt: 0,
  };
  const holder = { ...row, hire: note.hire };

  test('counts, with the follow-ups of that hire', () => {
    expect(withMailsOfOthers(invited, note, { ...holder, followUpsSent: 2 })).toEqual({
      ...invited,
      invitedAt: now,
      followUpsSent: 2,
    });
    expect(withMailsOfOthers(invited, note, holder)).toEqual({ ...invited, invitedAt: now });
    expect(withMailsOfOthers(invited, note, undefined)).toEqual({ ...invited, invitedAt: now });
  });

  test('counts for a hire that needs none, so that nobody is told too early', () => {
    const awaited: HireRow = { ...row, awaitedSince: now - 1000 };
    expect(withMailsOfOthers(awaited, note, holder)).toEqual({ ...awaited, invitedAt: now });
    expect(withMailsOfOthers(awaited, { ...note, mailedAt: now - 1000 }, holder)).toEqual(awaited);
  });

  test.each([
    ['is not later than the own one', invited, { ...note, mailedAt: now - 1000 }],
    ['went out before this hire had any', row, note],
    ['is not noted', invited, undefined],
  ])('changes nothing if it %s', (_, known, noted) => {
    expect(withMailsOfOthers(known, noted, { ...holder, followUpsSent: 2 })).toEqual(known);
  });
});

describe('a row that follows a user', () => {
  test('remembers the first one', () => {
    expect(followUser(row, '7', now)).toEqual({ ...row, oneLoginUserId: '7' });
  });

  test('stays as it is for the same one', () => {
    expect(followUser(invited, '7', now)).toEqual(invited);
  });

  test('notes one who was invited before somebody else came, and begins without mails', () => {
    expect(followUser(invited, '8', now)).toEqual({
      ...row,
      oneLoginUserId: '8',
      earlierUsers: [{ userId: '7', since: now }],
    });
  });

  test('notes one who needed no mail, but does not use the account', () => {
    const awaited = { ...row, oneLoginUserId: '7', awaitedSince: now };
    expect(followUser(awaited, '8', now)).toEqual({
      ...row,
      oneLoginUserId: '8',
      earlierUsers: [{ userId: '7', since: now }],
    });
  });

  test('does not note one who was not invited', () => {
    expect(followUser({ ...row, oneLoginUserId: '7' }, '8', now)).toEqual({ ...row, oneLoginUserId: '8' });
  });

  test('does not call a user earlier to whom it returns', () => {
    const back = followUser(followUser(invited, '8', now), '7', now + 1);
    expect(back).toEqual({ ...row, oneLoginUserId: '7' });
  });

  test('keeps the last ten', () => {
    const earlierUsers = Array.from({ length: 10 }, (_, nth) => ({ userId: `u${nth}`, since: nth }));
    const followed = followUser({ ...invited, earlierUsers }, '8', now).earlierUsers;
    expect(followed).toEqual([...earlierUsers.slice(1), { userId: '7', since: now }]);
  });

  test('forgets that a send to the one before may have gone out', () => {
    const send = { startedAt: now, userId: '7', invitationSentAt: null };
    const followed = followUser({ ...invited, unresolvedSend: send }, '8', now);
    expect(followed.unresolvedSend).toEqual(send); // it is of another user, so it says nothing of this one
  });
});

test('a mail starts the wait for the account again', () => {
  expect(mailed(invited, now, {})).toEqual({ ...row, oneLoginUserId: '7', invitedAt: now, followUpsSent: 1 });
  expect(mailed(row, now, { reason: 'follow-up' })).toEqual({ ...row, invitedAt: now, followUpsSent: 1 });
  expect(mailed(invited, now, { reason: 'follow-up' }).followUpsSent).toBe(2);
});

test('without mails, a row is that of somebody who was never invited', () => {
  expect(withoutMails({ ...invited, awaitedSince: now })).toEqual({ ...row, oneLoginUserId: '7' });
});

test('a send that is clear leaves nothing', () => {
  const unclear = {
    ...row,
    unclearSends: 2,
    unresolvedSend: { startedAt: now, userId: '7', invitationSentAt: null },
  };
  expect(withoutSend(unclear)).toEqual(row);
});
