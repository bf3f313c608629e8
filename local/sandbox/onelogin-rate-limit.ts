import * as v from 'valibot';
import { statusReply, successReply } from './onelogin-answers.ts';
import { htmlReply, type Reply } from './reply.ts';

export const Limit = v.strictObject({
  calls: v.pipe(v.number(), v.integer(), v.minValue(0)),
  windowSeconds: v.pipe(v.number(), v.minValue(1)),
  /** Both were seen at the limit. */
  status: v.picklist([400, 429]),
  /** The body of a 429, which was seen in both forms; a 400 is JSON. */
  format: v.optional(v.picklist(['html', 'json']), 'html'),
});
export type Limit = v.InferInput<typeof Limit>;

/** The account's own limit. It is reported in the headers, but never enforced, so a load test need not lift it. */
const account = { calls: 5000, windowSeconds: 60 * 60, refusal: undefined };

/** One window of the limit: how many calls were made, and how many of them were refused. */
export interface LimitWindow {
  startedAtMs: number;
  asked: number;
  refused: number;
}

export interface RateLimit {
  /** The windows since the limit was last set; the current one comes last. */
  windows(): readonly LimitWindow[];
  set(limit: Limit | undefined): void;
  /** Counts a call and answers it, or refuses it if it is over the limit. */
  pass(work: () => Reply): Reply;
  /** Get Rate Limit, in the shape that OneLogin's Python SDK reads. */
  report(): Reply;
}

/** OneLogin's rate limit: a number of calls in a window that begins with the first call. */
export function createRateLimit(now: () => Date): RateLimit {
  let limit: { calls: number; windowSeconds: number; refusal: Reply | undefined } = account;
  let window: LimitWindow = { startedAtMs: 0, asked: 0, refused: 0 };
  let windows: LimitWindow[] = [];
  let resetAtMs = 0;

  function left() {
    const nowMs = now().getTime();
    if (nowMs >= resetAtMs) {
      window = { startedAtMs: nowMs, asked: 0, refused: 0 };
      windows.push(window);
      resetAtMs = nowMs + limit.windowSeconds * 1000;
    }
    const remaining = Math.max(0, limit.calls - window.asked);
    return { remaining, resetSeconds: Math.ceil((resetAtMs - nowMs) / 1000) };
  }

  return {
    windows: () => windows,
    set(changed) {
      limit = changed === undefined ? account : { ...changed, refusal: toRefusal(v.parse(Limit, changed)) };
      windows = [];
      resetAtMs = 0;
    },
    pass(work) {
      const refusal = left().remaining === 0 ? limit.refusal : undefined;
      window.asked += 1;
      if (refusal !== undefined) window.refused += 1;
      const reply = refusal ?? work();
      const { remaining, resetSeconds } = left();
      const headers = {
        'x-ratelimit-limit': String(limit.calls),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': String(resetSeconds),
      };
      return { ...reply, headers: { ...reply.headers, ...headers } };
    },
    report() {
      const { remaining, resetSeconds } = left();
      const data = {
        'X-RateLimit-Limit': limit.calls,
        'X-RateLimit-Remaining': remaining,
        'X-RateLimit-Reset': resetSeconds,
      };
      return successReply({ data });
    },
  };
}

function toRefusal({ status, format }: v.InferOutput<typeof Limit>): Reply {
  if (status === 429 && format === 'html') return htmlReply(429, '<html>Slow down</html>');
  return statusReply(status, 'rate_limit_exceeded');
}
