import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type OneLoginSandbox, startOneLogin } from '../../../local/sandbox/onelogin.ts';
import { ask, askForToken, credential, getToken, invitePath, json, toInvite } from './ask.ts';

const started = Date.parse('2026-03-02T08:00:00Z');
const clock = { nowMs: started };
const running: OneLoginSandbox[] = [];
let oneLogin: OneLoginSandbox;

async function start(options: Parameters<typeof startOneLogin>[0] = {}): Promise<OneLoginSandbox> {
  const sandbox = await startOneLogin({ now: () => new Date(clock.nowMs), ...options });
  running.push(sandbox);
  return sandbox;
}

beforeEach(async () => {
  clock.nowMs = started;
  oneLogin = await start();
  oneLogin.addUser({ email: 'Ada@acme.example' });
});
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

const listUsers = async (query: string, authorization?: string) =>
  ask('GET', `${oneLogin.url}/api/2/users?${query}`, {
    headers: { authorization: authorization ?? `bearer ${await getToken(oneLogin)}` },
  });

const invite = async (change: Partial<Awaited<ReturnType<typeof toInvite>>> = {}) =>
  ask('POST', oneLogin.url + invitePath, { ...(await toInvite(oneLogin)), ...change });

describe('Generate Token', () => {
  test('answers flat, with the lifetime of a fresh token', async () => {
    const { status, body } = await askForToken(oneLogin);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      access_token: expect.stringMatching(/^[0-9a-f]{64}$/),
      created_at: '2026-03-02T08:00:00.000Z',
      expires_in: 36_000,
      refresh_token: expect.any(String),
      token_type: 'bearer',
      account_id: 1,
    });
  });

  test('accepts the credential by Basic too', async () => {
    const authorization = `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}`;
    const answer = await askForToken(oneLogin, { headers: { 'content-type': json, authorization } });
    expect(answer.status).toBe(200);
  });

  test('gives the same answer, whole, until the token expires', async () => {
    const { body } = await askForToken(oneLogin);
    clock.nowMs += 36_000 * 1000 - 1;
    expect((await askForToken(oneLogin)).body).toBe(body);
    clock.nowMs += 1;
    expect(JSON.parse((await askForToken(oneLogin)).body)).toMatchObject({
      created_at: '2026-03-02T18:00:00.000Z',
      expires_in: 36_000,
    });
  });

  test.each([
    ['a charset breaks it', { 'content-type': `${json}; charset=utf-8` }, undefined, 400, 'Bad Request'],
    [
      'another secret',
      { authorization: 'client_id:a, client_secret:b' },
      undefined,
      401,
      'Authentication Failure',
    ],
    ['no credential', { authorization: '' }, undefined, 401, 'Authentication Failure'],
    ['another grant', {}, '{"grant_type":"password"}', 400, 'grant_type is incorrect/absent'],
    ['no JSON', {}, 'grant_type=client_credentials', 400, 'grant_type is incorrect/absent'],
  ])('refuses: %s', async (_, header, body, status, message) => {
    const headers = { 'content-type': json, authorization: credential, ...header };
    const answer = await askForToken(oneLogin, { headers, ...(body && { body }) });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ status: { error: true, code: status, message } });
  });
});

