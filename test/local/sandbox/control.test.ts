import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OneLoginSandbox, startOneLogin } from '../../../local/sandbox/onelogin.ts';
import { ask, control, invitePath, toInvite } from './ask.ts';

let oneLogin: OneLoginSandbox;
beforeEach(async () => {
  oneLogin = await startOneLogin();
});
afterEach(() => oneLogin.close());

const drive = (method: string, path: string, body?: unknown) =>
  control(method, `${oneLogin.url}/_sandbox/${path}`, body);
const invite = async () => ask('POST', oneLogin.url + invitePath, await toInvite(oneLogin));

describe('somebody with curl', () => {
  test('adds, changes, lists and removes users', async () => {
    const ada = {
      id: 1,
      email: 'Ada@acme.example',
      status: 0,
      state: 1,
      external_id: null,
      invitation_sent_at: null,
      activated_at: null,
      last_login: null,
      password_changed_at: null,
      directory_id: null,
      trusted_idp_id: null,
      created_at: expect.any(String),
    };
    expect(await drive('POST', 'users', { email: 'Ada@acme.example' })).toEqual({ status: 201, body: ada });
    expect(await drive('PATCH', 'users/1', { status: 2 })).toMatchObject({ body: { ...ada, status: 2 } });
    expect(await drive('GET', 'users')).toEqual({ status: 200, body: [{ ...ada, status: 2 }] });
    expect(await drive('DELETE', 'users/1')).toMatchObject({ status: 200 });
    expect(await drive('GET', 'users')).toEqual({ status: 200, body: [] });
    expect(await drive('POST', 'users', { email: 'b@acme.example' })).toMatchObject({ body: { id: 2 } });
  });

  test('sees the mails and how often each call was made', async () => {
    oneLogin.addUser({ email: 'Ada@acme.example' });
    await invite();
    expect(await drive('GET', 'mails')).toMatchObject({
      body: [{ to: 'Ada@acme.example', personal: false }],
    });
    expect(await drive('GET', 'calls')).toEqual({
      status: 200,
      body: { token: 1, users: 0, invite: 1, events: 0 },
    });
  });

  test('switches a user on who has never signed in', async () => {
    const user = oneLogin.addUser({ email: 'Ada@acme.example' });
    const never = { last_login: null, password_changed_at: null };
    expect(await drive('PATCH', 'users/1', { status: 1, ...never })).toMatchObject({ body: never });
    await drive('PATCH', 'users/1', { status: 1 });
    expect(user).toMatchObject({ last_login: expect.any(String), password_changed_at: expect.any(String) });
  });

  test('adds events, and lists them', async () => {
    const event = { user_id: 1, event_type_id: 115, created_at: '2026-03-02T08:00:00Z' };
    expect(await drive('POST', 'events', event)).toEqual({ status: 201, body: { id: 1, ...event } });
    expect(await drive('GET', 'events')).toEqual({ status: 200, body: [{ id: 1, ...event }] });
  });

  test.each([
    ['one', { call: 'invite', kind: 'answer', status: 503 }],
    ['a list', [{ call: 'invite', kind: 'answer', status: 503 }]],
  ])('adds %s of faults, and clears them', async (_, faults) => {
    oneLogin.addUser({ email: 'Ada@acme.example' });
    expect(await drive('POST', 'faults', faults)).toMatchObject({ status: 201 });
    expect((await invite()).status).toBe(503);
    await drive('POST', 'faults', faults);
    expect(await drive('DELETE', 'faults')).toMatchObject({ status: 200 });
    expect((await invite()).status).toBe(200);
  });

  test('sets a limit, and lifts it', async () => {
    oneLogin.addUser({ email: 'Ada@acme.example' });
    const limit = { calls: 0, windowSeconds: 2, status: 429 };
    expect(await drive('PUT', 'limit', limit)).toMatchObject({ status: 200, body: limit });
    expect((await invite()).status).toBe(429);
    await drive('DELETE', 'limit');
    expect((await invite()).status).toBe(200);
  });

  test.each([
    ['POST', 'faults', '{"kind":', 'Invalid JSON'],
    ['POST', 'faults', { kind: 'slowly' }, '0.kind: Invalid type: Expected ("answer" | "reset-before"'],
    ['POST', 'faults', [{ kind: 'slow' }, { kind: 'slow', delay: 5 }], '1.delay: Invalid key'],
    ['POST', 'faults', { kind: 'slow', times: 'ever' }, '0.times: a whole number from 1, or "always"'],
    ['POST', 'faults', { kind: 'slow', times: 1.5 }, '0.times: Invalid integer'],
    ['POST', 'faults', { kind: 'slow', times: 0 }, '0.times: Invalid value: Expected >=1'],
    ['POST', 'faults', { kind: 'answer', status: 99 }, '0.status: Invalid value: Expected >=200'],
    ['POST', 'users', {}, 'email: Invalid key: Expected "email"'],
    ['POST', 'users', { email: 'a@b.example', name: 'Ada' }, 'name: Invalid key'],
    ['PATCH', 'users/1', { status: 'suspended' }, 'status: Invalid type: Expected number'],
    ['PATCH', 'users/1', { id: 5 }, 'id: Invalid key'],
    [
      'PUT',
      'limit',
      { calls: 5, windowSeconds: 2, status: 503 },
      'status: Invalid type: Expected (400 | 429)',
    ],
  ])('is told what is wrong with %s %s %j', async (method, path, body, error) => {
    oneLogin.addUser({ email: 'Ada@acme.example' });
    const answer = await drive(method, path, body);
    expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining(error) } });
  });

  test('adds none of the faults if one of them is wrong', async () => {
    oneLogin.addUser({ email: 'Ada@acme.example' });
    await drive('POST', 'faults', [{ call: 'invite', kind: 'answer' }, { kind: 'slowly' }]);
    expect((await invite()).status).toBe(200);
  });

  test.each([
    ['PATCH', 'users/7', '{}', 'no such user'],
    ['DELETE', 'users/7', undefined, 'no such user'],
    [
      'GET',
      'mail',
      undefined,
      'no such route; there are: GET calls, POST faults, DELETE faults, GET mails, ',
    ],
    ['DELETE', 'users', undefined, 'no such route; '],
  ])('is told that there is no %s %s', async (method, path, body, error) => {
    const answer = await drive(method, path, body);
    expect(answer).toEqual({ status: 404, body: { error: expect.stringContaining(error) } });
  });
});
