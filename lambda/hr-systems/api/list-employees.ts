import { type Failure, isFailure } from '../../hire/outcomes.ts';
import { readEmployeeId, readId } from '../../hire/person.ts';
import { readStartDate } from '../../hire/start-date.ts';
import type { TimeZone } from '../../hire/time-zone.ts';
import { evaluate, findFirst } from '../expression.ts';
import { findValue } from '../find-field.ts';
import { isPlainId } from '../plain-id.ts';
import { readScalar } from '../scalar.ts';
import type { ApiCalls, EmployeePage } from './api.ts';
import { callApi, outsideOfApi } from './call-api.ts';
import { judgeAnswer } from './judge-answer.ts';
import { findNext, type ListingApi, placeOf } from './next-page.ts';

/** Asks an HR system's API for a page of its employees. @param cursor where the previous page ended. */
export async function fetchPage(
  api: ListingApi,
  cursor: string | undefined,
  calls: ApiCalls,
): Promise<EmployeePage | Failure> {
  const place = placeOf(cursor, api);
  if (place === undefined) return outsideOfApi;
  const call = { ...api.list.request, path: place.path };
  const result = await callApi(api, call, { cursor: place.cursor }, calls);
  if (isFailure(result)) return result;
  return judgeAnswer(
    result,
    (body, headers) => {
      const page = readPage(body, api);
      if (page === undefined) return undefined;
      const size = page.employees.length + page.unreadableIds;
      const next = findNext(place, { body, headers, size }, api);
      return { ...page, ...(next !== undefined && { next }) };
    },
    'page',
  );
}

/** @returns undefined if it is not a page, or if it has employees but no ids where ids should be. */
function readPage(body: unknown, api: ListingApi): Omit<EmployeePage, 'next'> | undefined {
  const { id, tenant, startDate, startDateHidden } = api.list;
  const listed = evaluate(api.list.employees, body);
  if (!Array.isArray(listed)) return undefined;
  const isHidden = (employee: unknown) =>
    startDateHidden !== undefined && evaluate(startDateHidden, employee) === true;
  const ids = listed.map((employee) => readEmployeeId(findFirst(id, employee, readScalar)));
  if (listed.length > 0 && ids.every((one) => one === undefined)) return undefined;
  const employees = listed.flatMap((employee, index) => {
    const employeeId = ids[index];
    if (!isPlainId(employeeId)) return [];
    const written = findValue(employee, startDate, ['json'])?.value;
    const startDateIn = (timeZone: TimeZone) => readStartDate(written, api.startDateFormat, timeZone);
    const isInstant = api.startDateFormat === 'instant';
    const company = readId(findFirst(tenant, employee, readScalar));
    return [
      {
        employeeId,
        ...(company !== undefined && { tenant: company }),
        startDate: startDateIn(api.timeZone),
        ...(isInstant && { startDateIn }),
      },
    ];
  });
  return {
    employees,
    unreadableIds: listed.length - employees.length,
    hiddenDates: listed.filter(isHidden).length,
  };
}
