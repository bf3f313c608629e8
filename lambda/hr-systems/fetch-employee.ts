import type { Failure } from '../shared/failures.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  type NoAnswer,
  readJson,
  readWholeNumber,
} from '../shared/http-request.ts';
import type { FetchedEmployee } from './hr-system.ts';
import type { ConnectedApi } from './index.ts';

/** Asks an HR system's API for one employee. */
export function employeeRequest(
  api: ConnectedApi,
  { employeeId, apiKey, timeoutMs }: { employeeId: string; apiKey: string; timeoutMs: number },
): HttpRequest {
  const { path, headers } = api.request(employeeId, apiKey);
  return { method: 'GET', url: `${api.baseUrl}${path}`, headers, timeoutMs };
}

/** The employee in an answer, or why there is none. */
export function judgeEmployeeAnswer(
  api: Pick<ConnectedApi, 'readEmployee'>,
  result: HttpAnswer | NoAnswer,
): FetchedEmployee | Failure {
  if (isNoAnswer(result)) return { failure: 'HR_SYSTEM_UNAVAILABLE', detail: result.noAnswer };
  const { status } = result;
  if (status === 200) {
    const unreadable: Failure = { failure: 'HR_SYSTEM_UNAVAILABLE', detail: 'an unreadable employee' };
    return api.readEmployee(readJson(result)) ?? unreadable;
  }
  if (status === 404) return { failure: 'EMPLOYEE_NOT_IN_HR_YET', status };
  return judgeRefusal(result);
}

/** What an answer other than 200 means, whatever was asked. */
export function judgeRefusal(result: HttpAnswer): Failure {
  const { status } = result;
  if (status === 401 || status === 403) return { failure: 'HR_CREDENTIAL_REFUSED', status };
  const resetSeconds = readWholeNumber(result, 'retry-after');
  const reset = resetSeconds === undefined ? {} : { resetSeconds };
  if (status === 429) return { failure: 'RATE_LIMITED', status, ...reset };
  const permanent = status >= 400 && status < 500 && status !== 408;
  return { failure: permanent ? 'HR_REQUEST_REFUSED' : 'HR_SYSTEM_UNAVAILABLE', status, ...reset };
}
