import type { Failure } from '../shared/failures.ts';
import { type HttpAnswer, type HttpRequest, isNoAnswer, type NoAnswer } from '../shared/http-request.ts';
import { getRequest, judgeAnswer } from './ask-api.ts';
import type { FetchedEmployee } from './hr-system.ts';
import type { ConnectedApi } from './index.ts';

/** Asks an HR system's API for one employee. */
export function employeeRequest(
  api: ConnectedApi,
  { employeeId, apiKey, timeoutMs }: { employeeId: string; apiKey: string; timeoutMs: number },
): HttpRequest {
  return getRequest(api.baseUrl, api.request(employeeId, apiKey), timeoutMs);
}

/** The employee in an answer, or why there is none. */
export function judgeEmployeeAnswer(
  api: Pick<ConnectedApi, 'readEmployee'>,
  result: HttpAnswer | NoAnswer,
): FetchedEmployee | Failure {
  if (!isNoAnswer(result) && result.status === 404)
    return { failure: 'EMPLOYEE_NOT_IN_HR_YET', status: result.status };
  return judgeAnswer(result, (body) => api.readEmployee(body), 'employee');
}
