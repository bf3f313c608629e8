import type { Failure } from '../shared/failures.ts';
import type { HttpAnswer, HttpRequest, NoAnswer } from '../shared/http-request.ts';
import { getRequest, judgeAnswer } from './ask-api.ts';
import type { EmployeeList, EmployeePage } from './hr-system.ts';

/** Asks an HR system's API for a page of its employees. @param cursor where the page before ended. */
export function pageRequest(
  { baseUrl, list }: { baseUrl: string; list: EmployeeList },
  { apiKey, cursor, timeoutMs }: { apiKey: string; cursor: string | undefined; timeoutMs: number },
): HttpRequest {
  return getRequest(baseUrl, list.request(apiKey, cursor), timeoutMs);
}

/** The page in an answer, or why there is none. */
export function judgePageAnswer(
  list: Pick<EmployeeList, 'readPage'>,
  result: HttpAnswer | NoAnswer,
): EmployeePage | Failure {
  return judgeAnswer(result, (body) => list.readPage(body), 'page');
}
