import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sendHttpRequest } from '../../lambda/http/http-request.ts';
import { createAccessTokens, judgeTokenAnswer } from '../../lambda/onelogin/access-token.ts';
import { type TokenRefused, tokenRefused } from '../../lambda/onelogin/answer.ts';
import { callWithToken } from '../../lambda/onelogin/call-with-token.ts';
import { startOneLogin } from '../../local/sandbox/onelogin.ts';
import { htmlAnswer, jsonAnswer, neverConnected, statusAnswer, timedOut } from '../helpers/answers.ts';

const inTime = (wantedMs: number) => wantedMs;
const created = '2021-08-19T14:18:30.261Z';
const answer = {
  access_token: 'abc',
  created_at: created,
  expires_in: 36_000,
  refresh_token: 'def',
  token_type: 'bearer',
  account_id: 1,
};

describe('an answer to Generate Token', () => {
  test('expires at created_at + expires_in, not that long from now', () => {
    const expiresAtMs = Date.parse(created) + 36_000 * 1000;
    expect(judgeTokenAnswer(jsonAnswer(200, answer))).toEqual({ value: 'abc', expiresAtMs });
  });

  test.each([
    ['created_at', { ...answer, created_at: undefined }],
    ['a readable created_at', { ...answer, created_at: 'yesterday' }],
    ['expires_in', { ...answer, expires_in: undefined }],
  ])('without %s is used, but not kept', (_, body) => {
    const token = judgeTokenAnswer(jsonAnswer(200, body));
    expect(token).toMatchObject({ value: 'abc' });
    expect(token).not.toMatchObject({ expiresAtMs: Date.parse(created) + 36_000 * 1000 });
  });

  test.each([
    ['no token', jsonAnswer(200, { ...answer, access_token: undefined }), 'ONELOGIN_UNAVAILABLE'],
    ['an empty token', jsonAnswer(200, { ...answer, access_token: '' }), 'ONELOGIN_UNAVAILABLE'],
    [
      'a token that would break out of its header',
      jsonAnswer(200, { ...answer, access_token: 'a\r\nb: c' }),
      'ONELOGIN_UNAVAILABLE',
    ],
    ['the v1 wrapper', jsonAnswer(200, { status: { error: false }, data: [answer] }), 'ONELOGIN_UNAVAILABLE'],
    ['a page', htmlAnswer(200), 'ONELOGIN_UNAVAILABLE'],
    ['401', statusAnswer(401, 'Authentication Failure'), 'CREDENTIAL_REFUSED'],
    [
      '401 in an HTTP 200',
      { ...statusAnswer(401, 'Authentication Failure'), status: 200 },
      'CREDENTIAL_REFUSED',
    ],
    ['400', statusAnswer(400, 'Bad Request'), 'CREDENTIAL_REFUSED'],
    ['429 as a page', htmlAnswer(429), 'RATE_LIMITED'],
    [
      '500, which can also mean that the credential’s owner was deleted',
      statusAnswer(500, ''),
      'TOKEN_CALL_FAILED',
    ],
    ['no answer', timedOut, 'ONELOGIN_UNAVAILABLE'],
    ['no connection', neverConnected, 'ONELOGIN_UNAVAILABLE'],
  ])('%s: %#', (_, result, code) => {
    expect(judgeTokenAnswer(result)).toMatchObject({ code });
  });
});

describe('the access token', () => {
  const credential = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };
  const clock = { nowMs: 0 };
  let oneLogin: Awaited<ReturnType<typeof startOneLogin>>;
  let inUse = credential;
  let refusals = 0;

  beforeEach(async () => {
    clock.nowMs = Date.parse(created);
    inUse = credential;
    refusals = 0;
    oneLogin = await startOneLogin({ now: () => new Date(clock.nowMs) });
  });
  afterEach(() => oneLogin.close());

  const create = () =>
    createAccessTokens({
      baseUrl: oneLogin.url,
      http: sendHttpRequest,
      readCredential: async () => inUse,
      onRefused: () => {
        refusals += 1;
      },
      nowMs: () => clock.nowMs,
    });

  test('is requested once for any number of calls at once, and kept until it expires', async () => {
    const tokens = create();
    const first = await Promise.all([1, 2, 3, 4, 5].map(() => tokens.get(inTime)));
    expect(new Set(first.map((token) => JSON.stringify(token))).size).toBe(1);
    clock.nowMs += 36_000 * 1000 - 1;
    expect(await tokens.get(inTime)).toEqual(first[0]);
    expect(oneLogin.calls.token).toBe(1);
    clock.nowMs += 1;
    await tokens.get(inTime);
    expect(oneLogin.calls.token).toBe(2);
  });

  test('that OneLogin gives again keeps its old expiry', async () => {
    const minted = await create().get(inTime);
    clock.nowMs += 5 * 60 * 60 * 1000;
    expect(await create().get(inTime)).toEqual(minted);
  });

  test('is dropped only if it is still the stored one', async () => {
    const tokens = create();
    await tokens.get(inTime);
    tokens.drop('another');
    await tokens.get(inTime);
    expect(oneLogin.calls.token).toBe(1);
  });

  test('is not requested again and again with a refused credential', async () => {
    inUse = { clientId: 'wrong', clientSecret: 'wrong' };
    const tokens = create();
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect(await tokens.get(inTime)).toMatchObject({ code: 'CREDENTIAL_REFUSED' });
    }
    expect(oneLogin.calls.token).toBe(1);
    expect(refusals).toBe(1);
    clock.nowMs += 10_000;
    await tokens.get(inTime);
    expect(oneLogin.calls.token).toBe(2);
  });

  test('is not requested when there is no time left', async () => {
    expect(await create().get(() => undefined)).toEqual({ code: 'OUT_OF_TIME' });
    expect(oneLogin.calls.token).toBe(0);
  });

  test('is requested at once with a different credential', async () => {
    inUse = { clientId: 'wrong', clientSecret: 'wrong' };
    const tokens = create();
    await tokens.get(inTime);
    inUse = credential;
    expect(await tokens.get(inTime)).toHaveProperty('value');
  });

  describe('in a call', () => {
    const calls: string[] = [];
    const callThatAnswers = (...answers: ('done' | TokenRefused)[]) => {
      calls.length = 0;
      return async (token: string) => {
        calls.push(token);
        return answers.shift() ?? 'done';
      };
    };

    test('is replaced once, and the call is made once more, when OneLogin refuses it', async () => {
      expect(await callWithToken(create(), inTime, callThatAnswers(tokenRefused, 'done'))).toBe('done');
      expect(calls).toHaveLength(2);
      expect(oneLogin.calls.token).toBe(2);
    });

    test('is given up when the new one is refused too', async () => {
      const result = await callWithToken(
        create(),
        inTime,
        callThatAnswers(tokenRefused, tokenRefused, 'done'),
      );
      expect(result).toMatchObject({ code: 'CREDENTIAL_REFUSED' });
      expect(calls).toHaveLength(2);
    });

    test('cannot be had: then the call is not made', async () => {
      inUse = { clientId: 'wrong', clientSecret: 'wrong' };
      expect(await callWithToken(create(), inTime, callThatAnswers())).toMatchObject({
        code: 'CREDENTIAL_REFUSED',
      });
      expect(calls).toEqual([]);
    });
  });
});
