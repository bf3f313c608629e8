import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Hono } from 'hono';
import * as v from 'valibot';
import { connectTo } from '../../console/connection.ts';
import { createPage } from '../../console/page/page.ts';
import type { ClockMoves } from '../../local/clock-moves.ts';
import { misbehaviours } from '../../local/misbehaviours.ts';
import { createOneLoginDesk } from '../../local/onelogin-desk.ts';
import type { SendRequest } from '../../local/requests.ts';
import type { Mail } from '../../local/sandbox/mailbox.ts';
import { type OneLoginSandbox, startOneLogin } from '../../local/sandbox/onelogin.ts';

/** The page of a stack on this machine: what its forms ask for, and what it shows of the answers. */

const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>"'&`;
const origin = 'http://127.0.0.1:3000';
const sendsTo = connectTo({ url: origin, lambdaUrl: 'http://127.0.0.1:9', name: 'hire-invites' });
const hour = 60 * 60 * 1000;

let oneLogin: OneLoginSandbox;
let mails: Mail[];
let sent: SendRequest[];
let moved: number[];
let clock: ClockMoves;
let page: Hono;
beforeEach(async () => {
  oneLogin = await startOneLogin();
  mails = [];
  sent = [];
  moved = [];
  clock = {
    move: async ({ moveSeconds }) => {
      moved.push(moveSeconds);
      return { now: new Date().toISOString() };
    },
    state: () => 'real',
    last: () => undefined,
    nextDueInSeconds: async () => undefined,
  };
  page = createPage({
    connection: sendsTo,
    workbench: {
      sources: new Map([['bamboohr', ['created', 'removed']]]),
      samples: [
        { employeeId: '101', workEmail: evil, personalEmail: 'ada@home.example', startDate: '2026-03-02' },
      ],
      send: async (request) => {
        sent.push(request);
        return { source: 'bamboohr', status: 202, answer: evil, isAccepted: true };
      },
      clock,
      oneLogin: createOneLoginDesk({ ...oneLogin, mails }),
    },
  });
});
afterEach(() => oneLogin.close());

const get = async (path = '/local') => (await page.request(`${origin}${path}`)).text();

/** Presses a button, and gives the page to which the browser is sent. */
async function press(form: Record<string, string>): Promise<string> {
  const [, token = ''] = /name="token" value="([^"]+)"/.exec(await get()) ?? [];
  const body = new URLSearchParams({ token, ...form });
  const answer = await page.request(`${origin}/local`, { method: 'POST', body });
  expect(answer.status).toBe(303);
  return get(answer.headers.get('location') ?? '');
}

const mailOf = (at: Date): Mail => ({
  user: 'ada@acme.example',
  to: 'ada@home.example',
  personal: true,
  at: at.toISOString(),
});

test('sends a sample as the form says; what is left empty is as in the sample', async () => {
  const form = { action: 'send', source: 'bamboohr', employeeId: '101', event: 'created', startDate: '' };
  await press({ ...form, workEmail: '', personalEmail: 'other@home.example' });
  expect(sent).toEqual([
    { source: 'bamboohr', employeeId: '101', event: 'created', personalEmail: 'other@home.example' },
  ]);
  expect(await press({ ...form, employeeId: 'a b' })).toContain('An id is letters, digits');
  expect(sent).toHaveLength(1);
});

test('moves the clock by a time, and to what is due next', async () => {
  await press({ action: 'clock', by: '3600' });
  expect(moved).toEqual([3600]);
  expect(await press({ action: 'clock', by: 'next' })).toContain('Nothing is to come');
  clock.nextDueInSeconds = async () => 90;
  await press({ action: 'clock', by: 'next' });
  expect(moved).toEqual([3600, 90]);
  for (const by of ['0', '-1', '99999999999', 'x']) await press({ action: 'clock', by });
  expect(moved).toHaveLength(2);
});

test('says that the clock is being moved, and how the last move ended', async () => {
  clock.state = () => 'moving';
  expect(await get()).toContain('the clock is being moved');
  clock.last = () => ({ now: new Date().toISOString(), mails: 1 });
  expect(await get()).toContain('1 mail went out.');
  clock.last = () => 'failed';
  expect(await get()).toContain('The last move broke off.');
});

