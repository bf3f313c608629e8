import { enqueue, type InviteQueue } from '../aws/invite-queue.ts';
import { errorFields, type Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import type { OverdueHire, ScanOverdueHires } from '../aws/overdue-hires.ts';
import { readHireKey, showHire } from '../hire/hire-key.ts';
import type { InviteMessage } from '../hire/invite-message.ts';
import { overdueMs } from '../hire/waits.ts';
import { hireOf } from '../hr-systems/hire-of.ts';
import { toSweptRecord } from '../hr-systems/swept-record.ts';
import { toMessage } from '../hr-systems/to-message.ts';
import type { Run, SweptSource } from './run.ts';

/** Hires whose wake-up should have come an hour ago, named as `showHire` shows them. */
export interface OverdueReport {
  /** These were put on the queue again. */
  woken: string[];
  /** The message of these was lost, and there is no API to ask for the record. */
  asleep: string[];
}

export interface WakeOverdueParts {
  scanOverdue: ScanOverdueHires;
  queue: InviteQueue;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

/**
 * Wakes the hires whose wake-up is an hour overdue, because its message or schedule was lost. Perhaps it is only stuck
 * in a long backlog of the queue. Waking a hire twice does no harm, because the row says what to do. Never throws.
 */
export async function wakeOverdue(
  sources: readonly SweptSource[],
  run: Run,
  parts: WakeOverdueParts,
): Promise<OverdueReport> {
  const { scanOverdue, queue, log, count, nowMs } = parts;
  const { dryRun, requestId } = run;
  const report: OverdueReport = { woken: [], asleep: [] };
  try {
    for await (const hires of scanOverdue(nowMs() - overdueMs)) {
      const wakeUps = hires.map((hire) => ({ hire, message: toWakeUp(hire, sources, requestId, nowMs()) }));
      const messages = wakeUps.flatMap(({ message }) => message ?? []);
      if (!dryRun) await enqueue(messages, queue);
      for (const { hire, message } of wakeUps) {
        report[message === undefined ? 'asleep' : 'woken'].push(showHire(hire.hire));
        tell(hire, message !== undefined, run, { log, count });
      }
      if (run.hasTime()) continue;
      log.warn('out of time to look for more overdue hires', { requestId });
      break;
    }
  } catch (error) {
    log.error('overdue hires not woken', { requestId, ...errorFields(error) });
    if (!dryRun) count('SweepFailed');
  }
  return report;
}

function tell(
  { hire, state, code }: OverdueHire,
  isWoken: boolean,
  { dryRun, requestId }: Run,
  { log, count }: Pick<WakeOverdueParts, 'log' | 'count'>,
): void {
  const fields = { hire, state, requestId, ...(code !== undefined && { code }) };
  if (isWoken) log.warn('hire was overdue', fields);
  else log.error('hire is asleep', fields);
  if (!isWoken && !dryRun) count('HireOverdue', 1, { code: code ?? state });
}

/** @returns undefined if the row key does not say enough to make the record. */
function toWakeUp(
  { hire }: OverdueHire,
  sources: readonly SweptSource[],
  requestId: string,
  nowMs: number,
): InviteMessage | undefined {
  const employee = readHireKey(hire);
  const known = sources.find(({ source }) => source === employee?.source);
  if (employee === undefined || known?.api === undefined) return undefined;
  const { tenant, employeeId } = employee;
  const { source, hr } = known;
  const receivedAt = new Date(nowMs).toISOString();
  const record = toSweptRecord(employeeId);
  const message: InviteMessage = {
    ...toMessage({ event: 'created', record }, { source, hr, requestId, receivedAt }),
    purpose: 'look',
    ...(tenant !== undefined && { tenant }),
  };
  // The message must wake this hire and no other.
  return hireOf(message, hr) === hire ? message : undefined;
}
