import type { Failure } from '../../hire/outcomes.ts';
import {
  type HttpAnswer,
  isNoAnswer,
  type NoAnswer,
  readJson,
  readWholeNumber,
} from '../../http/http-request.ts';

/**
 * What an HR system's answer holds, or why it holds nothing.
 * @param read reads the body and the headers of a success; returns undefined if they are not what was asked for.
 * @param what the thing that was asked for, as the log names it.
 */
export function judgeAnswer<Read>(
  result: HttpAnswer | NoAnswer,
  read: (body: unknown, headers: HttpAnswer['headers']) => Read | undefined,
  what: string,
): Read | Failure {
  if (isNoAnswer(result)) return { code: 'HR_SYSTEM_UNAVAILABLE', reason: result.noAnswer };
  if (result.status < 200 || result.status > 299) return judgeRefusal(result);
  return (
    read(readJson(result), result.headers) ?? {
      code: 'HR_SYSTEM_UNAVAILABLE',
      reason: `an unreadable ${what}`,
    }
  );
}

/** HR systems count calls by the day at most. A longer wait must be a mistake, and a hire would miss the first day. */
const longestResetSeconds = 6 * 60 * 60;

function judgeRefusal(result: HttpAnswer): Failure {
  const { status } = result;
  if (status === 401 || status === 403) return { code: 'HR_CREDENTIAL_REFUSED', status };
  const resetSeconds = readWholeNumber(result, 'retry-after');
  const reset =
    resetSeconds === undefined ? {} : { resetSeconds: Math.min(resetSeconds, longestResetSeconds) };
  if (status === 429) return { code: 'RATE_LIMITED', status, ...reset };
  const permanent = status >= 400 && status < 500 && status !== 408;
  return { code: permanent ? 'HR_REQUEST_REFUSED' : 'HR_SYSTEM_UNAVAILABLE', status, ...reset };
}
