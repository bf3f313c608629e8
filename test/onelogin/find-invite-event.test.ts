import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type SendHttpRequest, sendHttpRequest } from '../../lambda/http/http-request.ts';
import { createAccessTokens } from '../../lambda/onelogin/access-token.ts';
import { findInviteEvent } from '../../lambda/onelogin/find-invite-event.ts';
import type { OneLogin } from '../../lambda/onelogin/one-login.ts';
import { createRateLimit } from '../../lambda/onelogin/rate-limit.ts';
import { type OneLoginSandbox, startOneLogin } from '../../local/sandbox/onelogin.ts';
import { ask, invitePath, toInvite } from '../local/sandbox/ask.ts';

const started = Date.parse('2026-03-02T08:00:00.400Z');
const clock = { nowMs: started };
const nowMs = () => clock.nowMs;
const inTime = (wantedMs: number) => wantedMs;
const [loggedIn, invited, failed, gotLink, sentLink] = [5, 115, 525, 535, 536];
let sandbox: OneLoginSandbox;
let oneLogin: OneLogin;
let asked: URL[];

beforeEach(async () => {
  clock.nowMs = started;
  sandbox = await startOneLogin({ now: () => new Date(clock.nowMs) });
  oneLogin = connect(sandbox);
  sandbox.addUser({ id: 7, email: 'Ada@acme.example' });
  asked = [];
});
afterEach(() => sandbox.close());

/** As a process of the function does. */
function connect({ url: baseUrl }: OneLoginSandbox): OneLogin {
  const http: SendHttpRequest = (request) => {
    asked.push(new URL(request.url));
    return sendHttpRequest(request);
  };
  return {
    baseUrl,
    http,
    rateLimit: createRateLimit({ reservePercent: 0, nowMs }),
    tokens: createAccessTokens({
      baseUrl,
      http,
      readCredential: async () => ({ clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }),
      onRefused: () => undefined,
      nowMs,
    }),
    authorization: 'bearer:<token>',
  };
}

const find = (userId = '7', budget: Parameters<typeof findInviteEvent>[3] = inTime) =>
  findInviteEvent(userId, { since: started }, oneLogin, budget);
const happen = (event_type_id: number, more: { user_id?: number; created_at?: string } = {}) =>
  sandbox.addEvent({ user_id: 7, event_type_id, ...more });
const answerOnce = (body: unknown, who = '7') =>
  sandbox.faults.add({ call: 'events', who, kind: 'answer', status: 200, body });
const answerTypes = (...data: unknown[]) => answerOnce({ status: { error: false }, data }, '');

describe('an event', () => {
  test('shows that a send by API went out', async () => {
    await ask('POST', sandbox.url + invitePath, await toInvite(sandbox));
    expect(await find()).toBe('sent');
  });

  test('is missed if OneLogin leaves none of a send', async () => {
    await sandbox.close();
    sandbox = await startOneLogin({ reportsEvents: false, now: () => new Date(clock.nowMs) });
    oneLogin = connect(sandbox);
    sandbox.addUser({ id: 7, email: 'Ada@acme.example' });
    await ask('POST', sandbox.url + invitePath, await toInvite(sandbox));
    expect(await find()).toBe('silent');
  });

  test.each([
    ['an invite by hand', invited, {}],
    ['an invite by API', sentLink, {}],
    [
      'an invite in the same second, of which the fractions are cut off',
      invited,
      { created_at: '2026-03-02T08:00:00Z' },
    ],
    ['an invite in another time zone', invited, { created_at: '2026-03-02T09:00:01+01:00' }],
  ])('of %s is one', async (_, type, more) => {
    happen(type, more);
    expect(await find()).toBe('sent');
  });

  test.each([
    ['an invite in the second before', invited, { created_at: '2026-03-02T07:59:59.999Z' }],
    ['an invite that failed', failed, {}],
    ['a link that somebody fetched, which mails nobody', gotLink, {}],
    ['a sign-in', loggedIn, {}],
    ['an invite of somebody else', invited, { user_id: 8 }],
  ])('of %s is none', async (_, type, more) => {
    happen(type, more);
    expect(await find()).toBe('silent');
  });

  test.each([
    ['of somebody else, by a filter that is ignored', { user_id: 8 }],
    ['of before, by a filter that is ignored', { created_at: '2026-03-02T07:00:00Z' }],
    ['without a user', { user_id: null }],
    ['without a date', { created_at: null }],
    ['with a date that is none', { created_at: 'now' }],
    ['without a type', { event_type_id: null }],
  ])('%s proves nothing', async (_, change) => {
    const event = { user_id: 7, event_type_id: invited, created_at: '2026-03-02T08:00:05Z' };
    answerOnce({ data: [{ ...event, ...change }] });
    expect(await find()).toBe('silent');
    answerOnce({ data: [{ ...event, ...change }, 'noise', event] });
    expect(await find()).toBe('sent');
  });

  test('may have its ids as text', async () => {
    answerOnce({ data: [{ user_id: '7', event_type_id: '115', created_at: '2026-03-02T08:00:05.000Z' }] });
    expect(await find()).toBe('sent');
  });

  test('is asked for by user and time', async () => {
    await find('7&x=*');
    const [url] = asked.filter(({ pathname }) => pathname === '/api/1/events');
    expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
      user_id: '7&x=*',
      since: '2026-03-02T07:59:59.000Z',
      limit: '50',
    });
  });
});