test('a link makes the person active for a day, and not after it', async () => {
  oneLogin.addUser({ email: 'ada@acme.example' });
  mails.push(mailOf(new Date(Date.now() - 25 * hour)), mailOf(new Date()));
  expect(await press({ action: 'open-link', mail: '0' })).toContain('The link has expired.');
  expect(oneLogin.users[0]).toMatchObject({ status: 0 });
  await press({ action: 'open-link', mail: '1' });
  expect(oneLogin.users[0]).toMatchObject({ status: 1, last_login: expect.any(String) });
  expect(await press({ action: 'open-link', mail: '2' })).toContain('There is no such mail');
});

test('who was active before a suspension is active after it', async () => {
  const email = 'ada@acme.example';
  oneLogin.addUser({ email });
  mails.push(mailOf(new Date()));
  await press({ action: 'open-link', mail: '0' });
  await press({ action: 'suspend', email });
  await press({ action: 'reactivate', email });
  expect(oneLogin.users).toMatchObject([{ email, status: 1 }]);
});

test('users are added, suspended, reactivated and removed', async () => {
  const email = 'grace@acme.example';
  await press({ action: 'add-user', email });
  expect(await press({ action: 'add-user', email })).toContain('OneLogin has this user already.');
  await press({ action: 'suspend', email });
  expect(oneLogin.users).toMatchObject([{ email, status: 2 }]);
  await press({ action: 'reactivate', email });
  expect(oneLogin.users).toMatchObject([{ email, status: 0 }]);
  await press({ action: 'remove', email });
  expect(oneLogin.users).toEqual([]);
  expect(await press({ action: 'remove', email })).toContain('nobody has exactly this address');
});

/** Asks the sandbox for a token and a user. @returns what went wrong first. */
async function ask(): Promise<number | 'broken' | 'ok'> {
  const { clientId, clientSecret } = own;
  const json = { 'content-type': 'application/json' };
  try {
    const token = await fetch(`${oneLogin.url}/auth/oauth2/v2/token`, {
      method: 'POST',
      headers: { ...json, authorization: `client_id:${clientId}, client_secret:${clientSecret}` },
      body: '{"grant_type":"client_credentials"}',
    });
    if (!token.ok) return token.status;
    const { access_token: value } = v.parse(v.object({ access_token: v.string() }), await token.json());
    const headers = { authorization: `bearer ${value}` };
    const users = await fetch(`${oneLogin.url}/api/2/users`, { headers });
    return users.ok ? 'ok' : users.status;
  } catch {
    return 'broken';
  }
}
const own = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

test('OneLogin misbehaves in one way at a time, until it works as usual again', async () => {
  for (const [way, { says }] of Object.entries(misbehaviours)) {
    expect(await press({ action: 'misbehave', way })).toContain(`OneLogin <strong>${says}</strong>`);
  }
  expect(await ask()).toBe(401); // the last of them: the credential is revoked
  await press({ action: 'misbehave', way: 'limited' });
  expect(await ask()).toBe(429);
  await press({ action: 'misbehave', way: 'failing' });
  expect(await ask()).toBe(500);
  await press({ action: 'misbehave', way: 'garbled' });
  expect(await ask()).toBe('broken');
  expect(await press({ action: 'behave' })).toContain('OneLogin <strong>works as usual</strong>');
  expect(await ask()).toBe('ok');
  expect(await press({ action: 'misbehave', way: 'constructor' })).toContain(
    '<strong>works as usual</strong>',
  );
  expect(await ask()).toBe('ok');
});

test('markup in any field of a mail, a user, a sample or an answer is shown as text', async () => {
  oneLogin.addUser({ email: evil });
  mails.push({ ...mailOf(new Date()), user: evil, to: evil });
  const said = await press({ action: 'send', source: 'bamboohr', employeeId: '101', event: 'created' });
  expect(said.match(/&lt;script&gt;alert\(1\)/g)?.length).toBeGreaterThan(4);
  expect(said).not.toMatch(/<script>alert|<img/);
});

test('is not pressed without the token of the page, and is not there for a stack on AWS', async () => {
  const body = new URLSearchParams({ action: 'clock', by: '3600' });
  expect((await page.request(`${origin}/local`, { method: 'POST', body })).status).toBe(403);
  expect(moved).toEqual([]);
  const onAws = createPage({ connection: { ...sendsTo, isOnAws: true } });
  expect((await onAws.request(`${origin}/local`)).status).toBe(404);
});
