import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { startOneLogin } from '../../../local/sandbox/onelogin.ts';

const credential = { clientId: 'id', clientSecret: 'secret' };
const json = { 'content-type': 'application/json' };
let oneLogin: Awaited<ReturnType<typeof startOneLogin>>;
let token: string;

beforeEach(async () => {
  oneLogin = await startOneLogin({ credential });
  const answer = await generateToken({ ...json, authorization: 'client_id:id, client_secret:secret' });
  token = v.parse(v.object({ access_token: v.string() }), await answer.json()).access_token;
});
afterEach(() => oneLogin.close());

const generateToken = (headers: Record<string, string>) =>
  fetch(`${oneLogin.url}/auth/oauth2/v2/token`, {
    method: 'POST',
    headers,
    body: '{"grant_type":"client_credentials"}',
  });

const sendInvite = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${oneLogin.url}/api/1/invites/send_invite_link`, {
    method: 'POST',
    headers: { ...json, authorization: `bearer:${token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const contentType =
  'Content Type is not specified or specified incorrectly. Content-Type header must be set to application/json';

describe('the sandbox answers an invite as OneLogin’s page says', () => {
  const ada = { email: 'Ada@acme.example' };

  test.each<[string, unknown, Record<string, string>, number, string]>([
    ['of a user', ada, {}, 200, 'Email sent successfully to Ada@acme.example'],
    [
      'to another address',
      { ...ada, personal_email: 'a@b.example' },
      {},
      200,
      'Email sent successfully to a@b.example',
    ],
    [
      'with a space instead of the colon',
      ada,
      { authorization: 'Bearer TOKEN' },
      200,
      'Email sent successfully to Ada@acme.example',
    ],
    ['of a user in another case', { email: 'ada@acme.example' }, {}, 400, 'No User exists for input email'],
    ['of no address', {}, {}, 400, 'Email Parameter is missing'],
    ['of a malformed address', { email: 'ada' }, {}, 400, 'Email Input is in incorrect format'],
    [
      'of a malformed personal address',
      { ...ada, personal_email: 'home' },
      {},
      400,
      'Email Input is in incorrect format',
    ],
    ['in no JSON', 'email=ada', {}, 400, 'Input JSON is not valid'],
    ['of another content type', ada, { 'content-type': 'text/plain' }, 400, contentType],
    ['without a token', ada, { authorization: '' }, 400, 'Authorization Information is incorrect'],
    ['with another token', ada, { authorization: 'bearer:other' }, 401, 'Authentication Failure'],
  ])('%s', async (_, body, headers, status, message) => {
    oneLogin.addUser({ email: 'Ada@acme.example' });
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('TOKEN', token)]),
    );
    const answer = await sendInvite(body, sent);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status: { message, code: status, error: status !== 200 } });
    expect(oneLogin.mails).toHaveLength(status === 200 ? 1 : 0);
  });

  test('of a route that is none', async () => {
    const answer = await fetch(`${oneLogin.url}/api/2/invites`);
    expect(await answer.json()).toMatchObject({ status: { code: 404, message: 'No Route Exists' } });
  });
});

test.each([
  ['the documented form', { ...json, authorization: 'client_id:id, client_secret:secret' }, 200],
  ['Basic', { ...json, authorization: `Basic ${btoa('id:secret')}` }, 200],
  ['another secret', { ...json, authorization: 'client_id:id, client_secret:other' }, 401],
  [
    'a content type with a charset',
    {
      'content-type': 'application/json; charset=utf-8',
      authorization: 'client_id:id, client_secret:secret',
    },
    400,
  ],
])('a token is given for %s: %s', async (_, headers, status) => {
  const answer = await generateToken(headers);
  expect(answer.status).toBe(status);
  if (status === 200) expect(await answer.json()).toMatchObject({ access_token: token, expires_in: 36_000 });
});

test('the users’ filter knows wildcards, and fields are only those asked for', async () => {
  oneLogin.addUser({ email: 'Ada@acme.example' });
  oneLogin.addUser({ email: 'bob@acme.example' });
  const list = async (query: string) =>
    (
      await fetch(`${oneLogin.url}/api/2/users?${query}`, { headers: { authorization: `bearer ${token}` } })
    ).json();
  expect(await list('email=ada@acme.example&fields=id,email')).toEqual([
    { id: 1, email: 'Ada@acme.example' },
  ]);
  expect(await list('email=*@acme.example&fields=id')).toEqual([{ id: 1 }, { id: 2 }]);
});

test.each([
  [400, 'application/json'],
  [429, 'text/html'],
] as const)(
  'over the limit it answers %i, with the seconds to its reset, until the window is over',
  async (status, type) => {
    oneLogin.addUser({ email: 'ada@acme.example' });
    oneLogin.setLimit({ calls: 1, windowSeconds: 60, status });
    expect((await sendInvite({ email: 'ada@acme.example' })).headers.get('x-ratelimit-remaining')).toBe('0');
    const refused = await sendInvite({ email: 'ada@acme.example' });
    expect(refused.status).toBe(status);
    expect(refused.headers.get('content-type')).toBe(type);
    expect(Number(refused.headers.get('x-ratelimit-reset'))).toBeGreaterThan(0);
    expect(oneLogin.mails).toHaveLength(1);
  },
);

describe('told to misbehave, it', () => {
  test.each([
    ['reset-before', false],
    ['reset-after', true],
    ['truncated', true],
  ] as const)('breaks off (%s), with the mail gone out: %s', async (kind, goneOut) => {
    oneLogin.addUser({ email: 'ada@acme.example' });
    oneLogin.faults.add({ call: 'invite', kind });
    await expect(sendInvite({ email: 'ada@acme.example' }).then((answer) => answer.text())).rejects.toThrow();
    expect(oneLogin.mails).toHaveLength(goneOut ? 1 : 0);
  });

  test('finishes late what it broke off', async () => {
    const ada = oneLogin.addUser({ email: 'ada@acme.example' });
    oneLogin.faults.add({ call: 'invite', kind: 'finish-late', delayMs: 20 });
    await expect(sendInvite({ email: ada.email })).rejects.toThrow();
    expect(ada.invitation_sent_at).toBeNull();
    await oneLogin.waitForMails(1);
    expect(ada.invitation_sent_at).not.toBeNull();
  });

  test('does so only for whom it was told, and as often', async () => {
    oneLogin.addUser({ email: 'ada@acme.example' });
    oneLogin.addUser({ email: 'bob@acme.example' });
    oneLogin.faults.add({ call: 'invite', who: 'ADA@acme.example', kind: 'answer', status: 503, times: 2 });
    const statuses = [];
    for (const name of ['bob', 'ada', 'ada', 'ada']) {
      statuses.push((await sendInvite({ email: `${name}@acme.example` })).status);
    }
    expect(statuses).toEqual([200, 503, 503, 200]);
  });
});

test('a person drives it by curl', async () => {
  const post = (path: string, body: unknown, method = 'POST') =>
    fetch(`${oneLogin.url}/_sandbox/${path}`, { method, body: JSON.stringify(body) });
  expect((await post('users', { email: 'ada@acme.example' })).status).toBe(201);
  expect((await post('users/1', { status: 2 }, 'PATCH')).status).toBe(200);
  expect((await post('faults', { kind: 'reset-after' })).status).toBe(201);
  expect((await post('faults', { kind: 'nonsense' })).status).toBe(400);
  const users = await fetch(`${oneLogin.url}/_sandbox/users`);
  expect(await users.json()).toMatchObject([{ id: 1, email: 'ada@acme.example', status: 2 }]);
});
