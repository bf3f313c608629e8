import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Counted, ListedHire, ShownHire } from '../../lambda/operate/answer.ts';
import {
  type AwsAccount,
  callerArn,
  type LambdaAnswer,
  type Started,
  startAwsAccount,
} from '../helpers/aws-account.ts';

/** `npm run console` as a process, and its page over HTTP. */

let aws: AwsAccount;
let started: Started;
let url: string;
let cookie: string;
let answers: Record<string, LambdaAnswer>;

const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>"'&`;
const hire: ListedHire = {
  hire: 'bamboohr//206',
  source: 'bamboohr',
  employeeId: '206',
  state: 'parked',
  code: 'USER_SUSPENDED',
  needsHand: true,
  since: '2026-03-02T07:00:00.000Z',
  meaning: 'The OneLogin user is suspended.',
  whatToDo: 'Reactivate the user.',
};
const shown: ShownHire = {
  ...hire,
  engagement: 1,
  outcomes: [
    { code: 'USER_SUSPENDED', at: '2026-03-02T07:00:00.000Z', times: 2, meaning: 'The user is suspended.' },
  ],
};

const counts: Counted = {
  ok: true,
  needHand: 1,
  waiting: 9,
  goTomorrow: 5,
  invitedThisWeek: 14,
  activeOfThem: 11,
  queued: 0,
  deadLetters: 2,
};

beforeAll(async () => {
  aws = await startAwsAccount(({ request }) => {
    const [, action = ''] = /"action":"([\w-]+)"/.exec(JSON.stringify(request)) ?? [];
    return (
      answers[action] ?? { body: { ok: false, code: 'HIRE_UNKNOWN', message: 'There is no such hire.' } }
    );
  });
  started = await aws.start('console', ['--aws', '--port', '0'], /Open (http:\S+)\/(\?key=\S+)\n/);
  const [, address = '', key = ''] = started.found;
  url = address;
  const opened = await fetch(`${url}/${key}`, { redirect: 'manual' });
  expect(opened.status).toBe(302);
  [cookie = ''] = opened.headers.getSetCookie();
});
afterAll(async () => {
  await started.stop();
  await aws.close();
});
beforeEach(() => {
  aws.invocations.length = 0;
  answers = {
    list: { body: { ok: true, hires: [hire] } },
    counts: { body: counts },
    show: { body: { ok: true, hire: shown } },
    retry: {
      body: { ok: true, hire: hire.hire, by: 'schedule', message: 'The hire is tried again now.' },
    },
  };
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, { redirect: 'manual', headers: { cookie, ...headers } });
const page = async (path: string) => (await get(path)).text();
const tokenOf = async () => /name="token" value="([^"]+)"/.exec(await page('/'))?.[1] ?? '';
const send = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, ...headers },
    body: new URLSearchParams(form),
  });
const press = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  send('/act', form, headers);

test('shows who needs a hand, and one hire’s story', async () => {
  const overview = await page('/');
  expect(overview).toContain('1 hire needs a hand');
  expect(overview).toContain('USER_SUSPENDED');
  const story = await page('/hire?hire=bamboohr%2F%2F206');
  expect(story).toContain('(2 times)');
  for (const { qualifier } of aws.invocations) expect(qualifier).toBe('look');
});

test('finds a hire by an id or an address, which no address of the page holds', async () => {
  const token = await tokenOf();
  for (const [who, whom] of [
    ['206', { employeeId: '206' }],
    ['grace@acme.example', { email: 'grace@acme.example' }],
  ] as const) {
    const found = await send('/find', { who, token });
    expect(found.status).toBe(303);
    expect(found.headers.get('location')).toBe('/hire?hire=bamboohr%2F%2F206');
    expect(aws.invocations.at(-1)?.request).toEqual({ action: 'show', ...whom });
  }
  expect((await get('/find?who=206')).status).toBe(404);
});

