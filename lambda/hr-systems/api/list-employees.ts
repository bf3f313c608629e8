import { type Failure, isFailure } from '../../hire/outcomes.ts';
import { readEmployeeId } from '../../hire/person.ts';
import { readStartDate } from '../../hire/start-date.ts';
import type { TimeZone } from '../../hire/time-zone.ts';
import { evaluate, findFirst } from '../expression.ts';
import { findValue } from '../find-field.ts';
import { isPlainId } from '../plain-id.ts';
import { readScalar } from '../scalar.ts';
import type { ApiCalls, ConnectedApi, EmployeePage } from './api.ts';
import { callApi, isWithinApi, outsideOfApi } from './call-api.ts';
import { judgeAnswer } from './judge-answer.ts';

export type ListingApi = ConnectedApi & Required<Pick<ConnectedApi, 'list'>>;

/** Asks an HR system's API for a page of its employees. @param cursor where the previous page ended. */
export async function fetchPage(
  api: ListingApi,
  cursor: string | undefined,
  calls: ApiCalls,
): Promise<EmployeePage | Failure> {
  const path = pathOf(cursor, api);
  const result = await callApi(
    api,
    { ...api.list.request, path },
    cursor === undefined ? {} : { cursor },
    calls,
  );
  return isFailure(result) ? result : judgeAnswer(result, (body) => readPage(body, path, api), 'page');
}

function pathOf(cursor: string | undefined, api: ListingApi): string {
  const { request, nextPath } = api.list;
  if (cursor === undefined) return request.path;
  return takesCursor(api) ? (nextPath ?? request.path) : cursor;
}

/** Whether the way to the next page is a cursor, which may look like anything. Otherwise it is an address. */
function takesCursor({ list: { request, nextPath } }: ListingApi): boolean {
  return nextPath !== undefined || JSON.stringify(request).includes('{cursor}');
}

/** @returns undefined if it is not a page, or if it has employees but no ids where ids should be. */
function readPage(body: unknown, path: string, api: ListingApi): EmployeePage | undefined {
  const { id, startDate, startDateHidden, next } = api.list;
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
    return [{ employeeId, startDate: startDateIn(api.timeZone), ...(isInstant && { startDateIn }) }];
  });
  const following =
    findFirst(next, body, (found) => readNext(readScalar(found), path, api)) ??
    findFirst(next, body, (found) => (isNothing(found) ? undefined : noNextPage));
  return {
    employees,
    unreadableIds: listed.length - employees.length,
    hiddenDates: listed.filter(isHidden).length,
    ...(following !== undefined && { next: following }),
  };
}

const noNextPage: Failure = {
  code: 'HR_SYSTEM_UNAVAILABLE',
  reason: 'a next page that is neither a cursor nor an address',
};

/** @returns undefined if it leads nowhere. */
function readNext(
  next: string | number | boolean | undefined,
  path: string,
  api: ListingApi,
): string | Failure | undefined {
  if (next === undefined || typeof next === 'boolean') return undefined;
  const cursor = takesCursor(api) ? String(next) : toPath(String(next), path, api);
  const isOfApi = cursor !== undefined && isWithinApi(api, { path: pathOf(cursor, api) }, { cursor });
  return isOfApi ? cursor : outsideOfApi;
}

/** How an answer says that there is no next page. */
function isNothing(found: unknown): boolean {
  const isBlank = (value: unknown) =>
    value === undefined ||
    value === null ||
    value === false ||
    (typeof value === 'string' && value.trim() === '');
  return typeof found === 'object' && found !== null ? Object.values(found).every(isBlank) : isBlank(found);
}

/**
 * Only the path and query of an address count: the credential goes to the configured host and no other. Braces are
 * encoded, because they would be taken for placeholders.
 */
function toPath(next: string, path: string, api: ListingApi): string | undefined {
  const page = `${api.baseUrl}${path}`;
  if (!URL.canParse(next, page)) return undefined;
  const { protocol, pathname, search } = new URL(next, page);
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const { pathname: base } = new URL(api.baseUrl);
  const below = base !== '/' && pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname;
  return `${below}${search}`.replaceAll('{', '%7B').replaceAll('}', '%7D');
}
