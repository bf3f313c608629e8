import { randomUUID } from 'node:crypto';
import type { Brake } from '../aws/brake.ts';
import type { DeadLetters } from '../aws/dead-letters.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import { enqueueBody, type InviteQueue } from '../aws/invite-queue.ts';
import type { Schedules } from '../aws/schedules.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { toAsciiJson } from '../hire/invite-message.ts';
import { askRetry, isRetryPending, type NoRetry, whyNoRetry } from '../hire/retry.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { toLookMessage } from '../hr-systems/look-message.ts';
import { iso, type Refused, type Retried, refuse } from './answer.ts';

export interface RetryParts {
  hires: HiresTable;
  brake: Pick<Brake, 'isPaused'>;
  schedules: Schedules;
  deadLetters: DeadLetters;
  queue: InviteQueue;
  sources: readonly ConnectedSource[];
  nowMs: () => number;
}

export interface RetryContext {
  requestId: string;
  /** Whether there is time to go on searching the dead-letter queue. */
  hasTime: () => boolean;
}

/** A message needs so long for its vain receives on the way to the dead-letter queue. */
const drainsWithinMs = 2 * 60 * 1000;

/**
 * Tries a hire again now. The row notes it first: if this function dies, or two operators press at once, the same wish
 * is carried out once more, and the person is mailed once.
 * @param hire the row key.
 * @throws the errors of the tables, the queues and Scheduler.
 */
export async function retryHire(
  hire: string,
  context: RetryContext,
  parts: RetryParts,
): Promise<Retried | Refused> {
  const { hires, brake, schedules, sources, nowMs } = parts;
  const row = await hires.read(hire);
  if (row === undefined) return refuse('HIRE_UNKNOWN', 'There is no such hire.');
  const now = nowMs();
  const isPending = isRetryPending(row, now);
  const reason = isPending ? undefined : whyNoRetry(row, now);
  if (reason !== undefined) return refuse(reason.reason, sayWhyNot(reason, row));
  if (await brake.isPaused())
    return refuse('PAUSED', 'Everything is paused. Go on first: see docs/operate.md, "Paused".');

  const scheduled = row.wakeUp && (await schedules.read({ hire, ...row.wakeUp }));
  const look = toLookMessage(hire, sources, { requestId: context.requestId, now });
  if (scheduled === undefined && row.parked === undefined && look === undefined)
    return isPending ? onItsWay(hire) : recordLost;
  if (!isPending && !(await hires.write(askRetry(row, { token: randomUUID(), now }))))
    return retryHire(hire, context, parts);

  if (scheduled !== undefined) return wakeFromSchedule(row, scheduled, parts);
  if (row.state === 'parked' && row.parked !== undefined) {
    const replayed = await parts.deadLetters.replay(row.parked.messageId, context.hasTime);
    if (replayed === 'moved') return tried(hire, 'dead-letter-queue');
    if (replayed === 'moving-all')
      return refuse(
        'BEING_REPLAYED',
        'The whole dead-letter queue is being replayed, and this hire with it.',
      );
    if (now < row.updatedAt + drainsWithinMs)
      return refuse('STILL_DRAINING', 'The hire was parked a moment ago. Try again in a minute.');
  }
  if (look === undefined) return isPending ? onItsWay(hire) : recordLost;
  await enqueueBody(toAsciiJson(look), parts.queue);
  return tried(hire, 'hr-system');
}

/** The schedule goes last: until then it still wakes the hire, should anything fail. */
async function wakeFromSchedule(
  { hire, wakeUp }: HireRow,
  body: string,
  { queue, schedules }: RetryParts,
): Promise<Retried> {
  await enqueueBody(body, queue);
  if (wakeUp !== undefined) await schedules.cancel({ hire, ...wakeUp });
  return tried(hire, 'schedule');
}

function tried(hire: string, by: Retried['by']): Retried {
  return { ok: true, hire, by, message: 'The hire is tried again now.' };
}

function onItsWay(hire: string): Retried {
  return { ok: true, hire, by: 'earlier-retry', message: 'The hire is being tried again already.' };
}

const recordLost = refuse(
  'RECORD_LOST',
  'The hire’s record is kept nowhere any more, and the HR system cannot be asked. Have it send the hire again.',
);

function sayWhyNot(no: NoRetry, { state }: HireRow): string {
  switch (no.reason) {
    case 'NOTHING_TO_DO':
      return `There is nothing to try: the hire is ${state}.`;
    case 'UNANNOUNCED':
      return 'The HR system has not announced this employee as a hire.';
    case 'NOT_DUE_YET':
      return `The hire is not due yet. The invite goes out at ${iso(no.until)}.`;
    case 'BEING_TRIED':
      return 'A function is working on the hire right now.';
    case 'COMES_BY_ITSELF':
      return `The hire is tried again by itself at ${iso(no.until)}.`;
    case 'JUST_MAILED':
      return `The person was mailed a moment ago. Another mail can be asked for at ${iso(no.until)}.`;
  }
}
