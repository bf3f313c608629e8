import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { HttpAnswer, NoAnswer } from '../../lambda/http/http-request.ts';
import { createRateLimit } from '../../lambda/onelogin/rate-limit.ts';
import { jsonAnswer, timedOut } from '../helpers/answers.ts';
import { homeMadeHire, startInvite } from '../helpers/invite.ts';

const request = { method: 'GET', url: 'http://127.0.0.1/', headers: {}, timeoutMs: 1 } as const;

function answerWith(limit: unknown, remaining: unknown, reset: unknown): HttpAnswer {
  return jsonAnswer(200, [], {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(reset),
  });
}

describe('looks at waiting hires', () => {
  const lookUp = { ...request, url: 'http://127.0.0.1/api/2/users?email=a' } as const;
  const after = async (...calls: [typeof request | typeof lookUp, number][]) => {
    const rateLimit = createRateLimit({ reservePercent: 0, nowMs: () => 1_000_000 });
    for (const [call, left] of calls) await rateLimit.watch(async () => answerWith(5000, left, 60))(call);
    return rateLimit.looksInHour();
  };

  test.each<[string, [typeof request | typeof lookUp, number][], number | undefined]>([
    ['have no bound before a limit is known', [], undefined],
    ['have a tenth of the limit', [[lookUp, 4000]], 500],
    [
      'have a tenth while each lowers what is left',
      [
        [lookUp, 4000],
        [lookUp, 3999],
      ],
      500,
    ],
    [
      'have no bound once one has lowered nothing',
      [
        [lookUp, 4000],
        [lookUp, 4000],
      ],
      undefined,
    ],
    [
      'have a tenth though another call has lowered nothing',
      [
        [lookUp, 4000],
        [request, 4000],
      ],
      500,
    ],
  ])('%s', async (_, calls, expected) => {
    expect(await after(...calls)).toBe(expected);
  });
});

describe('a process that knows the limit', () => {
  const clock = { nowMs: 1_000_000 };
  const create = (reservePercent: number) => createRateLimit({ reservePercent, nowMs: () => clock.nowMs });
  const learn = (rateLimit: ReturnType<typeof create>, answer: HttpAnswer | NoAnswer) =>
    rateLimit.watch(async () => answer)(request);

  test.each([
    ['calls are left beside the reserve', 10, answerWith(100, 12, 60), 'worked'],
    ['not enough for a hire are left beside the reserve', 10, answerWith(100, 11, 60), 'HELD_BACK'],
    ['there is no reserve', 0, answerWith(100, 2, 60), 'worked'],
    ['nothing is left', 0, answerWith(100, 0, 60), 'HELD_BACK'],
    ['the reserve is no whole number of calls', 10, answerWith(15, 3, 60), 'HELD_BACK'],
    ['an answer does not say the limit', 10, answerWith('', 0, 60), 'worked'],
    ['an answer does not say what is left', 10, answerWith(100, 'some', 60), 'worked'],
    ['an answer does not say until when', 10, answerWith(100, 0, -1), 'worked'],
    ['a call got no answer', 10, timedOut, 'worked'],
  ])('when %s', async (_, reservePercent, answer, expected) => {
    const rateLimit = create(reservePercent);
    await learn(rateLimit, answer);
    const result = await rateLimit.keep(async () => 'worked');
    expect(typeof result === 'string' ? result : result.code).toBe(expected);
  });

  test('says until when it holds hires back: a second later, as whole seconds may be rounded down', async () => {
    const rateLimit = create(10);
    await learn(rateLimit, answerWith(100, 0, 60));
    clock.nowMs += 20 * 1000;
    expect(await rateLimit.keep(async () => 'worked')).toEqual({ code: 'HELD_BACK', resetSeconds: 41 });
    clock.nowMs += 41 * 1000;
    expect(await rateLimit.keep(async () => 'worked')).toBe('worked');
  });

  test('does not believe in a window of more than an hour', async () => {
    const rateLimit = create(10);
    await learn(rateLimit, answerWith(100, 0, 999_999));
    expect(await rateLimit.keep(async () => 'worked')).toEqual({ code: 'HELD_BACK', resetSeconds: 3601 });
  });

  test('counts the hires under way, which have their calls still to make, until they end', async () => {
    const rateLimit = create(0);
    await learn(rateLimit, answerWith(100, 4, 60));
    const gate = Promise.withResolvers<string>();
    const both = [rateLimit.keep(() => gate.promise), rateLimit.keep(() => gate.promise)];
    expect(await rateLimit.keep(async () => 'worked')).toMatchObject({ code: 'HELD_BACK' });
    gate.reject(new Error('torn'));
    await Promise.allSettled(both);
    expect(await rateLimit.keep(async () => 'worked')).toBe('worked');
  });

  test('is not misled by an answer that another one has overtaken', async () => {
    const rateLimit = create(0);
    await learn(rateLimit, answerWith(100, 1, 60));
    await learn(rateLimit, answerWith(100, 5, 60));
    expect(await rateLimit.keep(async () => 'worked')).toMatchObject({ code: 'HELD_BACK' });
  });

  test('accepts a later window even before it expected the last one to end', async () => {
    const rateLimit = create(0);
    await learn(rateLimit, answerWith(100, 1, 0));
    await learn(rateLimit, answerWith(100, 99, 3600));
    expect(await rateLimit.keep(async () => 'worked')).toBe('worked');
  });
});

test('what is left is said of the window that runs, and whether it is the reserve', async () => {
  const clock = { nowMs: 1_000_000 };
  const rateLimit = createRateLimit({ reservePercent: 10, nowMs: () => clock.nowMs });
  expect(rateLimit.callsLeft()).toBeUndefined();
  for (const [remaining, isReserve] of [
    [502, false],
    [501, true],
  ] as const) {
    await rateLimit.watch(async () => answerWith(5000, remaining, 60))(request);
    expect(rateLimit.callsLeft()).toEqual({ limit: 5000, remaining, isReserve });
  }
  clock.nowMs += 61 * 1000;
  expect(rateLimit.callsLeft()).toBeUndefined();
});

describe('many hires at once', () => {
  let invite: Awaited<ReturnType<typeof startInvite>>;
  beforeEach(async () => {
    invite = await startInvite();
  });
  afterEach(() => invite.close());

  test('use the share of the limit to the last hire, without one refusal, and go on after the reset', async () => {
    const hires = Array.from({ length: 60 }, (_, index) => `id-${index}`);
    for (const id of hires) invite.oneLogin.addUser({ email: `${id}@acme.example` });
    const message = (id: string) => invite.message(homeMadeHire(id, { workEmail: `${id}@acme.example` }));
    invite.oneLogin.setLimit({ calls: 50, windowSeconds: 3600, status: 429 });

    for (let index = 0; index < hires.length; index += 5) {
      await invite.deliver(...hires.slice(index, index + 5).map(message));
    }
    const { users, invite: invites } = invite.oneLogin.calls;
    expect(users + invites).toBe(44); // 50 less the tenth; a hire takes two
    expect(invite.oneLogin.mails).toHaveLength(22);
    expect(invite.metrics.filter((metric) => metric === 'HirePutOff HELD_BACK')).toHaveLength(38);
    expect(invite.logs.filter(({ fields }) => fields.code === 'RATE_LIMITED')).toEqual([]);

    invite.clock.nowMs += 1.25 * 3601 * 1000;
    const heldBack = invite.made.filter(({ purpose }) => purpose === 'invite');
    for (const { body } of heldBack.slice(0, 20)) await invite.deliver(invite.message(body));
    expect(invite.oneLogin.mails).toHaveLength(42);
  });
});
