import { describe, expect, test } from '@jest/globals';
import type { HireRow } from '../../lambda/hire/hire-row.ts';
import { judgeMail, type MailCircumstances } from '../../lambda/hire/judge-mail.ts';
import type { UserNote } from '../../lambda/hire/user-note.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const never = Number.POSITIVE_INFINITY;

const row: HireRow = {
  hire: 'home-made//100',
  state: 'sending',
  version: 3,
  writer: 'token-1',
  rung: 0,
  firstAttemptAt: now,
  updatedAt: now,
  requestId: 'request-1',
  oneLoginUserId: '7',
};
const note: UserNote = {
  user: '7',
  hire: row.hire,
  mailedAt: now - hour,
  mailedTo: 'address-a',
  version: 2,
  writer: 'token-1',
  expiresAt: 0,
};
const other: HireRow = { ...row, hire: 'home-made//200', state: 'invited', invitedAt: now - hour };
const ofOther: UserNote = { ...note, hire: other.hire };
const send = { startedAt: now - hour, userId: '7', invitationSentAt: null };
const invited: HireRow = { ...row, invitedAt: now - hour };
const longAgo: HireRow = { ...row, invitedAt: now - day };
const lapsed: UserNote = { ...note, mailedAt: now - day };

const judge = (change: Partial<MailCircumstances>) =>
  judgeMail(
    {
      row,
      user: { id: '7', invitationSentAt: null },
      note: undefined,
      holder: undefined,
      address: 'address-a',
      isWorkAddress: false,
      isFallback: false,
      saidAt: now - 2 * hour,
      sendAgainAt: never,
      ...change,
    },
    now,
  );
const userInvited = (sentAt: number) => ({ id: '7', invitationSentAt: new Date(sentAt).toISOString() });

describe('a person whom nobody has mailed', () => {
  test.each<[string, Partial<MailCircumstances>]>([
    ['gets the first mail', {}],
    [
      'gets it though the user was claimed, for a mail that was refused',
      { note: { ...note, mailedAt: undefined } },
    ],
    ['gets it without the key of the pseudonyms', { address: undefined }],
    [
      'gets it though another hire claimed the user, and is parked',
      {
        note: { user: '7', hire: other.hire, version: 1, writer: 'x', expiresAt: 0 },
        holder: { ...row, hire: other.hire, state: 'parked' },
      },
    ],
    [
      'gets it though another hire invited another user',
      {
        note: { user: '7', hire: other.hire, version: 1, writer: 'x', expiresAt: 0 },
        holder: { ...other, oneLoginUserId: '8' },
      },
    ],
  ])('%s', (_, change) => {
    expect(judge(change)).toEqual({ send: 'first' });
  });
});

describe('a mail of this hire whose link lives', () => {
  test.each<[string, Partial<MailCircumstances>, ReturnType<typeof judgeMail>]>([
    ['is not repeated', { row: invited, note }, { code: 'NOT_ACTIVATED', mailedAt: now - hour }],
    [
      'is not repeated until a day has passed',
      { row: invited, note: { ...note, mailedAt: now - day + 1 }, sendAgainAt: now },
      { code: 'NOT_ACTIVATED', mailedAt: now - day + 1 },
    ],
    ['is corrected at another address', { row: invited, note, address: 'address-b' }, { send: 'correction' }],
    [
      'is not corrected by an address that is only a fallback',
      { row: invited, note, address: 'address-b', isFallback: true, isWorkAddress: true },
      { code: 'NOT_ACTIVATED', mailedAt: now - hour },
    ],
    [
      'is not corrected if nobody can tell that the address is another: no key now',
      { row: invited, note, address: undefined },
      { code: 'NOT_ACTIVATED', mailedAt: now - hour },
    ],
    [
      'is not corrected if nobody can tell that the address is another: no key then',
      { row: invited, note: { ...note, mailedTo: undefined }, address: 'address-b' },
      { code: 'NOT_ACTIVATED', mailedAt: now - hour },
    ],
    [
      'is known from the row, if an earlier version noted no time',
      { row: { ...invited, state: 'invited' }, note: { ...note, mailedAt: undefined } },
      { code: 'NOT_ACTIVATED', mailedAt: now - hour },
    ],
  ])('%s', (_, change, verdict) => {
    expect(judge(change)).toEqual(verdict);
  });
});

