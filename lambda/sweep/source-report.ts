import type { Log, LogFields } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
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
    /** Another run is working on this source. */
    | 'OVERTAKEN'
    /** The API key may not see any start date, so the list is useless. */
    | 'START_DATE_NOT_VISIBLE'
    | 'QUEUE_UNAVAILABLE'
    | 'INTERNAL_ERROR'
    | Failure['code'];
}

/** These are not failures: the next run continues. */
const resumable: readonly SweepEnd['code'][] = ['OUT_OF_TIME', 'RATE_LIMITED', 'OVERTAKEN'];

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

/** Writes to the log and the metrics how the sweep of one HR system ended. */
export function report(
  source: string,
  end: SweepEnd,
  { queued, moved, ...counts }: Found,
  { dryRun, requestId }: Run,
  { log, count }: { log: Log; count: CountMetric },
): void {
  const fields = { source, requestId, ...end, ...counts, queued: queued.length, moved: moved.length };
  const subject = dryRun ? 'dry run of a sweep' : 'sweep';
  if (end.code === 'FINISHED') log.info(`${subject} finished`, fields);
  else if (resumable.includes(end.code)) log.warn(`${subject} interrupted`, fields);
  else {
    log.error(`${subject} failed`, fields);
    if (!dryRun) count('SweepFailed', 1, { source });
  }
}
