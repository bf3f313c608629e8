import { describe, expect, test } from '@jest/globals';
import type { HttpRequest } from '../../lambda/http/http-request.ts';
import { tokenRefused } from '../../lambda/onelogin/answer.ts';
import { judgePage, listCreated } from '../../lambda/onelogin/list-created.ts';
import { createRateLimit } from '../../lambda/onelogin/rate-limit.ts';
import { htmlAnswer, jsonAnswer, statusAnswer, timedOut } from '../helpers/answers.ts';

const at = (time: string) => Date.parse(time);
const period = { after: at('2026-03-02T08:00:00Z'), until: at('2026-03-03T08:00:00Z') };
const user = (id: number | string, created_at: unknown) => ({ id, email: 'a@acme.example', created_at });
const listed = (...users: unknown[]) => judgePage(jsonAnswer(200, users), period);
const idsOf = (page: ReturnType<typeof judgePage>) =>
  page !== tokenRefused && 'users' in page ? page.users.map(({ id }) => id) : page;

describe('a page of the users that were created in a period', () => {
  test('holds those later than its begin and up to its end, however OneLogin reads the bounds', () => {
    const page = listed(
      user(1, '2026-03-02T08:00:00.000Z'),
      user(2, '2026-03-02T08:00:00.001Z'),
      user(3, '2026-03-03T08:00:00Z'),
      user(4, '2026-03-03T08:00:00.001Z'),
      user(5, '2026-03-02T23:30:00-08:00'),
      user('6', '2026-03-02T23:30:00-09:00'),
    );
    expect(idsOf(page)).toEqual(['2', '3', '5']);
  });

  test('says where the next one begins', () => {
    const withCursor = (cursor: string) => judgePage(jsonAnswer(200, [], { 'after-cursor': cursor }), period);
    expect(withCursor('abc=')).toEqual({ users: [], next: 'abc=' });
    expect(withCursor(' ')).toEqual({ users: [] });
    expect(listed()).toEqual({ users: [] });
  });

  test.each([
    ['without a date', undefined],
    ['with a date that is none', 'yesterday'],
    ['with no date yet', null],
  ])('that holds a user %s cannot be read: nobody may be passed over', (_, date) => {
    expect(listed(user(1, '2026-03-02T09:00:00Z'), user(2, date))).toEqual({
      code: 'ONELOGIN_UNAVAILABLE',
      reason: 'an unreadable list of users',
    });
  });

  test.each([
    ['no answer', timedOut, { code: 'ONELOGIN_UNAVAILABLE' }],
    ['an HTML page', htmlAnswer(502), { code: 'ONELOGIN_UNAVAILABLE' }],
    ['a limit', htmlAnswer(429), { code: 'RATE_LIMITED' }],
    ['a refused question', statusAnswer(400, 'Bad Request'), { code: 'ONELOGIN_REQUEST_REFUSED' }],
    ['too few rights', statusAnswer(401, 'Insufficient Permission'), { code: 'INSUFFICIENT_PERMISSION' }],
  ])('may be %s', (_, answer, failure) => {
    expect(judgePage(answer, period)).toMatchObject(failure);
  });

  test('may be a token that is no longer good', () => {
    expect(judgePage(statusAnswer(401, 'Authentication Failure'), period)).toBe(tokenRefused);
  });
});

test('the question has the period with a second to spare, the fields, the page’s size and the cursor', async () => {
  const asked: HttpRequest[] = [];
  const rateLimit = createRateLimit({ reservePercent: 10, nowMs: () => 0 });
  const oneLogin = {
    baseUrl: 'https://acme.onelogin.com',
    rateLimit,
    http: async (request: HttpRequest) => {
      asked.push(request);
      return jsonAnswer(200, []);
    },
    tokens: { get: async () => ({ value: 'token', expiresAtMs: 1 }), drop: () => undefined },
    authorization: 'bearer:<token>' as const,
  };
  await listCreated(period, 'a+b/c=', oneLogin, (wantedMs) => wantedMs);
  expect(asked).toMatchObject([
    { method: 'GET', headers: { authorization: 'bearer token' }, timeoutMs: 20_000 },
  ]);
  const { pathname, searchParams } = new URL(asked[0]?.url ?? '');
  expect(pathname).toBe('/api/2/users');
  expect(Object.fromEntries(searchParams)).toEqual({
    created_since: '2026-03-02T07:59:59.000Z',
    created_until: '2026-03-03T08:00:01.000Z',
    fields: expect.stringMatching(/^id,email,status,state,invitation_sent_at,activated_at,.*created_at$/),
    limit: '100',
    cursor: 'a+b/c=',
  });
});
