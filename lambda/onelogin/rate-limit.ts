import { type Failure, isFailure } from '../hire/outcomes.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  readWholeNumber,
  type SendHttpRequest,
} from '../http/http-request.ts';
import { readReset } from './answer.ts';

/**
 * OneLogin allows an account a number of calls in a window (5,000 an hour). All integrations share them, and each
 * answer says how many are left (its developer documentation, "Rate limits").
 *
 * Each process knows only its own answers, so it may be up to a batch of hires behind. Those calls come out of the
 * reserve. A shared count would save them, but would cost a write before each call.
 */
export interface RateLimit {
  /** Makes calls with `http`, and learns from their answers. */
  watch(http: SendHttpRequest): SendHttpRequest;
  /** Does the work for a hire, unless only the reserve is left. Then it returns HELD_BACK, until the window ends. */
  keep<Result>(work: () => Promise<Result>): Promise<Result | Failure>;
  /**
   * How many looks at waiting hires an hour has: a tenth of the limit.
   * @returns undefined if nothing is known of a limit, or if looking up users does not count.
   */
  looksInHour(): number | undefined;
  /**
   * How many calls the account has left in this window, by the latest answer.
   * @returns undefined if nothing is known of a limit.
   */
  callsLeft(): CallsLeft | undefined;
}

export interface CallsLeft {
  remaining: number;
  limit: number;
  /** Whether the rest is kept for other integrations. */
  isReserve: boolean;
}

/** List Users: whether this call counts is learnt from its answers. */
export const usersPath = '/api/2/users';

/** The calls for an ordinary hire: the look-up and the send. */
const callsOfAHire = 2;

/** The part of the limit that looks may take. */
const lookShare = 10;

interface Window {
  limit: number;
  remaining: number;
  endsAtMs: number;
}

/** @param options.reservePercent how much of the limit is left for others, in percent. */
export function createRateLimit(options: { reservePercent: number; nowMs: () => number }): RateLimit {
  const { reservePercent, nowMs } = options;
  let window: Window | undefined;
  let hiresUnderWay = 0;
  let looksCount = true;

  function learn({ method, url }: HttpRequest, answer: HttpAnswer): void {
    const said = readWindow(answer, nowMs());
    if (said === undefined) return;
    // Two calls that count cannot both leave as many. A call of somebody else's may have lowered the number.
    if (method === 'GET' && new URL(url).pathname === usersPath && window?.limit === said.limit)
      looksCount = said.remaining !== window.remaining;
    // Answers may overtake each other. In one window, the answer with the fewest calls left is the latest.
    const overtaken =
      window !== undefined && isSameWindow(window, said, nowMs()) && said.remaining > window.remaining;
    if (!overtaken) window = said;
  }

  function holdBack(): Failure | undefined {
    if (window === undefined || nowMs() >= window.endsAtMs) return undefined;
    const reserve = Math.ceil((window.limit * reservePercent) / 100);
    const left = window.remaining - reserve - hiresUnderWay * callsOfAHire;
    if (left >= callsOfAHire) return undefined;
    return { code: 'HELD_BACK', resetSeconds: Math.ceil((window.endsAtMs - nowMs()) / 1000) };
  }

  return {
    watch: (http) => async (request) => {
      const result = await http(request);
      if (!isNoAnswer(result)) learn(request, result);
      return result;
    },
    async keep(work) {
      const heldBack = holdBack();
      if (isFailure(heldBack)) return heldBack;
      hiresUnderWay += 1;
      try {
        return await work();
      } finally {
        hiresUnderWay -= 1;
      }
    },
    looksInHour: () =>
      window === undefined || !looksCount ? undefined : Math.max(1, Math.floor(window.limit / lookShare)),
    callsLeft() {
      if (window === undefined || nowMs() >= window.endsAtMs) return undefined;
      const { remaining, limit } = window;
      return { remaining, limit, isReserve: holdBack() !== undefined };
    },
  };
}

function readWindow(answer: HttpAnswer, now: number): Window | undefined {
  const limit = readWholeNumber(answer, 'x-ratelimit-limit');
  const remaining = readWholeNumber(answer, 'x-ratelimit-remaining');
  const resetSeconds = readReset(answer);
  if (limit === undefined || remaining === undefined || resetSeconds === undefined) return undefined;
  return { limit, remaining, endsAtMs: now + (resetSeconds + roundingSeconds) * 1000 };
}

/** Whole seconds may be rounded down. */
const roundingSeconds = 1;

function isSameWindow(known: Window, said: Window, now: number): boolean {
  return now < known.endsAtMs && said.endsAtMs <= known.endsAtMs + 2 * roundingSeconds * 1000;
}
