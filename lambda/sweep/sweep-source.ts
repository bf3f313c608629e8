import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { enqueue, QueueUnavailable, toMessage } from '../aws/invite-queue.ts';
import { errorFields, type LogFields } from '../aws/log.ts';
import { apiSecretSchema, SecretUnavailable, secretNames } from '../aws/secrets.ts';
import type { SweepRow } from '../aws/sweeps-table.ts';
import { type InviteMessage, unreadableDate } from '../hire/hire.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import { fetchPage, type ListingApi } from '../hr-systems/api/list-employees.ts';
import { toSweptRecord } from '../hr-systems/connect-hr-system.ts';
import type { EmployeePage, HrSystem } from '../hr-systems/hr-system.ts';
import { hireOf } from '../invite/read-message.ts';
import { judgeEmployee, startsWithin, windowOf } from './judge-employee.ts';
import type { Run, SweepParts } from './sweep.ts';

/** A source whose HR system can be asked for all employees. */
export interface ListedSource {
  source: string;
  hr: Pick<HrSystem, 'readEmployeeId' | 'readTenant'>;
  api: ListingApi;
}

/** What a sweep found in one HR system. Hires by their row keys. */
export interface SourceReport {
  source: string;
  /** `FINISHED`, or why the list was not gone through to its end. */
  ended: SweepEnd['code'];
  /** How many employees the pages had, and how many of them start within the window. */
  asked: number;
  inWindow: number;
  /** Hires without a row, which were put on the queue. */
  queued: string[];
  /** Hires that wait for a later moment than their start date has. */
  moved: string[];
  /** How many ids and start dates cannot be read, and how many dates the API key may not see. */
  unreadableIds: number;
  unreadableDates: number;
  hiddenDates: number;
}

interface SweepEnd extends Pick<LogFields, 'reason' | 'status' | 'errorName' | 'errorStack'> {
  code:
    | 'FINISHED'
    /** The next run goes on where this one ended. */
    | 'OUT_OF_TIME'
    | 'RATE_LIMITED'
    /** Another run is at this source. */
    | 'OVERTAKEN'
    /** The API key may not see any start date: the list is of no use. */
    | 'START_DATE_NOT_VISIBLE'
    | 'QUEUE_UNAVAILABLE'
    | 'INTERNAL_ERROR'
    | Failure['failure'];
}

/** Not failures: the next run goes on. */
const resumable: readonly SweepEnd['code'][] = ['OUT_OF_TIME', 'RATE_LIMITED', 'OVERTAKEN'];

/** An hour more than the longest `sweep.everyHours`, so that the next run always finds the cursor still good. */
const cursorLivesMs = 25 * 60 * 60 * 1000;

const pageTimeoutMs = 20 * 1000;

/** Goes through the list of one HR system's employees, from where the last run ended. Never throws. */
export async function sweepSource(listed: ListedSource, run: Run, parts: SweepParts): Promise<SourceReport> {
  const { source } = listed;
  const none = { asked: 0, inWindow: 0, unreadableIds: 0, unreadableDates: 0, hiddenDates: 0 };
  const found: Found = { ...none, queued: [], moved: [] };
  const end = await goThrough(listed, found, run, parts).catch(toEnd);
  report(end, { source, found }, run, parts);
  return { source, ended: end.code, ...found };
}

type Found = Omit<SourceReport, 'source' | 'ended'>;

async function goThrough(listed: ListedSource, found: Found, run: Run, parts: SweepParts): Promise<SweepEnd> {
  const { source, api } = listed;
  const { configuration, secrets, http, sweeps, log } = parts;
  const secret = secretNames.api(configuration.name, source);
  const calls = {
    http,
    readSecret: () => secrets.read(secret, apiSecretSchema(api.authentication)),
    timeoutMs: () => pageTimeoutMs,
    nowMs: parts.nowMs,
  };
  await calls.readSecret(); // without it, nothing else need be tried
  let row = await sweeps.read(source);
  let cursor = freshCursor(row, parts.nowMs());
  let isWhole = cursor === undefined;
  let hasBegunAnew = false;

  while (run.hasTime()) {
    const page = await fetchPage(api, cursor, calls);
    if (isFailure(page)) {
      const isCursorRefused = page.status === 400 && cursor !== undefined && !hasBegunAnew;
      if (!isCursorRefused) return fromFailure(page);
      log.warn('cursor refused, the list is begun anew', { source, requestId: run.requestId });
      cursor = undefined;
      hasBegunAnew = true;
      isWhole = true;
      continue;
    }
    if (page.next !== undefined && page.next === cursor)
      return { code: 'HR_SYSTEM_UNAVAILABLE', reason: 'a page that leads to itself' };

    await queueHires(page, listed, found, run, parts);
    // Only now: what was not queued is asked for again.
    const progress = toProgress(source, row, page.next, parts.nowMs());
    if (!run.dryRun && !(await sweeps.write(progress))) return { code: 'OVERTAKEN' };
    row = progress;
    cursor = page.next;
    if (cursor === undefined) return endOf(found, isWhole);
  }
  return { code: 'OUT_OF_TIME' };
}

