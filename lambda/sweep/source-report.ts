import { QueueUnavailable } from '../aws/invite-queue.ts';
import { errorFields, type Log, type LogFields } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { SecretUnavailable } from '../aws/secrets.ts';
import type { Failure } from '../hire/outcomes.ts';
import type { Run } from './run.ts';

/** What a sweep found in one HR system, or on one page of its list. Hires are named as `showHire` shows them. */
export interface Found {
  /** How many employees the pages had, and how many of them start within the window. */
  asked: number;
  inWindow: number;
  /** Hires that had no row, or seem to be hired again, and were put on the queue. */
  queued: readonly string[];
  /** Hires that wait for a later moment than their start date gives. */
  moved: readonly string[];
  /** How many ids and start dates cannot be read, and how many dates the API key may not see. */
  unreadableIds: number;
  unreadableDates: number;
  hiddenDates: number;
}

export interface SourceReport extends Found {
  source: string;
  /** `FINISHED`, or why the list was not read to its end. */
  ended: SweepEnd['code'];
}

export interface SweepEnd extends Pick<LogFields, 'reason' | 'status' | 'errorName' | 'errorStack'> {
  code:
    | 'FINISHED'
    /** The next run continues where this one ended. */
    | 'OUT_OF_TIME'
    | 'RATE_LIMITED'
    /** Enough employees were asked about for one run. */
    | 'ASKED_ENOUGH'
    /** Another run is working on this source. */
    | 'OVERTAKEN'
    /** The API key may not see any start date, so the list is useless. */
    | 'START_DATE_NOT_VISIBLE'
    | 'QUEUE_UNAVAILABLE'
    | 'INTERNAL_ERROR'
    | Failure['code'];
}

/** These are not failures: the next run continues. */
const resumable: readonly SweepEnd['code'][] = ['OUT_OF_TIME', 'RATE_LIMITED', 'ASKED_ENOUGH', 'OVERTAKEN'];

export const nothingFound: Found = {
  asked: 0,
  inWindow: 0,
  queued: [],
  moved: [],
  unreadableIds: 0,
  unreadableDates: 0,
  hiddenDates: 0,
};

export function addFound(one: Found, other: Found): Found {
  return {
    asked: one.asked + other.asked,
    inWindow: one.inWindow + other.inWindow,
    queued: [...one.queued, ...other.queued],
    moved: [...one.moved, ...other.moved],
    unreadableIds: one.unreadableIds + other.unreadableIds,
    unreadableDates: one.unreadableDates + other.unreadableDates,
    hiddenDates: one.hiddenDates + other.hiddenDates,
  };
}

export function endOf({ code, reason, status }: Failure): SweepEnd {
  return { code, ...(reason !== undefined && { reason }), ...(status !== undefined && { status }) };
}

export function endBy(error: unknown): SweepEnd {
  if (error instanceof SecretUnavailable) return { code: 'HR_CREDENTIAL_REFUSED', reason: error.message };
  if (error instanceof QueueUnavailable) return { code: 'QUEUE_UNAVAILABLE', reason: error.reason };
  return { code: 'INTERNAL_ERROR', ...errorFields(error) };
}

/**
 * Writes to the log and the metrics how the work on one HR system ended.
 * @param subject what was done, as the log names it.
 */
export function reportEnd(
  subject: string,
  end: SweepEnd,
  fields: LogFields & { source: string },
  { dryRun, requestId }: Run,
  { log, count }: { log: Log; count: CountMetric },
): void {
  const { source, ...counts } = fields;
  const all = { source, requestId, ...end, ...counts };
  const what = dryRun ? `dry run of a ${subject}` : subject;
  if (end.code === 'FINISHED') log.info(`${what} finished`, all);
  else if (resumable.includes(end.code)) log.warn(`${what} interrupted`, all);
  else {
    log.error(`${what} failed`, all);
    if (!dryRun) count('SweepFailed', 1, { source });
  }
}
