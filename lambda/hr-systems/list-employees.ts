import type { Failure } from '../shared/failures.ts';
import {
  type HttpAnswer,
  type HttpRequest,
  isNoAnswer,
  type NoAnswer,
  readJson,
} from '../shared/http-request.ts';
import { judgeRefusal } from './fetch-employee.ts';
import type { EmployeeList, EmployeePage } from './hr-system.ts';

/** Asks an HR system's API for a page of its employees. @param cursor where the page before ended. */
export function pageRequest(
  { baseUrl, list }: { baseUrl: string; list: EmployeeList },
  { apiKey, cursor, timeoutMs }: { apiKey: string; cursor: string | undefined; timeoutMs: number },
): HttpRequest {
  const { path, headers } = list.request(apiKey, cursor);
  return { method: 'GET', url: `${baseUrl}${path}`, headers, timeoutMs };
}

/** The page in an answer, or why there is none. */
export function judgePageAnswer(
  list: Pick<EmployeeList, 'readPage'>,
  result: HttpAnswer | NoAnswer,
): EmployeePage | Failure {
  if (isNoAnswer(result)) return { failure: 'HR_SYSTEM_UNAVAILABLE', detail: result.noAnswer };
  if (result.status !== 200) return judgeRefusal(result);
  const unreadable: Failure = { failure: 'HR_SYSTEM_UNAVAILABLE', detail: 'an unreadable page' };
  return list.readPage(readJson(result)) ?? unreadable;
}