function freshCursor(row: SweepRow | undefined, nowMs: number): string | undefined {
  return row !== undefined && nowMs - Date.parse(row.updatedAt) < cursorLivesMs ? row.cursor : undefined;
}

function toProgress(
  source: string,
  before: SweepRow | undefined,
  cursor: string | undefined,
  nowMs: number,
): SweepRow {
  const updatedAt = new Date(nowMs).toISOString();
  const finishedAt = cursor === undefined ? updatedAt : before?.finishedAt;
  return {
    source,
    updatedAt,
    version: (before?.version ?? 0) + 1,
    writer: randomUUID(),
    ...(cursor !== undefined && { cursor }),
    ...(finishedAt !== undefined && { finishedAt }),
  };
}

/**
 * A list in which nobody can be asked for, or nobody's start is seen, has found nobody for a reason.
 * @param isWhole whether this run has gone through it from its beginning.
 */
function endOf({ asked, unreadableIds, hiddenDates }: Found, isWhole: boolean): SweepEnd {
  if (isWhole && asked > 0 && unreadableIds === asked)
    return { code: 'HR_SYSTEM_UNAVAILABLE', reason: 'no employee id that could be asked for' };
  return { code: asked > 0 && hiddenDates === asked ? 'START_DATE_NOT_VISIBLE' : 'FINISHED' };
}

/** Puts those on the queue whom a webhook should have announced, and adds them to what was found. */
async function queueHires(
  { employees, unreadableIds, hiddenDates }: EmployeePage,
  { source, hr }: ListedSource,
  found: Found,
  { dryRun, requestId }: Run,
  parts: SweepParts,
): Promise<void> {
  const { configuration, queue, log, count, nowMs } = parts;
  const window = windowOf(configuration, nowMs());
  const inWindow = employees.filter((employee) => startsWithin(window, employee));
  const receivedAt = new Date(nowMs()).toISOString();
  const context = { source, hr, requestId, receivedAt };
  const judged = await Promise.all(
    inWindow.map(async ({ employeeId, startDate }) => {
      const message = toMessage({ event: 'created', record: toSweptRecord(employeeId) }, context);
      const hire = hireOf(message, hr);
      const row = await readRow(hire, parts);
      const event = row === 'unreadable' ? undefined : judgeEmployee(row, startDate, configuration.invite);
      return event === undefined ? [] : [{ hire, message: { ...message, event } }];
    }),
  );
  const hires: { hire: string; message: InviteMessage }[] = judged.flat();
  if (!dryRun)
    await enqueue(
      hires.map(({ message }) => message),
      queue,
    );

  const queued = hires.filter(({ message }) => message.event === 'created').map(({ hire }) => hire);
  const moved = hires.filter(({ message }) => message.event === 'updated').map(({ hire }) => hire);
  for (const hire of queued) log.info('hire that no webhook announced', { hire, source, requestId });
  for (const hire of moved) log.info('hire that starts earlier', { hire, source, requestId });
  if (!dryRun && queued.length > 0) count('HireFoundBySweep', queued.length, { source });
  found.asked += employees.length + unreadableIds;
  found.unreadableIds += unreadableIds;
  found.inWindow += inWindow.length;
  found.queued.push(...queued);
  found.moved.push(...moved);
  found.unreadableDates += employees.filter(({ startDate }) => startDate === unreadableDate).length;
  found.hiddenDates += hiddenDates;
}

/** A row that cannot be read must not hold up the others for ever. */
async function readRow(
  hire: string,
  { hires, log }: SweepParts,
): Promise<HireRow | undefined | 'unreadable'> {
  try {
    return await hires.read(hire);
  } catch (error) {
    if (!v.isValiError(error)) throw error;
    log.error('row cannot be read', { hire });
    return 'unreadable';
  }
}

function fromFailure({ failure, detail, status }: Failure): SweepEnd {
  return {
    code: failure,
    ...(detail !== undefined && { reason: detail }),
    ...(status !== undefined && { status }),
  };
}

function toEnd(error: unknown): SweepEnd {
  if (error instanceof SecretUnavailable) return { code: 'HR_CREDENTIAL_REFUSED', reason: error.message };
  if (error instanceof QueueUnavailable) return { code: 'QUEUE_UNAVAILABLE', reason: error.reason };
  return { code: 'INTERNAL_ERROR', ...errorFields(error) };
}

function report(
  end: SweepEnd,
  { source, found }: { source: string; found: Found },
  { dryRun, requestId }: Run,
  { log, count }: SweepParts,
): void {
  const { queued, moved, ...counts } = found;
  const fields = { source, requestId, ...end, ...counts, queued: queued.length, moved: moved.length };
  const subject = dryRun ? 'dry run of a sweep' : 'sweep';
  if (end.code === 'FINISHED') log.info(`${subject} finished`, fields);
  else if (resumable.includes(end.code)) log.warn(`${subject} interrupted`, fields);
  else {
    log.error(`${subject} failed`, fields);
    if (!dryRun) count('SweepFailed', 1, { source });
  }
}
