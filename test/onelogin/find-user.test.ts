import { describe, expect, test } from '@jest/globals';
import { tokenRefused } from '../../lambda/onelogin/answer.ts';
import { hasEmail, judgeUsersAnswer } from '../../lambda/onelogin/find-user.ts';
import { hasGoneOut, judgeUser, type OneLoginUser } from '../../lambda/onelogin/user.ts';
import { htmlAnswer, jsonAnswer, neverConnected, statusAnswer, timedOut } from '../helpers/answers.ts';

const user: OneLoginUser = {
  id: '7',
  email: 'Ada@acme.example',
  externalId: undefined,
  status: 0,
  state: 1,
  invitationSentAt: null,
  activatedAt: null,
  neverSignedIn: true,
};
const wire = {
  id: 7,
  email: 'Ada@acme.example',
  status: 0,
  state: 1,
  invitation_sent_at: null,
  activated_at: null,
  last_login: null,
  password_changed_at: null,
  directory_id: null,
  trusted_idp_id: null,
};

describe('an answer to List Users', () => {
  test.each([
    ['nobody', [], []],
    ['the address in another case', [wire], [user]],
    [
      'other people too, by a filter that is wider than we asked',
      [wire, { ...wire, id: 8, email: 'ada@acme.example.org' }],
      [user],
    ],
    ['somebody without an address', [{ ...wire, email: null }], []],
    [
      'dates that are empty text',
      [{ ...wire, activated_at: '', invitation_sent_at: '', last_login: '', password_changed_at: '' }],
      [user],
    ],
    [
      'fields left out',
      [{ id: 7, email: 'Ada@acme.example' }],
      [{ ...user, status: null, state: null, neverSignedIn: false }],
    ],
    ['several', [wire, { ...wire, id: 8 }], [user, { ...user, id: '8' }]],
  ])('%s', (_, body, users) => {
    expect(judgeUsersAnswer(jsonAnswer(200, body), (one) => hasEmail(one, 'ada@ACME.example'))).toEqual(
      users,
    );
  });

  test.each([
    ['no answer', timedOut, 'ONELOGIN_UNAVAILABLE'],
    ['a host that was never reached', neverConnected, 'ONELOGIN_UNAVAILABLE'],
    ['500', statusAnswer(500, ''), 'ONELOGIN_UNAVAILABLE'],
    ['502 in HTML', htmlAnswer(502), 'ONELOGIN_UNAVAILABLE'],
    ['200 in HTML', htmlAnswer(200), 'ONELOGIN_UNAVAILABLE'],
    ['a redirect', htmlAnswer(302), 'ONELOGIN_UNAVAILABLE'],
    ['an object instead of a list', jsonAnswer(200, { data: [] }), 'ONELOGIN_UNAVAILABLE'],
    ['the limit', htmlAnswer(429), 'RATE_LIMITED'],
    ['the limit as 400', statusAnswer(400, 'rate_limit_exceeded'), 'RATE_LIMITED'],
    ['no permission', statusAnswer(401, 'Insufficient Permission'), 'INSUFFICIENT_PERMISSION'],
    ['no permission, as v2 says it', jsonAnswer(403, { message: 'Forbidden' }), 'INSUFFICIENT_PERMISSION'],
    ['a proxy’s page', htmlAnswer(403), 'ONELOGIN_REQUEST_REFUSED'],
    ['an unknown 400', statusAnswer(400, 'bad filter'), 'ONELOGIN_REQUEST_REFUSED'],
    ['no such route', statusAnswer(404, 'No Route Exists'), 'ONELOGIN_REQUEST_REFUSED'],
  ])('%s is a failure, never "nobody"', (_, answer, code) => {
    expect(judgeUsersAnswer(answer, () => true)).toMatchObject({ code });
  });

  test('a refused token is told apart', () => {
    expect(judgeUsersAnswer(statusAnswer(401, 'Authentication Failure'), () => true)).toBe(tokenRefused);
  });
});

const active = '2026-01-05T08:00:00Z';