test('a button acts in the name of the operator, and says what became of it', async () => {
  const pressed = await press({ action: 'retry', hire: hire.hire, token: await tokenOf() });
  expect(pressed.status).toBe(303);
  expect(aws.invocations.at(-1)).toEqual({
    functionName: 'hire-invites-operate',
    qualifier: 'act',
    request: { action: 'retry', hire: hire.hire, by: callerArn },
  });
  expect(await page(pressed.headers.get('location') ?? '')).toContain('The hire is tried again now.');
});

test('the overview has the counts', async () => {
  const text = (await page('/')).replace(/<[^>]+>/g, '');
  for (const fact of [
    '0 on the queue',
    '5 go tomorrow',
    '2 dead letters',
    '14 invited this week',
    '11 of them active',
  ])
    expect(text).toContain(fact);
});

test.each([
  ['parked', 'USER_SUSPENDED', ['retry', 'cancel']],
  ['invited', 'INVITED', ['retry', 'cancel']],
  ['cancelled', 'CANCELLED_BY_OPERATOR', ['undo-cancel']],
  ['cancelled', 'CANCELLED', []],
  ['activated', 'ACTIVATED', []],
])('a hire that is %s by %s has the buttons for that', async (state, code, buttons) => {
  answers['show'] = { body: { ok: true, hire: { ...shown, state, code } } };
  const story = await page('/hire?hire=bamboohr%2F%2F206');
  const ofHire = [...story.matchAll(/name="action" value="([^"]+)"/g)].map(([, action]) => action);
  expect(ofHire).toEqual([...buttons, 'forget']);
});

test('a hire is cancelled, and that is taken back', async () => {
  const token = await tokenOf();
  for (const [action, message] of [
    ['cancel', 'The hire is cancelled.'],
    ['undo-cancel', 'The cancel is undone.'],
  ] as const) {
    answers[action] = { body: { ok: true, hire: hire.hire, message } };
    const pressed = await press({ action, hire: hire.hire, token });
    expect(aws.invocations.at(-1)?.request).toEqual({ action, hire: hire.hire, by: callerArn });
    expect(await page(pressed.headers.get('location') ?? '')).toContain(message);
  }
});

test('everything is paused with a reason, which the page shows, and goes on', async () => {
  const token = await tokenOf();
  answers['pause'] = { body: { ok: true, paused: true, message: 'Everything is paused.' } };
  const unsaid = await press({ action: 'pause', reason: 'ask ada@acme.example', token });
  const again = await page(unsaid.headers.get('location') ?? '');
  expect(again).toContain('without an e-mail address');
  expect(again).toMatch(/<details id="pause" open>[\s\S]+ value="ask ada@acme\.example">/);
  await press({ action: 'pause', reason: 'OneLogin moves', token });
  expect(aws.invocations.at(-1)?.request).toEqual({
    action: 'pause',
    reason: 'OneLogin moves',
    by: callerArn,
  });
  const paused = { since: '2026-03-02T07:00:00.000Z', because: 'OPERATOR', reason: evil };
  answers['list'] = { body: { ok: true, hires: [], paused } };
  const overview = await page('/');
  expect(overview).toMatch(/Everything is paused since .+ by an operator: &quot;&lt;script&gt;/);
  expect(overview).toContain('value="resume"');
  expect(overview).not.toContain('value="pause"');
  answers['resume'] = { body: { ok: true, paused: false, message: 'Everything goes on.' } };
  const resumed = await press({ action: 'resume', token });
  expect(await page(resumed.headers.get('location') ?? '')).toContain('Everything goes on.');
});

