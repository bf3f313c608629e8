import { enqueue, type InviteQueue } from '../aws/invite-queue.ts';
import { errorFields, type Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import type { OverdueHire, ScanOverdueHires } from '../aws/overdue-hires.ts';
import { showHire } from '../hire/hire-key.ts';
import { overdueMs } from '../hire/waits.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { toLookMessage } from '../hr-systems/look-message.ts';
import type { Run } from './run.ts';

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
  sources: readonly ConnectedSource[],
  run: Run,
  parts: WakeOverdueParts,
): Promise<OverdueReport> {
  const { scanOverdue, queue, log, count, nowMs } = parts;
  const { dryRun, requestId } = run;
  const report: OverdueReport = { woken: [], asleep: [] };
  try {
    for await (const hires of scanOverdue(nowMs() - overdueMs)) {
      const wakeUps = hires.map((hire) => ({
        hire,
        message: toLookMessage(hire.hire, sources, { requestId, now: nowMs() }),
      }));
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