describe('somebody has signed in to the account, or may have, if', () => {
  const { last_login, password_changed_at, directory_id, trusted_idp_id, ...withoutSigns } = wire;

  test.each([
    ['there was a sign-in', { ...wire, last_login: active }],
    ['there is a password', { ...wire, password_changed_at: active }],
    ['a directory has the password', { ...wire, directory_id: 12 }],
    ['another identity provider has the password', { ...wire, trusted_idp_id: 12 }],
    ['a sign is of an unknown form', { ...wire, last_login: { at: active } }],
    [
      'OneLogin does not say whether there was a sign-in',
      { ...withoutSigns, password_changed_at, directory_id, trusted_idp_id },
    ],
    [
      'OneLogin does not say whether there is a password',
      { ...withoutSigns, last_login, directory_id, trusted_idp_id },
    ],
  ])('%s', (_, sent) => {
    const users = [{ ...user, neverSignedIn: false }];
    expect(judgeUsersAnswer(jsonAnswer(200, [sent]), () => true)).toEqual(users);
  });

  test.each([
    ['a directory', { ...withoutSigns, last_login, password_changed_at, trusted_idp_id }],
    ['an identity provider', { ...withoutSigns, last_login, password_changed_at, directory_id }],
    ['either', { ...withoutSigns, last_login, password_changed_at }],
  ])('but not if OneLogin leaves %s out, which most users do not have', (_, sent) => {
    expect(judgeUsersAnswer(jsonAnswer(200, [sent]), () => true)).toEqual([user]);
  });
});

describe('a user', () => {
  const used = { neverSignedIn: false };

  test.each([
    ['unactivated', { status: 0 }, 'invite'],
    ['awaiting a password reset', { status: 5 }, 'invite'],
    ['created a moment ago', { status: 7 }, 'invite'],
    ['invited before, but not active', { status: 0, invitationSentAt: active }, 'invite'],
    ['active', { status: 1, ...used }, 'active'],
    ['with an expired password', { status: 4 }, 'active'],
    ['at the security questions', { status: 8 }, 'active'],
    [
      'unactivated by status, but with a date of activation',
      { status: 0, activatedAt: active, ...used },
      'active',
    ],
    ['active but without a licence', { status: 1, state: 3, ...used }, 'active'],
    ['switched on, and never used', { status: 1 }, 'never-signed-in'],
    ['switched on at a date, and never used', { status: 1, activatedAt: active }, 'never-signed-in'],
    ['with a date of activation only, and never used', { activatedAt: active }, 'never-signed-in'],
    ['switched on and suspended', { status: 2, activatedAt: active }, { code: 'USER_SUSPENDED' }],
    ['switched on and locked', { status: 3, activatedAt: active }, { code: 'USER_LOCKED' }],
    ['switched on, but unapproved', { status: 1, state: 0 }, { code: 'USER_UNAPPROVED' }],
    ['switched on, but rejected', { status: 1, state: 2 }, { code: 'USER_REJECTED' }],
    ['switched on, but without a licence', { status: 1, state: 3 }, { code: 'USER_UNLICENSED' }],
    ['switched on, of no state', { status: 1, state: null }, { code: 'USER_STATUS_UNKNOWN' }],
    ['suspended', { status: 2 }, { code: 'USER_SUSPENDED' }],
    [
      'suspended after having been active',
      { status: 2, activatedAt: active, ...used },
      { code: 'USER_SUSPENDED' },
    ],
    ['locked', { status: 3, activatedAt: active, ...used }, { code: 'USER_LOCKED' }],
    ['unapproved', { state: 0 }, { code: 'USER_UNAPPROVED' }],
    ['rejected', { state: 2 }, { code: 'USER_REJECTED' }],
    ['without a licence', { state: 3 }, { code: 'USER_UNLICENSED' }],
    ['of a status that is not documented', { status: 6 }, { code: 'USER_STATUS_UNKNOWN' }],
    ['of no status', { status: null }, { code: 'USER_STATUS_UNKNOWN' }],
    ['of a state that is not documented', { state: 9 }, { code: 'USER_STATUS_UNKNOWN' }],
  ])('%s', (_, change, verdict) => {
    expect(judgeUser({ ...user, ...change })).toEqual(verdict);
  });
});

describe('a send to a user has gone out', () => {
  const send = { userId: '7', invitationSentAt: null };

  test.each([
    ['if an invitation is dated', { invitationSentAt: active }, true],
    ['if the account is in use', { status: 1, neverSignedIn: false }, true],
    ['if there was a password, which has expired', { status: 4 }, true],
    ['not by an account that was only switched on', { status: 1, activatedAt: active }, false],
    ['not by the account of somebody else', { id: '8', invitationSentAt: active }, false],
    ['not by nothing', {}, false],
  ])('%s', (_, change, gone) => {
    expect(hasGoneOut({ ...user, ...change }, send)).toBe(gone);
  });

  test('not by the date of an invitation before', () => {
    expect(hasGoneOut({ ...user, invitationSentAt: active }, { ...send, invitationSentAt: active })).toBe(
      false,
    );
  });
});