describe('a mail of this hire whose link has expired', () => {
  test.each<[string, Partial<MailCircumstances>, ReturnType<typeof judgeMail>]>([
    [
      'is followed up when it is time',
      { row: longAgo, note: lapsed, sendAgainAt: now },
      { send: 'follow-up' },
    ],
    [
      'is not followed up before',
      { row: longAgo, note: lapsed, sendAgainAt: now + 1 },
      { code: 'NOT_ACTIVATED', mailedAt: now - day },
    ],
    [
      'is not followed up if none is left',
      { row: longAgo, note: lapsed },
      { code: 'NOT_ACTIVATED', mailedAt: now - day },
    ],
    [
      'is corrected at another address, though it is no time for a follow-up',
      { row: longAgo, note: lapsed, address: 'address-b' },
      { send: 'correction' },
    ],
    ['of an engagement before leads to a first mail', { row, note: lapsed }, { send: 'first' }],
  ])('%s', (_, change, verdict) => {
    expect(judge(change)).toEqual(verdict);
  });
});

describe('a user whom another hire claims', () => {
  test.each<[string, Partial<MailCircumstances>, ReturnType<typeof judgeMail>]>([
    [
      'and has mailed is not mailed',
      { note: ofOther, holder: other },
      { code: 'INVITED_AS_ANOTHER_HIRE', mailedAt: now - hour },
    ],
    [
      'and has mailed, and was cancelled since, is not mailed while the link lives',
      { note: ofOther, holder: { ...other, state: 'cancelled' } },
      { code: 'INVITED_AS_ANOTHER_HIRE', mailedAt: now - hour },
    ],
    [
      'and whose row is gone is not mailed while the link lives',
      { note: ofOther },
      { code: 'INVITED_AS_ANOTHER_HIRE', mailedAt: now - hour },
    ],
    [
      'is not corrected by a word that is older than the mail',
      { note: ofOther, holder: other, address: 'address-b' },
      { code: 'INVITED_AS_ANOTHER_HIRE', mailedAt: now - hour },
    ],
    [
      'is corrected by a later word with another address',
      { note: ofOther, holder: other, address: 'address-b', saidAt: now - minute },
      { send: 'correction' },
    ],
    [
      'is left to it when the link has expired, while it is awaited',
      {
        row: longAgo,
        note: { ...ofOther, mailedAt: now - day },
        holder: { ...other, invitedAt: now - day },
        sendAgainAt: now,
      },
      { code: 'INVITED_AS_ANOTHER_HIRE', mailedAt: now - day },
    ],
    [
      'is followed up by this hire when that one is cancelled',
      {
        row: longAgo,
        note: { ...ofOther, mailedAt: now - day },
        holder: { ...other, state: 'cancelled' },
        sendAgainAt: now,
      },
      { send: 'follow-up' },
    ],
    [
      'and is sending to is waited for',
      { note: ofOther, holder: { ...other, state: 'sending', unresolvedSend: send } },
      { code: 'USER_BEING_INVITED' },
    ],
    [
      'and whose send is unclear is waited for, even parked',
      {
        note: { ...ofOther, mailedAt: undefined },
        holder: { ...row, hire: other.hire, state: 'parked', unresolvedSend: send },
      },
      { code: 'USER_BEING_INVITED' },
    ],
    [
      'and whose send is unclear since more than a day is not waited for',
      {
        note: { user: '7', hire: other.hire, version: 1, writer: 'x', expiresAt: 0 },
        holder: {
          ...row,
          hire: other.hire,
          state: 'parked',
          unresolvedSend: { ...send, startedAt: now - day },
        },
      },
      { send: 'first' },
    ],
    [
      'and whose send is unclear since more than a day is waited for while that hire is worked on',
      {
        note: { user: '7', hire: other.hire, version: 1, writer: 'x', expiresAt: 0 },
        holder: {
          ...row,
          hire: other.hire,
          lease: { token: 'x', messageId: 'x', until: now + second },
          unresolvedSend: { ...send, startedAt: now - day },
        },
      },
      { code: 'USER_BEING_INVITED' },
    ],
    [
      'and whose send to somebody else is unclear is not waited for',
      {
        note: { user: '7', hire: other.hire, version: 1, writer: 'x', expiresAt: 0 },
        holder: { ...row, hire: other.hire, unresolvedSend: { ...send, userId: '8' } },
      },
      { send: 'first' },
    ],
  ])('%s', (_, change, verdict) => {
    expect(judge(change)).toEqual(verdict);
  });
});