describe('the pages of events', () => {
  const addNoise = (count: number) => {
    for (let index = 0; index < count; index += 1) happen(loggedIn);
  };

  test.each([
    [49, 'sent', 2],
    [50, 'sent', 3],
    [149, 'sent', 4],
    [150, 'silent', 4],
  ])('are read up to the third: with %i events after the invite it is %s', async (count, found, calls) => {
    happen(invited);
    addNoise(count);
    expect(await find()).toBe(found);
    expect(sandbox.calls.events).toBe(calls);
  });

  test('end where there is no cursor', async () => {
    addNoise(3);
    expect(await find()).toBe('silent');
    expect(sandbox.calls.events).toBe(2);
  });

  test.each([null, {}, { after_cursor: '' }, { after_cursor: 5 }])(
    'end at a cursor like %j',
    async (pagination) => {
      answerOnce({ pagination, data: [] });
      expect(await find()).toBe('silent');
      expect(sandbox.calls.events).toBe(1);
    },
  );
});

describe('the types of events', () => {
  const at = '2026-03-02T08:00:05Z';
  const typed = (event_type_id: number) => ({ data: [{ user_id: 7, event_type_id, created_at: at }] });

  test('are read once in a process, and only if there is an event', async () => {
    expect(await find()).toBe('silent');
    expect(sandbox.calls.events).toBe(1);
    happen(loggedIn);
    await find();
    expect(sandbox.calls.events).toBe(3);
    await find();
    expect(sandbox.calls.events).toBe(4);
    oneLogin = connect(sandbox);
    await find();
    expect(sandbox.calls.events).toBe(6);
  });

  test.each([
    ['USER_INVITED', '%actor_user% invited %user%', 'sent'],
    ['API_SEND_INVITE_LINK', null, 'sent'],
    ['INVITATION_SENT', 'An invitation was sent to %user%', 'sent'],
    [null, 'Sent invite link by API', 'sent'],
    ['API_GET_INVITE_LINK', 'Get invite link by API', 'silent'],
    ['API_INVITE_LINK', 'Invite link by API', 'silent'],
    ['INVITE_LINK_GENERATED', 'Generated an invite link to send', 'silent'],
    ['USER_INVITE_FAILED', 'Invite of %user%', 'silent'],
    ['USER_INVITE', 'Error while inviting %user%', 'silent'],
    ['USER_INVITE', '%user% was not invited', 'silent'],
    ['INVITE_ACCEPTED', '%user% accepted the invite', 'silent'],
    ['CREATED_USER', '%actor_user% created %user%', 'silent'],
  ])('are known by their names: %s, "%s" is %s', async (name, description, found) => {
    answerTypes({ id: 900, name, description }, { id: 901, name: 'INVITED_USER' });
    answerOnce(typed(900));
    expect(await find()).toBe(found);
  });

  test('have other ids than usual if OneLogin says so', async () => {
    answerTypes({ id: '901', name: 'INVITED_USER' });
    answerOnce(typed(901));
    expect(await find()).toBe('sent');
    answerOnce(typed(invited));
    expect(await find()).toBe('silent');
  });

  test('have the usual ids if none of them has such a name', async () => {
    answerTypes({ id: 5, name: 'USER_LOGGED_INTO_ONELOGIN' }, { id: null, name: 'INVITED_USER' });
    for (const [type, found] of [
      [invited, 'sent'],
      [sentLink, 'sent'],
      [gotLink, 'silent'],
    ] as const) {
      answerOnce(typed(type));
      expect(await find()).toBe(found);
    }
  });

  test.each([
    ['refused', { kind: 'answer', status: 404 }],
    ['over a limit', { kind: 'answer', status: 429 }],
    ['torn', { kind: 'reset-before' }],
    ['a page', { kind: 'not-json' }],
  ] as const)(
    'have the usual ids while the call for them is %s, and are asked for again',
    async (_, fault) => {
      sandbox.faults.add({ call: 'events', who: '', ...fault });
      happen(sentLink);
      expect(await find()).toBe('sent');
      expect(await find()).toBe('sent');
      expect(sandbox.calls.events).toBe(4);
    },
  );
});