describe('a call that needs a token', () => {
  test.each(['bearer ', 'Bearer ', 'bearer:', 'bearer: '])('takes the form "%s<token>"', async (prefix) => {
    expect((await listUsers('', prefix + (await getToken(oneLogin)))).status).toBe(200);
  });

  test.each([
    ['no token', 'bearer', 400, 'Authorization Information is incorrect'],
    ['another scheme', 'Token abc', 400, 'Authorization Information is incorrect'],
    ['another token', 'bearer abc', 401, 'Authentication Failure'],
  ])('is refused with %s', async (_, authorization, code, message) => {
    const answer = await listUsers('', authorization);
    expect(answer.status).toBe(code);
    expect(JSON.parse(answer.body)).toMatchObject({ status: { code, message } });
  });

  test.each([
    [
      'has expired',
      () => {
        clock.nowMs += 36_000 * 1000;
      },
    ],
    ['was revoked', () => oneLogin.revokeTokens()],
  ])('is refused when the token %s', async (_, happen) => {
    const authorization = `bearer ${await getToken(oneLogin)}`;
    happen();
    expect((await listUsers('', authorization)).status).toBe(401);
  });

  test('has a request id, a different one each time', async () => {
    const ids = [await listUsers(''), await listUsers('')].map(({ headers }) => headers['x-request-id']);
    expect(ids).toEqual([expect.any(String), expect.any(String)]);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('List Users', () => {
  beforeEach(() => {
    oneLogin.addUser({ email: 'ada.b@acme.example', status: 1, activated_at: '2026-01-01T00:00:00Z' });
  });

  test('answers a bare list with the fields that were asked for', async () => {
    const fields = 'id,email,status,state,invitation_sent_at,last_login,directory_id';
    const answer = await listUsers(`email=Ada%40acme.example&fields=${fields}`);
    const dates = { invitation_sent_at: null, last_login: null, directory_id: null };
    expect(JSON.parse(answer.body)).toEqual([
      { id: 1, email: 'Ada@acme.example', status: 0, state: 1, ...dates },
    ]);
  });

  test.each([
    ['no filter', '', [1, 2]],
    ['another case', 'email=ada@ACME.example', [1]],
    ['a wildcard', 'email=ada*', [1, 2]],
    ['a dot, which is no wildcard', 'email=ada@acme.exampl.', []],
    ['a part of the address', 'email=ada', []],
    ['nobody’s address', 'email=grace@acme.example', []],
  ])('finds by %s', async (_, query, ids) => {
    const answer = await listUsers(`${query}&fields=id`);
    expect(JSON.parse(answer.body)).toEqual(ids.map((id) => ({ id })));
  });

  test.each([
    ['its text', 'external_id=Ada-7', [3]],
    [
      'its text in another case, by which it is told apart here only if addresses are',
      'external_id=ada-7',
      [3],
    ],
    ['a wildcard', 'external_id=*7', [3, 4]],
    ['a part of it', 'external_id=7', []],
    ['nothing, which those have who have none', 'external_id=', [1, 2]],
    ['it and an address that do not belong together', 'external_id=Ada-7&email=ada*', []],
  ])('finds by an external id: %s', async (_, query, ids) => {
    oneLogin.addUser({ email: 'grace@acme.example', external_id: 'Ada-7' });
    oneLogin.addUser({ email: 'mary@acme.example', external_id: '07' });
    const answer = await listUsers(`${query}&fields=id,external_id`);
    expect(JSON.parse(answer.body).map(({ id }: { id: number }) => id)).toEqual(ids);
  });

  test.each([
    ['since', 'created_since=2026-03-01T23:59:59Z', [1, 2, 4]],
    ['until', 'created_until=2026-03-02T00:00:01Z', [3, 4]],
    ['between', 'created_since=2026-03-01T12:00:00Z&created_until=2026-03-02T07:00:00Z', [4]],
    ['between, with a wildcard', 'created_since=2026-03-01T12:00:00Z&email=ada.*', [2]],
  ])('finds who was created %s', async (_, query, ids) => {
    oneLogin.addUser({ email: 'grace@acme.example', created_at: '2026-03-01T08:00:00Z' });
    oneLogin.addUser({ email: 'mary@acme.example', created_at: '2026-03-02T00:00:00Z' });
    const answer = await listUsers(`${query}&fields=id`);
    expect(JSON.parse(answer.body)).toEqual(ids.map((id) => ({ id })));
  });

  test.each([
    ['50 if nothing is said', '', [50, 50, 40]],
    ['as many as were asked for', 'limit=60', [60, 60, 20]],
    ['100 at most', 'limit=1000', [100, 40]],
  ])('gives pages of %s, and says in a header where the next one begins', async (_, query, sizes) => {
    for (let user = 3; user <= 140; user += 1) oneLogin.addUser({ email: `user${user}@acme.example` });
    const ids: { id: number }[][] = [];
    let cursor: string | undefined;
    do {
      const next = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await listUsers(`${query}&fields=id${next}`);
      ids.push(JSON.parse(page.body));
      cursor = page.headers['after-cursor'];
    } while (cursor !== undefined);
    expect(ids.map((page) => page.length)).toEqual(sizes);
    expect(ids.flat()).toEqual(Array.from({ length: 140 }, (_, index) => ({ id: index + 1 })));
  });

  test('is case-sensitive if told so', async () => {
    const strict = await start({ filterComparesCase: true });
    strict.addUser({ email: 'Ada@acme.example' });
    const headers = { authorization: `bearer ${await getToken(strict)}` };
    const found = async (email: string) =>
      JSON.parse((await ask('GET', `${strict.url}/api/2/users?email=${email}`, { headers })).body).length;
    expect([await found('ada@acme.example'), await found('Ada@acme.example')]).toEqual([0, 1]);
  });
});

describe('a user', () => {
  const email = 'grace@acme.example';
  const now = { last_login: '2026-03-02T08:00:00.000Z', password_changed_at: '2026-03-02T08:00:00.000Z' };
  const never = { last_login: null, password_changed_at: null };
  const before = '2026-01-01T00:00:00Z';

  test.each([
    ['who is not active', { status: 0 }, never],
    ['who is active', { status: 1 }, now],
    ['who was active', { status: 3, activated_at: before }, now],
    ['who was only switched on', { status: 1, activated_at: before, ...never }, never],
    ['who has a password only', { status: 1, last_login: null }, { ...now, last_login: null }],
    ['who signed in at a date', { status: 1, last_login: before }, { ...now, last_login: before }],
  ])('%s is added as one who signed in, or not', (_, user, dates) => {
    expect(oneLogin.addUser({ email, ...user })).toMatchObject(dates);
  });

  test.each([
    ['made active', { status: 1 }, now],
    ['switched on', { status: 1, ...never }, never],
    ['suspended', { status: 2 }, never],
  ])('who is %s has then signed in, or not', (_, change, dates) => {
    const user = oneLogin.addUser({ email });
    oneLogin.changeUser(email, change);
    expect(user).toMatchObject(dates);
  });

  test('who is suspended and made active again keeps the dates', () => {
    const user = oneLogin.addUser({ email, status: 1, last_login: before, password_changed_at: before });
    for (const status of [2, 1]) oneLogin.changeUser(email, { status });
    expect(user).toMatchObject({ last_login: before, password_changed_at: before });
  });
});

describe('Get Events', () => {
  const list = async (query = '') =>
    ask('GET', `${oneLogin.url}/api/1/events${query}`, {
      headers: { authorization: `bearer ${await getToken(oneLogin)}` },
    });
  const idsOf = ({ body }: { body: string }) => JSON.parse(body).data.map(({ id }: { id: number }) => id);
  const success = { type: 'success', message: 'Success', error: false, code: 200 };

  test('answers what was sent, in OneLogin’s envelope', async () => {
    await invite();
    expect(JSON.parse((await list('?user_id=1')).body)).toEqual({
      status: success,
      pagination: { before_cursor: null, after_cursor: null },
      data: [{ id: 1, created_at: '2026-03-02T08:00:00.000Z', user_id: 1, event_type_id: 536 }],
    });
  });

  test('answers nothing of an invite if told so', async () => {
    oneLogin = await start({ reportsEvents: false });
    oneLogin.addUser({ email: 'Ada@acme.example' });
    await invite();
    expect(oneLogin.mails).toHaveLength(1);
    expect(idsOf(await list())).toEqual([]);
  });

  test.each([
    ['nothing', '', [3, 2, 1]],
    ['user', '?user_id=2', [3]],
    ['type', '?event_type_id=13', [3, 1]],
    ['time', '?since=2026-03-02T08:00:01.000Z', [3, 2]],
  ])('filters by %s, the newest first', async (_, query, ids) => {
    oneLogin.addEvent({ user_id: 1, event_type_id: 13 });
    oneLogin.addEvent({ user_id: 1, event_type_id: 115, created_at: '2026-03-02T08:00:01Z' });
    oneLogin.addEvent({ user_id: 2, event_type_id: 13, created_at: '2026-03-02T08:00:02Z' });
    expect(idsOf(await list(query))).toEqual(ids);
  });

  test('answers in pages', async () => {
    for (let index = 0; index < 52; index += 1) oneLogin.addEvent({ user_id: 1, event_type_id: 5 });
    const first = await list('?limit=51');
    const cursor = JSON.parse(first.body).pagination.after_cursor;
    const second = await list(`?after_cursor=${encodeURIComponent(cursor)}`);
    expect([idsOf(first).length, idsOf(second)]).toEqual([50, [2, 1]]);
    expect(JSON.parse(second.body)).toMatchObject({ pagination: { after_cursor: null } });
  });

  test('names the types', async () => {
    const answer = JSON.parse((await list('/types')).body);
    expect(answer).toMatchObject({ status: success });
    expect(answer.data).toContainEqual({
      id: 115,
      name: expect.any(String),
      description: expect.any(String),
    });
  });

  test.each(['', '/types'])('%s needs a token, counts, and keeps to the limit', async (path) => {
    expect((await ask('GET', `${oneLogin.url}/api/1/events${path}`)).status).toBe(400);
    oneLogin.setLimit({ calls: 1, windowSeconds: 30, status: 429 });
    expect((await list(path)).headers).toMatchObject({ 'x-ratelimit-remaining': '0' });
    expect((await list(path)).status).toBe(429);
    expect(oneLogin.calls.events).toBe(3);
  });
});

describe('Send Invite Link', () => {
  test.each([
    ['the work address', {}, 'Ada@acme.example', false],
    ['the personal address', { personal_email: 'ada@home.example' }, 'ada@home.example', true],
  ])('mails to %s', async (_, more, to, personal) => {
    const answer = await invite({ body: JSON.stringify({ email: 'Ada@acme.example', ...more }) });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({
      status: { type: 'success', message: `Email sent successfully to ${to}`, error: false, code: 200 },
    });
    const at = '2026-03-02T08:00:00.000Z';
    expect(oneLogin.mails).toEqual([{ user: 'Ada@acme.example', to, personal, at }]);
    const [user] = JSON.parse((await listUsers('email=ada*')).body);
    expect(user).toMatchObject({ invitation_sent_at: at });
  });

  test('does not report the invitation if told so', async () => {
    const silent = await start({ reportsInvitations: false });
    const user = silent.addUser({ email: 'Ada@acme.example' });
    await ask('POST', silent.url + invitePath, await toInvite(silent));
    expect(silent.mails).toHaveLength(1);
    expect(user.invitation_sent_at).toBeNull();
  });

  test.each([
    ['nobody', '{"email":"grace@acme.example"}', 'No User exists for input email'],
    ['another case', '{"email":"ada@acme.example"}', 'No User exists for input email'],
    ['no address in it', '{"email":"ada"}', 'Email Input is in incorrect format'],
    [
      'a malformed personal address',
      '{"email":"Ada@acme.example","personal_email":"home"}',
      'Email Input is in incorrect format',
    ],
    ['no address', '{}', 'Email Parameter is missing'],
    ['an empty address', '{"email":""}', 'Email Parameter is missing'],
    ['no JSON', '{"email":', 'Input JSON is not valid'],
    ['a scalar', '1', 'Input JSON is not valid'],
  ])('refuses %s: %s', async (_, body, message) => {
    const answer = await invite({ body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      status: { type: 'bad request', message, error: true, code: 400 },
    });
    expect(oneLogin.mails).toEqual([]);
  });

  const wrongContentType =
    'Content Type is not specified or specified incorrectly. Content-Type header must be set to application/json';

  test.each([
    ['a content type with a charset', { 'content-type': `${json}; charset=utf-8` }, 400, wrongContentType],
    ['another content type', { 'content-type': 'text/plain' }, 400, wrongContentType],
    ['no bearer', { authorization: 'abc' }, 400, 'Authorization Information is incorrect'],
    ['another token', { authorization: 'bearer:abc' }, 401, 'Authentication Failure'],
  ])('refuses %s', async (_, header, code, message) => {
    const { headers } = await toInvite(oneLogin);
    const answer = await invite({ headers: { ...headers, ...header } });
    expect(answer.status).toBe(code);
    expect(JSON.parse(answer.body)).toMatchObject({ status: { error: true, code, message } });
    expect(oneLogin.mails).toEqual([]);
  });

  test.each([
    ['GET', '/api/1/invites/send_invite_link'],
    ['POST', '/api/2/invites/send_invite_link'],
    ['GET', '/'],
  ] as const)('is not at %s %s', async (method, path) => {
    const answer = await ask(method, oneLogin.url + path);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({ status: { code: 404, message: 'No Route Exists' } });
  });
});

describe('the limit', () => {
  test.each([
    [{ status: 429 }, 'text/html', /^<html>/],
    [{ status: 429, format: 'json' }, json, /rate_limit_exceeded/],
    [{ status: 400 }, json, /rate_limit_exceeded/],
  ] as const)('answers %j as %s, and how many seconds are left', async (form, contentType, body) => {
    oneLogin.setLimit({ calls: 2, windowSeconds: 30, ...form });
    expect((await listUsers('')).headers).toMatchObject({ 'x-ratelimit-remaining': '1' });
    clock.nowMs += 20_500;
    expect((await invite()).status).toBe(200);
    const refused = await invite();
    expect(refused.status).toBe(form.status);
    expect(refused.headers).toMatchObject({
      'content-type': contentType,
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '10',
    });
    expect(refused.body).toMatch(body);
    expect(oneLogin.mails).toHaveLength(1);

    clock.nowMs += 9500;
    expect((await invite()).status).toBe(200);
  });

  test('is an account’s own 5,000 an hour if none was set', async () => {
    await listUsers('');
    const headers = { authorization: `bearer ${await getToken(oneLogin)}` };
    const answer = await ask('GET', `${oneLogin.url}/auth/rate_limit`, { headers });
    expect(JSON.parse(answer.body)).toEqual({
      status: { type: 'success', message: 'Success', error: false, code: 200 },
      data: { 'X-RateLimit-Limit': 5000, 'X-RateLimit-Remaining': 4999, 'X-RateLimit-Reset': 3600 },
    });
  });
});

test.each([
  ['change', () => oneLogin.changeUser('grace@acme.example', {})],
  ['remove', () => oneLogin.removeUser('grace@acme.example')],
])('a test that would %s a user who is not there is told so', (_, act) => {
  expect(act).toThrow('nobody has exactly this address');
});