test('all are tried again only if their number is typed, and each page of the work is asked for', async () => {
  const two = [hire, { ...hire, hire: 'bamboohr//207', employeeId: '207' }];
  answers['list'] = { body: { ok: true, hires: two } };
  const token = await tokenOf();
  expect(await page('/')).toContain('type their number (2)');
  const wrong = await press({ action: 'retry-many', typed: '3', expected: '2', token });
  expect(await page(wrong.headers.get('location') ?? '')).toContain(
    'That is something else. Nothing was done.',
  );
  const refused = [{ hire: 'bamboohr//207', code: 'BEING_TRIED', message: 'It is being tried.' }];
  answers['retry-many'] = { body: { ok: true, retried: ['bamboohr//206'], refused } };
  const right = await press({ action: 'retry-many', typed: '2', expected: '2', token });
  expect(aws.invocations.at(-1)?.request).toEqual({ action: 'retry-many', by: callerArn });
  expect(await page(right.headers.get('location') ?? '')).toContain(
    'Tried again now: 1. bamboohr//207: It is being tried.',
  );
});

test('the dead letters are replayed only if their number is typed, and the page shows how far that is', async () => {
  const parked = { ...hire, since: '2026-03-02T07:00:00.000Z' };
  answers['list'] = {
    body: { ok: true, hires: [parked, { ...hire, state: 'waiting', hire: 'bamboohr//207' }] },
  };
  answers['dead-letters'] = { body: { ok: true, count: 2 } };
  const before = await page('/dead-letters');
  expect(before).toContain('2 dead letters');
  expect(before).toContain('type their number (2)');
  expect(before).toContain('hire=bamboohr%2F%2F206');
  expect(before).not.toContain('hire=bamboohr%2F%2F207');
  const token = await tokenOf();
  const wrong = await press({ action: 'replay', typed: '3', expected: '2', token });
  expect(wrong.headers.get('location')).toMatch(/^\/dead-letters\?said=/);
  expect(aws.invocations.filter(({ qualifier }) => qualifier === 'act')).toEqual([]);
  answers['replay'] = { body: { ok: true, message: 'The replay has begun.' } };
  const begun = await press({ action: 'replay', typed: '2', expected: '2', token });
  expect(aws.invocations.at(-1)).toMatchObject({
    qualifier: 'act',
    request: { action: 'replay', by: callerArn },
  });
  const startedAt = '2026-03-02T07:00:00.000Z';
  const running = { status: 'running', startedAt, moved: 1, toMove: 2 };
  answers['dead-letters'] = { body: { ok: true, count: 1, replay: running } };
  const during = await page(begun.headers.get('location') ?? '');
  expect(during).toContain('The replay has begun.');
  expect(during).toContain('runs: 1 of 2 moved');
  expect(during).not.toContain('value="replay"');
  const failed = { ...running, status: 'failed', reason: evil };
  answers['dead-letters'] = { body: { ok: true, count: 1, replay: failed } };
  expect(await page('/dead-letters')).toContain('has failed (&lt;script&gt;');
});

test('the address of a page has room for the ids of all who are still to come', async () => {
  answers['list'] = { body: { ok: true, hires: [hire], next: 'x'.repeat(60_000) } };
  const [, more = ''] = /href="([^"]+)">More hires/.exec(await page('/')) ?? [];
  answers['list'] = { body: { ok: true, hires: [hire] } };
  expect(await page(more)).toContain('1 hire needs a hand');
});

test('who goes tomorrow is shown, of all pages of the list', async () => {
  const waits = { ...hire, state: 'waiting', code: 'NOT_DUE_YET', needsHand: false };
  answers['list'] = { body: { ok: true, hires: [{ ...waits, nextLook: '2026-03-03T07:00:00.000Z' }] } };
  const shownPage = await page('/tomorrow');
  expect(aws.invocations.at(-1)?.request).toEqual({ action: 'list', which: 'tomorrow' });
  expect(shownPage).toContain('1 goes tomorrow');
  expect(shownPage).toContain('bamboohr 206');
});

