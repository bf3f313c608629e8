import type { Failure } from '../shared/failures.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  type NoAnswer,
  readJson,
  readWholeNumber,
} from '../shared/http-request.ts';

/** What all calls to an HR system's API have in common. */

export function getRequest(
  baseUrl: string,
  { path, headers }: { path: string; headers: Record<string, string> },
  timeoutMs: number,
): HttpRequest {
  return { method: 'GET', url: `${baseUrl}${path}`, headers, timeoutMs };
}

/**
 * What an answer holds, or why it holds nothing.
 * @param read reads the body of a 200; undefined if it is none.
 * @param what was asked for, as the log names it.
 */
export function judgeAnswer<Read extends object>(
  result: HttpAnswer | NoAnswer,
  read: (body: unknown) => Read | undefined,
  what: string,
): Read | Failure {
  if (isNoAnswer(result)) return { failure: 'HR_SYSTEM_UNAVAILABLE', detail: result.noAnswer };
  if (result.status !== 200) return judgeRefusal(result);
  return read(readJson(result)) ?? { failure: 'HR_SYSTEM_UNAVAILABLE', detail: `an unreadable ${what}` };
}

function judgeRefusal(result: HttpAnswer): Failure {
  const { status } = result;
  if (status === 401 || status === 403) return { failure: 'HR_CREDENTIAL_REFUSED', status };
  const resetSeconds = readWholeNumber(result, 'retry-after');
  const reset = resetSeconds === undefined ? {} : { resetSeconds };
  if (status === 429) return { failure: 'RATE_LIMITED', status, ...reset };
  const permanent = status >= 400 && status < 500 && status !== 408;
  return { failure: permanent ? 'HR_REQUEST_REFUSED' : 'HR_SYSTEM_UNAVAILABLE', status, ...reset };
}
