import { randomUUID } from 'node:crypto';
import { apiSecretSchema, type SecretReader, secretNames } from '../aws/secrets.ts';
import type { SweepRow, SweepsTable } from '../aws/sweeps-table.ts';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import type { EmployeePage, ListCalls } from '../hr-systems/api/api.ts';
import { asksForMore } from '../hr-systems/api/ask-for-more.ts';
import { outsideOfApi } from '../hr-systems/api/call-api.ts';
import { fetchPage } from '../hr-systems/api/list-employees.ts';
import type { ListingApi } from '../hr-systems/api/next-page.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import { askStartDates, mostAsked } from './ask-start-dates.ts';
import { createPagesRead, type PagesRead } from './pages-read.ts';
import { type QueueParts, queueHires } from './queue-hires.ts';
import type { Run } from './run.ts';
import {
  addFound,
  endBy,
  endOf,
  type Found,
  nothingFound,
  reportEnd,
  type SourceReport,
  type SweepEnd,
} from './source-report.ts';

/** A source whose HR system has an API with a list of all employees. */
export interface ListedSource extends ConnectedSource {
  api: ListingApi;
}

export interface SweepSourceParts extends QueueParts {
  /** The configuration's `name`, the first part of the secrets' names. */
  name: string;
  secrets: Pick<SecretReader, 'read'>;
  http: SendHttpRequest;
  sweeps: SweepsTable;
}

/** An hour more than the longest `sweep.everyHours`, so that the next run can always use the cursor. */
const cursorLivesMs = 25 * 60 * 60 * 1000;

const callTimeoutMs = 20 * 1000;

const inCircles: Failure = {
  code: 'HR_SYSTEM_UNAVAILABLE',
  reason: 'a list without an end: a page comes again',
};

/** Reads the list of one HR system's employees, from where the last run ended. Never throws. */
export async function sweepSource(
  listed: ListedSource,
  run: Run,
  parts: SweepSourceParts,
): Promise<SourceReport> {
  const { source } = listed;
  let found = nothingFound;
  let end: SweepEnd;
  try {
    const pages = goThrough(listed, run, parts);
    let page = await pages.next();
    for (; page.done !== true; page = await pages.next()) found = addFound(found, page.value);
    end = page.value === 'whole' ? judgeWhole(found) : page.value === 'rest' ? judgeRest(found) : page.value;
  } catch (error) {
    end = endBy(error);
  }
  const { queued, moved, ...counts } = found;
  const fields = { source, ...counts, queued: queued.length, moved: moved.length };
  reportEnd('sweep', end, fields, run, parts);
  return { source, ended: end.code, ...found };
}

/**
 * Goes from page to page, and yields what was found on each.
 * @returns `whole` or `rest` at the end of the list, depending on whether this run began at its start. Otherwise why it
 *   ended earlier.
 */
async function* goThrough(
  listed: ListedSource,
  run: Run,
  parts: SweepSourceParts,
): AsyncGenerator<Found, 'whole' | 'rest' | SweepEnd> {
  const { source, api } = listed;
  const { name, secrets, http, sweeps, log, nowMs } = parts;
  const calls = countCalls({
    settings: parts.settings,
    http,
    nowMs,
    timeoutMs: () => (run.hasTime() ? callTimeoutMs : undefined),
    readSecret: () => secrets.read(secretNames.api(name, source), apiSecretSchema(api.authentication)),
  });
  await calls.readSecret(); // without it, there is no point in trying anything else
  let row = await sweeps.read(source);
  let cursor = freshCursor(row, nowMs());
  let isWhole = cursor === undefined;
  let hasBegunAnew = false;
  let pages = createPagesRead();
  let refused: Failure | undefined;

  while (run.hasTime()) {
    const page = await fetchPage(api, cursor, calls);
    if (isFailure(page)) {
      const isCursorRefused = page.status === 400 || page === outsideOfApi;
      if (!isCursorRefused || cursor === undefined || hasBegunAnew) return endOf(page);
      log.warn('cursor refused, starting the list again', { source, requestId: run.requestId });
      cursor = undefined;
      hasBegunAnew = true;
      isWhole = true;
      pages = createPagesRead();
      continue;
    }
    const isRepeated = pages.note(page, cursor);
    const read = isRepeated ? undefined : await askStartDates(page, listed, { run, calls }, parts);
    if (read !== undefined) yield await queueHires(read.page, listed, run, parts);
    if (read?.failure !== undefined) return endOf(read.failure);
    refused ??= read?.refused;
    const next = judgeNext(page.next, isRepeated, pages);
    // Only now, so that a page whose hires were not queued is read again.
    const progress = toProgress(source, row, next, nowMs());
    if (!run.dryRun && !(await sweeps.write(progress))) return { code: 'OVERTAKEN' };
    if (isFailure(next)) return endOf(next);
    row = progress;
    cursor = next;
    const isEnough = asksForMore(api) && cursor !== undefined && calls.made() >= mostAsked;
    const isOver = cursor === undefined || isEnough || read?.isCut === true;
    if (isOver && refused !== undefined) return endOf(refused);
    if (isEnough || read?.isCut === true) return { code: 'ASKED_ENOUGH' };
    if (cursor === undefined) return isWhole ? 'whole' : 'rest';
  }
  return { code: 'OUT_OF_TIME' };
}

/** Counts the calls to the HR system, those for tokens too. */
function countCalls(calls: ListCalls): ListCalls & { made: () => number } {
  let made = 0;
  const http: SendHttpRequest = (request) => {
    made += 1;
    return calls.http(request);
  };
  return { ...calls, http, made: () => made };
}

/**
 * Where the next page begins, or why there is no point in asking for it. A last page that comes again is told too: it
 * stands where others should.
 */
function judgeNext(next: EmployeePage['next'], isRepeated: boolean, pages: PagesRead): EmployeePage['next'] {
  if (isRepeated) return inCircles;
  return typeof next === 'string' && pages.hasFollowed(next) ? inCircles : next;
}

function freshCursor(row: SweepRow | undefined, nowMs: number): string | undefined {
  return row !== undefined && nowMs - Date.parse(row.updatedAt) < cursorLivesMs ? row.cursor : undefined;
}

/** If the next page cannot be read, the next run begins at the start. */
function toProgress(
  source: string,
  before: SweepRow | undefined,
  next: EmployeePage['next'],
  nowMs: number,
): SweepRow {
  const updatedAt = new Date(nowMs).toISOString();
  const finishedAt = next === undefined ? updatedAt : before?.finishedAt;
  const cursor = isFailure(next) ? undefined : next;
  return {
    source,
    updatedAt,
    version: (before?.version ?? 0) + 1,
    writer: randomUUID(),
    ...(cursor !== undefined && { cursor }),
    ...(finishedAt !== undefined && { finishedAt }),
  };
}

/** If no employee of a whole list has a usable id, the list was not useful, and that is a failure. */
function judgeWhole(found: Found): SweepEnd {
  const { asked, unreadableIds } = found;
  if (asked > 0 && unreadableIds === asked)
    return { code: 'HR_SYSTEM_UNAVAILABLE', reason: 'no employee id that could be asked for' };
  return judgeRest(found);
}

/** The same holds if no start date can be seen. */
function judgeRest({ asked, hiddenDates }: Found): SweepEnd {
  return { code: asked > 0 && hiddenDates === asked ? 'START_DATE_NOT_VISIBLE' : 'FINISHED' };
}