describe('an answer to Get Events', () => {
  beforeEach(() => {
    happen(invited);
  });

  test.each([
    [400, 'Bad Request'],
    [401, 'Insufficient Permission'],
    [402, 'Payment Required'],
    [403, 'Forbidden'],
    [404, 'No Route Exists'],
  ])('%i %s leaves us without a witness', async (status, message) => {
    sandbox.faults.add({ call: 'events', kind: 'answer', status, message });
    expect(await find()).toBe('silent');
    expect(sandbox.calls.events).toBe(1);
  });

  test.each([
    [
      '429',
      { kind: 'answer', status: 429, headers: { 'x-ratelimit-reset': '60' } },
      { code: 'RATE_LIMITED', resetSeconds: 60 },
    ],
    [
      'the limit as 400',
      { kind: 'answer', status: 400, message: 'rate_limit_exceeded' },
      { code: 'RATE_LIMITED' },
    ],
    ['500', { kind: 'answer', status: 500 }, { code: 'ONELOGIN_UNAVAILABLE' }],
    ['502 in HTML', { kind: 'answer', status: 502, body: '<html></html>' }, { code: 'ONELOGIN_UNAVAILABLE' }],
    ['no answer', { kind: 'reset-before' }, { code: 'ONELOGIN_UNAVAILABLE' }],
    ['half an answer', { kind: 'truncated' }, { code: 'ONELOGIN_UNAVAILABLE' }],
    ['a page', { kind: 'not-json' }, { code: 'ONELOGIN_UNAVAILABLE' }],
    ['no list', { kind: 'answer', status: 200, body: { data: {} } }, { code: 'ONELOGIN_UNAVAILABLE' }],
  ] as const)('%s is a failure', async (_, fault, failure) => {
    sandbox.faults.add({ call: 'events', ...fault });
    expect(await find()).toMatchObject(failure);
    expect(await find()).toBe('sent');
  });

  test('that refuses the token is asked for once more with a new one', async () => {
    sandbox.faults.add({ call: 'events', kind: 'answer', status: 401, message: 'Authentication Failure' });
    expect(await find()).toBe('sent');
    expect(sandbox.calls.token).toBe(2);
  });

  test('is not waited for when the limit is used up, or the time', async () => {
    sandbox.setLimit({ calls: 0, windowSeconds: 30, status: 429 });
    expect(await find()).toMatchObject({ code: 'RATE_LIMITED', resetSeconds: 30 });
    expect(await find('7', () => undefined)).toEqual({ code: 'OUT_OF_TIME' });
  });
});