test('somebody is invited by hand by the alias for that, and no address stands in an address', async () => {
  const token = await tokenOf();
  const person = { workEmail: 'jane@acme.example', personalEmail: '' };
  answers['invite'] = { status: 403, errorType: 'AccessDeniedException', body: { Message: 'no' } };
  const refused = await press({ action: 'invite', ...person, token });
  expect(refused.headers.get('location')).toMatch(/^\/invite\?said=[\w-]+$/);
  const again = await page(refused.headers.get('location') ?? '');
  expect(again).toContain('InvitePolicyArn to invite');
  expect(again).toContain('value="jane@acme.example"');
  expect(await page('/invite')).not.toContain('jane@');
  answers['invite'] = { body: { ok: true, hire: 'by-hand//0a', message: 'The invite is on its way.' } };
  const done = await press({ action: 'invite', ...person, token });
  expect(aws.invocations.at(-1)).toMatchObject({
    qualifier: 'invite',
    request: { action: 'invite', workEmail: 'jane@acme.example', by: callerArn },
  });
  expect(done.headers.get('location')).toMatch(/^\/hire\?hire=by-hand%2F%2F0a&said=[\w-]+$/);
});

test('a hire is forgotten only if its key is typed', async () => {
  const token = await tokenOf();
  const wrong = await press({ action: 'forget', typed: '206', expected: hire.hire, token });
  expect(await page(wrong.headers.get('location') ?? '')).toContain('Nothing was done.');
  answers['forget'] = { body: { ok: true, hire: hire.hire, message: 'The hire is forgotten.' } };
  const done = await press({ action: 'forget', typed: hire.hire, expected: hire.hire, token });
  expect(aws.invocations.at(-1)?.request).toEqual({ action: 'forget', hire: hire.hire, by: callerArn });
  expect(await page(done.headers.get('location') ?? '')).toContain('The hire is forgotten.');
});

test('the set-up is checked, and what is wrong comes first', async () => {
  const findings = [
    { subject: 'onelogin', verdict: 'ok', code: 'CREDENTIAL_WORKS', message: 'The credential works.' },
    { subject: 'bamboohr', verdict: 'wrong', code: 'API_KEY_REFUSED', message: evil, whatToDo: evil },
  ];
  answers['check'] = { body: { ok: true, findings, now: '2026-03-02T08:00:00.000Z' } };
  const checked = await page('/doctor');
  expect(checked).toContain('1 thing to mend');
  expect(checked.indexOf('bamboohr')).toBeLessThan(checked.indexOf('onelogin'));
  expect(checked).not.toMatch(/<script>alert|<img/);
  answers['check'] = { status: 403, errorType: 'AccessDeniedException', body: { Message: 'no' } };
  const refused = await page('/doctor');
  expect(refused).toContain('That did not work');
  // Each look asks OneLogin and the HR systems.
  for (const shownPage of [checked, refused]) expect(shownPage).not.toContain('page.js');
});

test('all hires are given as CSV, page by page', async () => {
  answers['export'] = { body: { ok: true, hires: [shown] } };
  const answer = await get('/hires.csv');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="hires.csv"');
  const [head, line] = (await answer.text()).split('\n');
  expect(head).toMatch(/^hire,source,/);
  expect(line).toContain('2026-03-02T07:00:00.000Z USER_SUSPENDED (2 times)');
});

test('an export that breaks off is none', async () => {
  answers['export'] = { status: 403, errorType: 'AccessDeniedException', body: { Message: 'no' } };
  const answer = await get('/hires.csv');
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain('These AWS credentials may not do that.');
});

test('the counts are asked for anew once the list has changed, and not before', async () => {
  const counted = () => aws.invocations.filter(({ request }) => JSON.stringify(request).includes('counts'));
  answers['list'] = { body: { ok: true, hires: [{ ...hire, employeeId: 'first' }] } };
  await page('/');
  const before = counted().length;
  await page('/');
  await page('/');
  expect(counted()).toHaveLength(before);
  answers['list'] = { body: { ok: true, hires: [{ ...hire, employeeId: 'second' }] } };
  answers['counts'] = { body: { ...counts, queued: 7 } };
  expect((await page('/')).replace(/<[^>]+>/g, '')).toContain('7 on the queue');
  answers['list'] = { body: { ok: true, hires: [] } };
  answers['counts'] = { status: 500, body: {} };
  expect((await get('/')).status).toBe(502);
  answers['counts'] = { body: counts };
  expect((await get('/')).status).toBe(200);
});