describe('a user whom somebody else invited', () => {
  const toWork = { isWorkAddress: true };

  test.each<[string, Partial<MailCircumstances>, ReturnType<typeof judgeMail>]>([
    [
      'an hour ago is not mailed at the work address',
      { ...toWork, user: userInvited(now - hour) },
      { code: 'INVITED_BY_SOMEBODY_ELSE', mailedAt: now - hour },
    ],
    ['an hour ago is mailed at the personal address', { user: userInvited(now - hour) }, { send: 'first' }],
    ['a day ago is mailed', { ...toWork, user: userInvited(now - day) }, { send: 'first' }],
    [
      'by a clock that is a little ahead is not mailed',
      { ...toWork, user: userInvited(now + minute) },
      { code: 'INVITED_BY_SOMEBODY_ELSE', mailedAt: now },
    ],
    [
      'at a date far ahead is mailed: it is no date',
      { ...toWork, user: userInvited(now + hour) },
      { send: 'first' },
    ],
    [
      'at a date that is none is mailed',
      { ...toWork, user: { id: '7', invitationSentAt: 'soon' } },
      { send: 'first' },
    ],
    [
      'after our mail had expired is not followed up',
      { ...toWork, row: longAgo, note: lapsed, sendAgainAt: now, user: userInvited(now - hour) },
      { code: 'INVITED_BY_SOMEBODY_ELSE', mailedAt: now - hour },
    ],
    [
      'after an operator had asked for a mail is not mailed: that mail is the one',
      {
        ...toWork,
        row: { ...invited, retryAskedAt: now - 20 * minute },
        note,
        user: userInvited(now - 10 * minute),
      },
      { code: 'NOT_ACTIVATED', mailedAt: now - hour },
    ],
    [
      'before an operator asked for a mail is mailed',
      {
        ...toWork,
        row: { ...invited, retryAskedAt: now - 10 * minute },
        note,
        user: userInvited(now - 20 * minute),
      },
      { send: 'retry' },
    ],
    [
      'within minutes of our own mail was invited by us: it is followed up',
      { ...toWork, row: longAgo, note: lapsed, sendAgainAt: now, user: userInvited(now - day + 4 * minute) },
      { send: 'follow-up' },
    ],
  ])('%s', (_, change, verdict) => {
    expect(judge(change)).toEqual(verdict);
  });
});

test('a mail of another hire counts from its row, if it went out after the note was read', () => {
  const known = { row: invited, note: { ...ofOther, mailedAt: now - 3 * day } };
  const justMailed = { ...other, invitedAt: now - 3 * second };
  expect(judge({ ...known, holder: justMailed })).toEqual({
    code: 'INVITED_AS_ANOTHER_HIRE',
    mailedAt: now - 3 * second,
  });
  expect(judge({ ...known, holder: { ...justMailed, oneLoginUserId: '8' } })).toMatchObject({
    mailedAt: now - 3 * day,
  });
});
