import { type Failure, isFailure } from '../shared/failures.ts';
import { readId, readStartDate } from '../shared/hire.ts';
import { type ApiCalls, callApi } from './call-api.ts';
import type { ConnectedApi } from './connect-api.ts';
import { isPlainId } from './connect-hr-system.ts';
import { evaluate, findFirst } from './expression.ts';
import type { EmployeePage } from './hr-system.ts';
import { judgeAnswer } from './judge-answer.ts';
import { readScalar } from './scalar.ts';

export type ListingApi = ConnectedApi & Required<Pick<ConnectedApi, 'list'>>;

/** Asks an HR system's API for a page of its employees. @param cursor where the page before ended. */
export async function fetchPage(
  api: ListingApi,
  cursor: string | undefined,
  calls: ApiCalls,
): Promise<EmployeePage | Failure> {
  const { request, nextPath } = api.list;
  const isPath = cursor?.startsWith('/') === true;
  const path = cursor === undefined ? request.path : isPath ? cursor : (nextPath ?? request.path);
  const result = await callApi(api, { ...request, path }, cursor === undefined ? {} : { cursor }, calls);
  return isFailure(result) ? result : judgeAnswer(result, (body) => readPage(body, api), 'page');
}

function readPage(body: unknown, api: ListingApi): EmployeePage | undefined {
  const { employees, id, startDate, startDateHidden, next } = api.list;
  const listed = evaluate(employees, body);
  if (!Array.isArray(listed)) return undefined;
  const isHidden = (employee: unknown) =>
    startDateHidden !== undefined && evaluate(startDateHidden, employee) === true;
  const following = findFirst(next, body, (found) => toCursor(readScalar(found), api.baseUrl));
  return {
    employees: listed.flatMap((employee) => {
      const employeeId = readId(findFirst(id, employee, readScalar));
      if (!isPlainId(employeeId)) return [];
      return [
        {
          employeeId,
          startDate: readStartDate(findFirst(startDate, employee, readScalar), api.startDateFormat),
        },
      ];
    }),
    hiddenDates: listed.filter(isHidden).length,
    ...(following !== undefined && { next: following }),
  };
}

/** Of an address only the path counts: the credential goes to the configured host and no other. */
function toCursor(next: string | number | boolean | undefined, baseUrl: string): string | undefined {
  if (next === undefined || typeof next === 'boolean') return undefined;
  const text = String(next);
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return text;
  const { pathname, search } = new URL(text);
  const { pathname: base } = new URL(baseUrl);
  return `${base !== '/' && pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname}${search}`;
}