test('what AWS refuses stands on the page', async () => {
  answers['retry'] = { body: { ok: false, code: 'BEING_TRIED', message: 'A function is working on it.' } };
  const pressed = await press({ action: 'retry', hire: hire.hire, token: await tokenOf() });
  expect(await page(pressed.headers.get('location') ?? '')).toMatch(
    /role="alert"[^>]*>A function is working on it\./,
  );
  answers['list'] = { status: 403, errorType: 'AccessDeniedException', body: { Message: 'no' } };
  const denied = await get('/');
  expect(denied.status).toBe(502);
  expect(await denied.text()).toContain('These AWS credentials may not do that.');
  delete answers['show'];
  expect((await get('/hire?hire=bamboohr%2F%2F7')).status).toBe(404);
});

describe('only the operator, on this machine, by the page’s own buttons', () => {
  const refused = async (answer: Promise<Response>) => {
    expect((await answer).status).toBe(403);
    expect(aws.invocations.filter(({ qualifier }) => qualifier === 'act')).toEqual([]);
  };
  const form = { action: 'retry', hire: hire.hire };

  test('not without the key', async () => {
    for (const path of ['/', '/?key=guessed', '/hire?hire=x', '/page.css'])
      await refused(fetch(`${url}${path}`, { redirect: 'manual' }));
    await refused(press({ ...form, token: await tokenOf() }, { cookie: 'hire-invites-1=guessed' }));
  });

  test('not without the token of the page', async () => {
    await refused(press(form));
    await refused(press({ ...form, token: 'guessed' }));
  });

  test('not from another site, even with the token', async () => {
    await refused(press({ ...form, token: await tokenOf() }, { origin: 'https://evil.example' }));
  });

  test('not under another name of this machine', async () => {
    const { hostname, port } = new URL(url);
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request({ hostname, port, path: '/', headers: { host: 'evil.example', cookie } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('the cookie is of no use to scripts and other sites, and nothing foreign is loaded', async () => {
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    const { headers } = await get('/');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.+frame-ancestors 'none'/);
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });
});

test('markup in any field of a hire is shown as text', async () => {
  const marked = Object.fromEntries(
    Object.entries({ ...shown, tenant: '', oneLoginUserId: '', requestId: '' }).map(([field, value]) => [
      field,
      typeof value === 'string' && field !== 'since' ? `${field}${evil}` : value,
    ]),
  );
  const outcomes = [{ ...shown.outcomes[0], code: evil, meaning: evil }];
  const parked = { ...marked, state: 'parked' };
  const hires = [marked, { ...marked, needsHand: false }, parked];
  const replay = { status: 'failed', startedAt: '2026-03-02T07:00:00.000Z', moved: 0, reason: evil };
  answers['dead-letters'] = { body: { ok: true, count: 1, replay } };
  answers['show'] = { body: { ok: true, hire: { ...marked, outcomes } } };
  answers['retry'] = { body: { ok: false, code: 'BEING_TRIED', message: evil } };
  const pressed = await press({ action: 'retry', hire: evil, token: await tokenOf() });
  const story = `/hire?hire=${encodeURIComponent(evil)}`;
  for (const path of ['/', '/tomorrow', '/dead-letters', story, pressed.headers.get('location') ?? '']) {
    const hasMore = path === '/' && { next: evil };
    answers['list'] = { body: { ok: true, hires, ...hasMore } };
    const shownPage = await page(path);
    expect(shownPage).toContain('&lt;script&gt;alert(1)');
    expect(shownPage).not.toMatch(/<script>alert|<img/);
  }
});
