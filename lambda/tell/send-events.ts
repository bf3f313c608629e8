import type { EventBridge } from '../aws/event-bridge.ts';
import { type SentRow, type SentTable, sentKey } from '../aws/job-rows.ts';
import { errorFields, type Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import type { HireEvent } from '../hire/hire-event.ts';

export interface EventParts {
  /** Absent if events are off. */
  events?: { eventBridge: EventBridge; sent: SentTable } | undefined;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

/** What a run is to send: what happened after `from`, up to `until`. In milliseconds since 1970. */
export interface Span {
  from: number;
  until: number;
  /** How far the runs before have come. */
  before: SentRow | undefined;
}

/** What cannot be sent is tried again for so long. Each run then reads the rows that were written in that time. */
const triesForMs = 2 * 24 * 60 * 60 * 1000;
/** After so long a run leaves the rest to the next one. */
const sendsForMs = 30 * 1000;

/**
 * @param until a time after which rows may still be missing.
 * @returns undefined if events are off. The first run has nothing to send.
 * @throws the error of the table.
 */
export async function spanToSend(until: number, { events }: EventParts): Promise<Span | undefined> {
  if (events === undefined) return undefined;
  const before = await events.sent.read(sentKey);
  const sentUntil = before === undefined ? until : Date.parse(before.sentUntil);
  return { from: Math.max(sentUntil, until - triesForMs), until, before };
}

export function isIn({ at }: HireEvent, { from, until }: Span): boolean {
  return from < at && at <= until;
}

/**
 * Sends events, the earliest first, and then notes how far it has come: if it dies in between, the same are sent twice. It
 * stops at the first that EventBridge does not take, and the next run goes on there.
 * @throws the error of the table.
 */
export async function sendEvents(
  happened: readonly HireEvent[],
  { from, until, before }: Span,
  requestId: string,
  parts: EventParts,
): Promise<void> {
  const { events, log, count, nowMs } = parts;
  if (events === undefined) return;
  const { eventBridge, sent } = events;
  const inOrder = happened.toSorted((one, other) => one.at - other.at);
  const stopAt = nowMs() + sendsForMs;
  let refused: HireEvent[] = [];
  let next = 0;
  while (next < inOrder.length && refused.length === 0 && nowMs() < stopAt) {
    const batch = inOrder.slice(next, next + eventBridge.mostEntries);
    refused = await putOrLog(batch, requestId, { eventBridge, log });
    next += batch.length;
  }
  const unsent = [...refused, ...inOrder.slice(next)];
  const sentUntil = unsent[0] === undefined ? Math.max(from, until) : unsent[0].at - 1;
  if (refused.length > 0) count('EventsFailed', refused.length);
  await sent.write({
    source: sentKey,
    sentUntil: new Date(sentUntil).toISOString(),
    version: (before?.version ?? 0) + 1,
    writer: requestId,
  });
  if (inOrder.length > 0)
    log.info('events sent', { requestId, sent: inOrder.length - unsent.length, unsent: unsent.length });
}

/** Whatever goes wrong with events is logged and counted, and holds up nothing else. Never throws. */
export async function orElseLogged<Result>(
  work: () => Promise<Result>,
  requestId: string,
  { log, count }: Pick<EventParts, 'log' | 'count'>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    log.error('events not sent', { requestId, ...errorFields(error) });
    count('EventsFailed');
    return undefined;
  }
}

/** @returns what was not taken. */
async function putOrLog(
  batch: readonly HireEvent[],
  requestId: string,
  { eventBridge, log }: { eventBridge: EventBridge; log: Log },
): Promise<HireEvent[]> {
  try {
    const refused = await eventBridge.put(batch);
    for (const { code } of refused) log.error('event refused', { requestId, code });
    return refused.map(({ event }) => event);
  } catch (error) {
    log.error('events not sent', { requestId, ...errorFields(error) });
    return [...batch];
  }
}
