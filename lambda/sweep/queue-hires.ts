import type { Configuration } from '../../config/configuration.ts';
import { enqueue, type InviteQueue } from '../aws/invite-queue.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { showHire } from '../hire/hire-key.ts';
import type { InviteMessage } from '../hire/invite-message.ts';
import { unreadableDate } from '../hire/start-date.ts';
import { windowOf } from '../hire/start-window.ts';
import { zoneOf } from '../hire/time-zone.ts';
import type { EmployeePage, ListedEmployee } from '../hr-systems/api/api.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { toSweptRecord } from '../hr-systems/swept-record.ts';
import { judgeEmployee, startsWithin } from './judge-employee.ts';
import { type LookUpParts, lookUp } from './look-up.ts';
import type { Run } from './run.ts';
import type { Found } from './source-report.ts';

export interface QueueParts extends LookUpParts {
  settings: Pick<Configuration, 'invite' | 'sweep'>;
  queue: InviteQueue;
  count: CountMetric;
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
  listed: ConnectedSource,
  run: Run,
  parts: QueueParts,
): Promise<FoundHire | undefined> {
  const { employeeId, startDate: usual, startDateIn } = employee;
  const { invite } = parts.settings;
  const known = await lookUp(employee, listed, run, parts);
  if (known === undefined) return undefined;
  const { hire, message, row } = known;
  const startDate = startDateIn?.(zoneOf(row ?? {}, invite)) ?? usual;
  if (startDate === undefined || startDate === unreadableDate) return undefined;
  const finding = judgeEmployee(row, startDate, invite);
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
