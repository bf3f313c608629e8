import type { EmployeeListSettings } from '../../../config/source.ts';
import type { Failure } from '../../hire/outcomes.ts';
import type { HttpAnswer } from '../../http/http-request.ts';
import { findFirst } from '../expression.ts';
import { readScalar } from '../scalar.ts';
import type { ConnectedApi } from './api.ts';
import { isWithinApi, outsideOfApi } from './call-api.ts';

/** How a list goes on from page to page: by what an answer says, or by counting. */

export type ListingApi = ConnectedApi & Required<Pick<ConnectedApi, 'list'>>;

/** Whether the API can be asked for a list. */
export function isListing(api: ConnectedApi | undefined): api is ListingApi {
  return api?.list !== undefined;
}

/** What leads to a page: the path of its request, and the cursor in the path or body. A number is counted. */
export interface Place {
  path: string;
  cursor: string | number;
}

/** An answer with a page. `size`: how many employees are on it, whatever their ids. */
interface PageAnswer extends Pick<HttpAnswer, 'headers'> {
  body: unknown;
  size: number;
}

/**
 * @param cursor what the page before said; undefined for the first page.
 * @returns undefined if it leads nowhere, because the settings were others when it was noted.
 */
export function placeOf(cursor: string | undefined, api: ListingApi): Place | undefined {
  const { request, nextPath, count } = api.list;
  const { path } = request;
  if (count !== undefined) {
    const at = cursor === undefined ? count.from : readWhole(cursor);
    return at === undefined ? undefined : { path, cursor: at };
  }
  if (cursor === undefined) return { path, cursor: '' };
  return { path: takesCursor(api) ? (nextPath ?? path) : cursor, cursor };
}

/** Where the next page begins, or why it cannot be asked for. Undefined on the last page. */
export function findNext(place: Place, answer: PageAnswer, api: ListingApi): string | Failure | undefined {
  const { count, employees } = api.list;
  return count !== undefined && typeof place.cursor === 'number'
    ? countOn(place.cursor, answer, { ...count, isFiltered: employees.includes('[?') })
    : readNext(place, answer, api);
}

type Count = NonNullable<EmployeeListSettings['count']>;

const withoutTotal: Failure = {
  code: 'HR_SYSTEM_UNAVAILABLE',
  reason: 'a page that does not say how many there are',
};

function countOn(
  at: number,
  { body, headers, size }: PageAnswer,
  { from, step, total, totalHeader, pageSize = 1, isFiltered }: Count & { isFiltered: boolean },
): string | Failure | undefined {
  if (total === undefined && totalHeader === undefined)
    return size < pageSize ? undefined : String(at + step);
  const all =
    totalHeader === undefined
      ? findFirst(total, body, (found) => readWhole(readScalar(found)))
      : readWhole(headers[totalHeader.toLowerCase()]);
  if (all === undefined) return withoutTotal;
  // An HR system may give fewer than it is asked for: then an offset goes on behind the last one that came.
  const isShort = size > 0 && size < step && !isFiltered;
  const next = at + (isShort ? size : step);
  return next - from < all ? String(next) : undefined;
}

/** Some HR systems write numbers as text. */
function readWhole(found: string | number | boolean | undefined): number | undefined {
  return /^\d{1,9}$/.test(String(found)) ? Number(found) : undefined;
}

function readNext({ path }: Place, { body }: PageAnswer, api: ListingApi): string | Failure | undefined {
  const { next } = api.list;
  return (
    findFirst(next, body, (found) => toCursor(readScalar(found), path, api)) ??
    findFirst(next, body, (found) => (isNothing(found) ? undefined : noNextPage))
  );
}

const noNextPage: Failure = {
  code: 'HR_SYSTEM_UNAVAILABLE',
  reason: 'a next page that is neither a cursor nor an address',
};

/** @returns undefined if it leads nowhere. */
function toCursor(
  next: string | number | boolean | undefined,
  path: string,
  api: ListingApi,
): string | Failure | undefined {
  if (next === undefined || typeof next === 'boolean') return undefined;
  const cursor = takesCursor(api) ? String(next) : toPath(String(next), path, api);
  const place = cursor === undefined ? undefined : placeOf(cursor, api);
  return place !== undefined && isWithinApi(api, place, place) ? cursor : outsideOfApi;
}

/** Whether the way to the next page is a cursor, which may look like anything. Otherwise it is an address. */
function takesCursor({ list: { request, nextPath } }: ListingApi): boolean {
  return nextPath !== undefined || JSON.stringify(request).includes('{cursor}');
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
