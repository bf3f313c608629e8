import { randomUUID } from 'node:crypto';
import type { Brake } from '../aws/brake.ts';
import type { DeadLetters } from '../aws/dead-letters.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import { enqueueBody, type InviteQueue } from '../aws/invite-queue.ts';
import type { Schedules } from '../aws/schedules.ts';
import { isByHand } from '../hire/by-hand.ts';
import { type HireRow, isAwaited } from '../hire/hire-row.ts';
import { toAsciiJson } from '../hire/invite-message.ts';
import {
  askRetry,
  comesByItselfAt,
  deadLetterOf,
  isDraining,
  isRetryPending,
  type NoRetry,
  wakeUpOf,
  whyNoRetry,
} from '../hire/retry.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { toLookMessage } from '../hr-systems/look-message.ts';
import { iso, type Refused, type Retried, refuse } from './answer.ts';
import { readHire } from './read-hire.ts';

export interface RetryParts {
  hires: HiresTable;
  brake: Pick<Brake, 'isPaused'>;
  schedules: Pick<Schedules, 'read'>;
  deadLetters: Pick<DeadLetters, 'find'>;
  queue: InviteQueue;
  sources: readonly ConnectedSource[];
  nowMs: () => number;
}

export interface RetryContext {
  requestId: string;
  /** Whether there is time to go on searching the dead-letter queue. */
  hasTime: () => boolean;
}

export const sayPaused = 'Everything is paused. Go on first: npm run hires -- resume';

/**
 * Tries a hire again now. The row notes the wish first: if this function dies, or two operators press at once, the same
 * wish is carried out once more, and the person is mailed once. No schedule is deleted: it may be the one that the hire
 * needs next, and otherwise finds nothing to do.
 * @param hire the row key.
 * @throws the errors of the tables, the queues and Scheduler.
 */
export async function retryHire(
  hire: string,
  context: RetryContext,
  parts: RetryParts,
): Promise<Retried | Refused> {
  const { brake, schedules, nowMs } = parts;
  const row = await readHire(hire, parts);
  if ('ok' in row) return row;
  const now = nowMs();
  const isPending = isRetryPending(row, now);
  const no = isPending ? undefined : whyNoRetry(row, now);
  if (no !== undefined) return refuse(no.reason, sayWhyNot(no, row));
  if (await brake.isPaused()) return refuse('PAUSED', sayPaused);

  const wakeUp = wakeUpOf(row);
  const scheduled = wakeUp && (await schedules.read({ hire, ...wakeUp }));
  if (scheduled !== undefined)
    return retryBy(
      'schedule',
      row,
      () => enqueueBody(scheduled, parts.queue),
      { now, isPending },
      context,
      parts,
    );
  const soon = isAwaited(row) ? comesByItselfAt(row, now) : undefined;
  if (soon !== undefined) return noteWish(row, { now, at: soon }, context, parts);
  return retryWithoutSchedule(row, { now, isPending }, context, parts);
}

interface Pending {
  now: number;
  /** Whether somebody has asked a moment ago: the row says so already. */
  isPending: boolean;
}

/** Notes the wish, unless the row has it already, and sends the message. */
async function retryBy(
  by: Retried['by'],
  row: HireRow,
  send: () => Promise<void>,
  { now, isPending }: Pending,
  context: RetryContext,
  parts: RetryParts,
): Promise<Retried | Refused> {
  const asked = askRetry(row, { token: randomUUID(), now, isDue: true });
  if (!isPending && !(await parts.hires.write(asked))) return retryHire(row.hire, context, parts);
  await send();
  return { ok: true, hire: row.hire, by, message: 'The hire is tried again now.' };
}

/** The next look comes within minutes. It knows what was asked for. */
async function noteWish(
  row: HireRow,
  { now, at }: { now: number; at: number },
  context: RetryContext,
  parts: RetryParts,
): Promise<Retried | Refused> {
  const { hire } = row;
  const asked = askRetry(row, { token: randomUUID(), now, isDue: false });
  if (!(await parts.hires.write(asked))) return retryHire(hire, context, parts);
  return {
    ok: true,
    hire,
    by: 'next-look',
    message: `The hire is tried again at ${iso(Math.max(at, now))}.`,
  };
}

async function retryWithoutSchedule(
  row: HireRow,
  pending: Pending,
  context: RetryContext,
  parts: RetryParts,
): Promise<Retried | Refused> {
  const { hire } = row;
  const { now, isPending } = pending;
  const look = toLookMessage(hire, parts.sources, { requestId: context.requestId, now });
  const messageId = deadLetterOf(row);
  if (messageId !== undefined) {
    const found = await parts.deadLetters.find(messageId, context.hasTime);
    switch (found) {
      case 'moving-all':
        return refuse(
          'BEING_REPLAYED',
          'The whole dead-letter queue is being replayed, and this hire with it.',
        );
      case 'out-of-time':
      case 'held-by-another':
        return refuse(
          'TRY_AGAIN',
          'The dead-letter queue is being searched, or is long. Try again in a minute.',
        );
      case 'not-found':
        if (isDraining(row, now) && !isPending)
          return refuse('TRY_AGAIN', 'The hire failed a moment ago. Try again in a minute.');
        break;
      default:
        return retryBy('dead-letter-queue', row, found.replay, pending, context, parts);
    }
  }
  if (look !== undefined) {
    const send = () => enqueueBody(toAsciiJson(look), parts.queue);
    return retryBy('hr-system', row, send, pending, context, parts);
  }
  if (isPending)
    return { ok: true, hire, by: 'earlier-retry', message: 'The hire is being tried again already.' };
  return refuse('RECORD_LOST', sayLost(row));
}

function sayLost(row: HireRow): string {
  const lost = 'The hire’s record is kept nowhere any more';
  if (isAwaited(row)) return `${lost}, and the HR system cannot be asked. Send the invite in OneLogin.`;
  if (isByHand(row.hire)) return `${lost}. Invite the person by hand again.`;
  return `${lost}, and the HR system cannot be asked. Have it send the hire again.`;
}

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
