import { enqueue, toMessage } from '../aws/invite-queue.ts';
import { errorFields } from '../aws/log.ts';
import type { OverdueHire } from '../aws/overdue-hires.ts';
import { type InviteMessage, readHireKey } from '../hire/hire.ts';
import { toSweptRecord } from '../hr-systems/connect-hr-system.ts';
import type { HrSystem } from '../hr-systems/hr-system.ts';
import { hireOf } from '../invite/read-message.ts';
import type { Run, SweepParts } from './sweep.ts';

/** Hires whose wake-up should have come an hour ago, by their row keys. */
export interface OverdueReport {
  /** Put on the queue again. */
  woken: string[];
  /** Of these the message was all there was: nobody can be asked for the record. */
  asleep: string[];
}

const overdueMs = 60 * 60 * 1000;

/**
 * Wakes the hires whose wake-up is overdue by an hour: its message or schedule was lost. It may also be in a long backlog of
 * the queue; that it is woken twice is no harm, since the row says what is to be done. Never throws.
 */
export async function wakeOverdue(
  systems: ReadonlyMap<string, HrSystem>,
  run: Run,
  parts: SweepParts,
): Promise<OverdueReport> {
  const { scanOverdue, queue, log, count, nowMs } = parts;
  const { dryRun, requestId } = run;
  const report: OverdueReport = { woken: [], asleep: [] };
  try {
    for await (const hires of scanOverdue(nowMs() - overdueMs)) {
      const wakeUps = hires.map((overdue) => ({ overdue, message: toWakeUp(overdue, systems, run, parts) }));
      if (!dryRun)
        await enqueue(
          wakeUps.flatMap(({ message }) => message ?? []),
          queue,
        );
      for (const { overdue, message } of wakeUps) {
        const { hire, state, code } = overdue;
        const fields = { hire, state, requestId, ...(code !== undefined && { code }) };
        report[message === undefined ? 'asleep' : 'woken'].push(hire);
        if (message === undefined) log.error('hire sleeps', fields);
        else log.warn('hire was overdue', fields);
        if (message === undefined && !dryRun) count('HireOverdue', 1, { code: code ?? state });
      }
      if (run.hasTime()) continue;
      log.warn('no time to look for more hires that are overdue', { requestId });
      break;
    }
  } catch (error) {
    log.error('overdue hires not woken', { requestId, ...errorFields(error) });
    if (!dryRun) count('SweepFailed');
  }
  return report;
}

/** @returns undefined if the record cannot be made from what the row key says. */
function toWakeUp(
  { hire, state }: OverdueHire,
  systems: ReadonlyMap<string, HrSystem>,
  { requestId }: Run,
  { nowMs }: SweepParts,
): InviteMessage | undefined {
  const employee = readHireKey(hire);
  const hr = systems.get(employee?.source ?? '');
  if (employee === undefined || hr?.api === undefined) return undefined;
  const { source, tenant, employeeId } = employee;
  const receivedAt = new Date(nowMs()).toISOString();
  const record = toSweptRecord(employeeId);
  const context = { source, hr, requestId, receivedAt };
  const message: InviteMessage = {
    ...toMessage({ event: 'created', record }, context),
    purpose: state === 'invited' ? 'follow-up' : 'invite',
    ...(tenant !== undefined && { tenant }),
  };
  // It must wake this hire and no other.
  return hireOf(message, hr) === hire ? message : undefined;
}
