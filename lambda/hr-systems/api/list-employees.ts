import { type Failure, isFailure } from '../../hire/outcomes.ts';
import { readEmployeeId, readId } from '../../hire/person.ts';
import { isJsonObject } from '../../hire/record.ts';
import { readStartDate, type StartDate } from '../../hire/start-date.ts';
import { askedDays } from '../../hire/start-window.ts';
import type { TimeZone } from '../../hire/time-zone.ts';
import { evaluate, findFirst } from '../expression.ts';
import { findValue } from '../find-field.ts';
import { isPlainId } from '../plain-id.ts';
import { readScalar } from '../scalar.ts';
import type { EmployeePage, ListCalls, ListedEmployee } from './api.ts';
import { asksForMore } from './ask-for-more.ts';
import { callApi, outsideOfApi } from './call-api.ts';
import { judgeAnswer } from './judge-answer.ts';
import { findNext, type ListingApi, placeOf } from './next-page.ts';

/** Asks an HR system's API for a page of its employees. @param cursor where the previous page ended. */
export async function fetchPage(
  api: ListingApi,
  cursor: string | undefined,
  calls: ListCalls,
): Promise<EmployeePage | Failure> {
  const place = placeOf(cursor, api);
  if (place === undefined) return outsideOfApi;
  const { request, dates } = api.list;
  const days = askedDays(calls.settings, dates, calls.nowMs());
  const write = (day: StartDate) => (dates.format === 'instant' ? `${day}T00:00:00Z` : day);
  const values = { cursor: place.cursor, from: write(days.from), to: write(days.to) };
  const result = await callApi(api, { ...request, path: place.path }, values, calls);
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
  const { id, startDateHidden } = api.list;
  const listed = evaluate(api.list.employees, body);
  if (!Array.isArray(listed)) return undefined;
  const isHidden = (employee: unknown) =>
    startDateHidden !== undefined && evaluate(startDateHidden, employee) === true;
  const ids = listed.map((employee) => readEmployeeId(findFirst(id, employee, readScalar)));
  if (listed.length > 0 && ids.every((one) => one === undefined)) return undefined;
  const employees = listed.flatMap((employee, index) => {
    const employeeId = ids[index];
    if (!isPlainId(employeeId)) return [];
    const listedAs = toListed(employee, employeeId, api);
    if (!asksForMore(api)) return [listedAs];
    const complete = (answers: object) => toListed(addTo(employee, answers), employeeId, api);
    return [{ ...listedAs, complete }];
  });
  return {
    employees,
    unreadableIds: listed.length - employees.length,
    hiddenDates: listed.filter(isHidden).length,
  };
}

function toListed(employee: unknown, employeeId: string, api: ListingApi): ListedEmployee {
  const { tenant, startDate } = api.list;
  const written = findValue(employee, startDate, ['json'])?.value;
  const startDateIn = (timeZone: TimeZone) => readStartDate(written, api.startDateFormat, timeZone);
  const isInstant = api.startDateFormat === 'instant';
  const company = readId(findFirst(tenant, employee, readScalar));
  return {
    employeeId,
    ...(company !== undefined && { tenant: company }),
    startDate: startDateIn(api.timeZone),
    ...(isInstant && { startDateIn }),
  };
}

/** A list may have nothing but ids. */
function addTo(employee: unknown, answers: object): object {
  return isJsonObject(employee) ? { ...employee, ...answers } : answers;
}
