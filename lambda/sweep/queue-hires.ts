import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import { enqueue, type InviteQueue } from '../aws/invite-queue.ts';
import type { Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { showHire } from '../hire/hire-key.ts';
import type { HireRow } from '../hire/hire-row.ts';
import type { InviteMessage } from '../hire/invite-message.ts';
import { unreadableDate } from '../hire/start-date.ts';
import { zoneOf } from '../hire/time-zone.ts';
import type { EmployeePage, ListedEmployee } from '../hr-systems/api/api.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { hireOf } from '../hr-systems/hire-of.ts';
import { toSweptMessage } from '../hr-systems/swept-message.ts';
import { toSweptRecord } from '../hr-systems/swept-record.ts';
import { judgeEmployee, startsWithin, windowOf } from './judge-employee.ts';
import type { Run } from './run.ts';
import type { Found } from './source-report.ts';

export interface QueueParts {
  settings: Pick<Configuration, 'invite' | 'sweep'>;
  hires: Pick<HiresTable, 'read'>;
  queue: InviteQueue;
  log: Log;
  count: CountMetric;
  nowMs: () => number;
}

interface FoundHire {
  hire: string;
  finding: NonNullable<ReturnType<typeof judgeEmployee>>;
  message: InviteMessage;
}

/**
 * Puts the hires of a page on the queue that a webhook should have announced.
 * @throws QueueUnavailable; the errors of the table.
 */
export async function queueHires(
  page: EmployeePage,
  listed: ConnectedSource,
  run: Run,
  parts: QueueParts,
): Promise<Found> {
  const { employees, unreadableIds, hiddenDates } = page;
  const window = windowOf(parts.settings, parts.nowMs());
  const inWindow = employees.filter((employee) => startsWithin(window, employee));
  const judged = await Promise.all(inWindow.map((employee) => judge(employee, listed, run, parts)));
  const found = judged.filter((hire) => hire !== undefined);
  const messages = found.map(({ message }) => message);
  if (!run.dryRun) await enqueue(messages, parts.queue);
  const queued = found.filter(({ finding }) => finding !== 'moved').map(({ hire }) => showHire(hire));
  const moved = found.filter(({ finding }) => finding === 'moved').map(({ hire }) => showHire(hire));
  tell(queued, moved, listed.source, run, parts);
  return {
    asked: employees.length + unreadableIds,
    inWindow: inWindow.length,
    queued,
    moved,
    unreadableIds,
    unreadableDates: employees.filter(({ startDate }) => startDate === unreadableDate).length,
    hiddenDates,
  };
}

async function judge(
  employee: ListedEmployee,
  { source, hr }: ConnectedSource,
  { requestId }: Run,
  { settings, hires, log, nowMs }: QueueParts,
): Promise<FoundHire | undefined> {
  const { employeeId, startDate: usual, startDateIn } = employee;
  const context = { source, hr, requestId, receivedAt: new Date(nowMs()).toISOString() };
  const message = toSweptMessage(employee, context);
  const hire = hireOf(message, hr);
  const row = await readRow(hire, hires, log);
  if (row === 'unreadable') return undefined;
  const startDate = startDateIn?.(zoneOf(row ?? {}, settings.invite)) ?? usual;
  if (startDate === undefined || startDate === unreadableDate) return undefined;
  const finding = judgeEmployee(row, startDate, settings.invite);
  switch (finding) {
    case undefined:
      return undefined;
    case 'new':
      return { hire, finding, message };
    case 'moved':
      return { hire, finding, message: { ...message, event: 'updated' } };
    case 'again':
      return {
        hire,
        finding,
        message: { ...message, purpose: 'look', record: toSweptRecord(employeeId, startDate) },
      };
  }
}

/** A row that cannot be read must not block the others for ever. */
async function readRow(
  hire: string,
  hires: QueueParts['hires'],
  log: Log,
): Promise<HireRow | undefined | 'unreadable'> {
  try {
    return await hires.read(hire);
  } catch (error) {
    if (!v.isValiError(error)) throw error;
    log.error('row cannot be read', { hire });
    return 'unreadable';
  }
}

function tell(
  queued: readonly string[],
  moved: readonly string[],
  source: string,
  { dryRun, requestId }: Run,
  { log, count }: QueueParts,
): void {
  for (const hire of queued) log.info('hire found without a webhook', { hire, source, requestId });
  for (const hire of moved) log.info('hire starts earlier than planned', { hire, source, requestId });
  if (!dryRun && queued.length > 0) count('HireFoundBySweep', queued.length, { source });
}
