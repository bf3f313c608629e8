import type { Failure, FailureCode } from '../hire/outcomes.ts';
import {
  type HttpAnswer,
  isNoAnswer,
  type NoAnswer,
  readJson,
  readWholeNumber,
} from '../http/http-request.ts';

/** OneLogin refused the token of this call: expired or revoked. */
export const tokenRefused = 'token-refused';
export type TokenRefused = typeof tokenRefused;

/** The message in an answer of OneLogin, trimmed, with white space collapsed, in lower case. */
export interface Verdict {
  status: number;
  message: string;
}

/**
 * Reads `{"status":{"type","message","error","code"}}` of the v1 API. `message` may be an object with a
 * `description` (seen in an official SDK); an HTTP 200 may hide an error.
 */
export function readVerdict(answer: HttpAnswer): Verdict {
  const body = readJson(answer);
  const status = property(body, 'status');
  const raw = property(status, 'message') ?? property(body, 'message');
  const message = property(raw, 'description') ?? raw;
  const code = property(status, 'code');
  const hidden = answer.status < 300 && property(status, 'error') === true && typeof code === 'number';
  return {
    status: hidden ? code : answer.status,
    message: typeof message === 'string' ? message.trim().replaceAll(/\s+/g, ' ').toLowerCase() : '',
  };
}

/** The rate limit is used up: a 429, in JSON or HTML, or (seen, undocumented) a 400 that says so. */
export function judgeLimit(answer: HttpAnswer): Failure | undefined {
  const { status, message } = readVerdict(answer);
  if (status !== 429 && !(status === 400 && message === 'rate_limit_exceeded')) return undefined;
  const resetSeconds = readReset(answer) ?? readSeconds(answer, 'retry-after');
  return { ...failureOf('RATE_LIMITED', answer), ...(resetSeconds !== undefined && { resetSeconds }) };
}

/** OneLogin counts calls by the hour. A later reset must be a mistake, and hires would wait for it. */
const longestWindowSeconds = 60 * 60;

/** In how many seconds the window of the rate limit ends. */
export function readReset(answer: HttpAnswer): number | undefined {
  return readSeconds(answer, 'x-ratelimit-reset');
}

function readSeconds(answer: HttpAnswer, header: string): number | undefined {
  const seconds = readWholeNumber(answer, header);
  return seconds === undefined ? undefined : Math.min(seconds, longestWindowSeconds);
}

/** A failure with the ids that OneLogin's support needs to find the call. */
export function failureOf(code: FailureCode, answer: HttpAnswer): Failure {
  const vendorRequestId = /^[\w.-]{1,64}$/.exec(answer.headers['x-request-id'] ?? '')?.[0];
  return { code, status: readVerdict(answer).status, ...(vendorRequestId && { vendorRequestId }) };
}

/**
 * Handles what is the same for the calls that only read (token, users): no answer, over the limit, a server error, and
 * any other answer that is not a success. No mail was sent, so everything that may pass is tried again.
 * @returns the answer if it is a 200.
 */
export function judgeRead(result: HttpAnswer | NoAnswer): HttpAnswer | Failure {
  if (isNoAnswer(result)) return { code: 'ONELOGIN_UNAVAILABLE', reason: result.noAnswer };
  const limited = judgeLimit(result);
  if (limited !== undefined) return limited;
  const { status } = readVerdict(result);
  if (status === 200) return result;
  const permanent = status >= 400 && status < 500 && status !== 408;
  return failureOf(permanent ? 'ONELOGIN_REQUEST_REFUSED' : 'ONELOGIN_UNAVAILABLE', result);
}

export function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
