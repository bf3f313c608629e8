import { randomUUID } from 'node:crypto';
import type { DeadLetters } from '../aws/dead-letters.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import { enqueueBody, type InviteQueue } from '../aws/invite-queue.ts';
import type { Schedules } from '../aws/schedules.ts';
import { maxDelaySeconds } from '../aws/wake-ups.ts';
import { beforeCancel, isUndone, undoCancel } from '../hire/cancel-by-hand.ts';
import { isForgotten } from '../hire/forget.ts';
import { type HireRow, isAwaited } from '../hire/hire-row.ts';
import { toAsciiJson } from '../hire/invite-message.ts';
import { deadLetterOf, isDraining } from '../hire/retry.ts';
import { isOverdue, latestWait, overdueMs } from '../hire/waits.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { toLookMessage } from '../hr-systems/look-message.ts';
import { type Acted, iso, type Refused, refuse } from './answer.ts';
import { readHire } from './read-hire.ts';

export interface UndoParts {
  hires: HiresTable;
  schedules: Pick<Schedules, 'read'>;
  deadLetters: Pick<DeadLetters, 'goThrough'>;
  queue: InviteQueue;
  sources: readonly ConnectedSource[];
  nowMs: () => number;
}

interface UndoContext {
  requestId: string;
  /** Whether there is time to go on searching the dead-letter queue. */
  hasTime: () => boolean;
}

/**
 * Takes back that an operator has cancelled a hire. The row is written first, and says when the hire is looked at next.
 * If this function dies before it has put a message on the queue, the same act, said again, does that.
 * @param hire the row key.
 * @throws the errors of the table, the queue and Scheduler.
 */
export async function undoCancelOf(
  hire: string,
  run: UndoContext,
  parts: UndoParts,
): Promise<Acted | Refused> {
  const row = await readHire(hire, parts);
  if ('ok' in row) return row;
  if (row.beforeCancel === undefined) {
    const no = whyNothingToUndo(row);
    return no === undefined ? goOn(row, run, parts) : refuse('NOTHING_TO_DO', no);
  }
  const now = parts.nowMs();
  const lookAt = await whenToLook(row, now, run, parts);
  const undone = undoCancel(row, { token: randomUUID(), now, lookAt });
  if (!(await parts.hires.write(undone))) return undoCancelOf(hire, run, parts);
  return goOn(undone, run, parts);
}

function whyNothingToUndo(row: HireRow): string | undefined {
  const { state, code } = row;
  if (isForgotten(row)) return 'The hire was forgotten. There is no undo.';
  if (state !== 'cancelled')
    return isUndone(row) ? undefined : `There is nothing to undo: the hire is ${state}.`;
  return code === 'CANCELLED'
    ? 'The HR system has removed the employee. Only the HR system can take that back.'
    : 'What an undo needs is lost: an earlier version has written the row. Have the HR system create the employee again.';
}

/** The clock of the function that reads the row may be this much behind. */
const clocksMs = 60 * 1000;

/**
 * When the hire is looked at next. If the wake-up from before the cancel is still to come, and has the latest record, then.
 * Otherwise now, if the HR system can be asked. Otherwise more than an hour ago: that makes the hire overdue, so that a person is told,
 * and that what the HR system sends wakes it.
 */
async function whenToLook(
  row: HireRow,
  now: number,
  run: Pick<UndoContext, 'requestId'>,
  parts: UndoParts,
): Promise<number> {
  const { hire, state, wakeUp, updatedAt, notBefore } = beforeCancel(row);
  if (wakeUp !== undefined && now < wakeUp.at && row.beforeCancel?.hasNews !== true) {
    const isDelayed = wakeUp.at - updatedAt <= maxDelaySeconds * 1000;
    const comes = isDelayed || (await parts.schedules.read({ hire, ...wakeUp })) !== undefined;
    // The start may have been moved meanwhile.
    const earliest = state === 'waiting' ? latestWait(notBefore ?? now, now) : now;
    if (comes) return Math.max(wakeUp.at, earliest);
  }
  return toLookMessage(hire, parts.sources, { ...run, now }) === undefined ? now - overdueMs - clocksMs : now;
}

/** Makes sure that a hire goes on that is not cancelled any more. */
async function goOn(row: HireRow, run: UndoContext, parts: UndoParts): Promise<Acted | Refused> {
  const { hire, state, waitUntil, followUpAt } = row;
  const now = parts.nowMs();
  const look = toLookMessage(hire, parts.sources, { ...run, now });
  const undone = (message: string): Acted => ({
    ok: true,
    hire,
    message: `The cancel is undone. ${message}`,
  });
  const isParked = state === 'parked';
  const deadLetter = isParked && (await findDeadLetter(row, run, parts));
  if (deadLetter === 'there')
    return undone(`The hire is parked, as it was. To try it: npm run hires -- retry ${hire}`);
  if (deadLetter === 'not-known') return notKnown;
  const lookAt = isParked ? now : state === 'waiting' ? waitUntil : isAwaited(row) ? followUpAt : undefined;
  if (lookAt === undefined) return undone(`The hire is ${state}.`);
  if (now < lookAt) return undone(`The hire is ${state}, and is looked at next at ${iso(lookAt)}.`);
  if (look === undefined)
    return isParked || isOverdue(lookAt, now)
      ? recordLost
      : undone(`The hire is ${state}, and is looked at now.`);
  await enqueueBody(toAsciiJson(look), parts.queue);
  return undone(`The hire is ${state}, and is looked at now.`);
}

/**
 * Where the message of a parked hire is. Somebody may have replayed the whole dead-letter queue while the hire was cancelled,
 * or SQS has deleted the message: then it is lost.
 */
async function findDeadLetter(
  row: HireRow,
  { hasTime }: UndoContext,
  { deadLetters, nowMs }: UndoParts,
): Promise<'there' | 'lost' | 'not-known'> {
  const wanted = deadLetterOf(row);
  if (wanted === undefined) return 'lost';
  if (isDraining(row, nowMs())) return 'there';
  let isThere = false;
  const passage = await deadLetters.goThrough(async ({ messageId }) => {
    isThere ||= messageId === wanted;
    return 'back';
  }, hasTime);
  if (isThere) return 'there';
  return passage === 'whole' ? 'lost' : 'not-known';
}

const notKnown = refuse(
  'TRY_AGAIN',
  'The cancel is undone, and the hire is parked. Whether its record is still there is not known yet: the dead-letter queue is being replayed or searched, or is long. Undo the cancel again in a minute.',
);

const recordLost = refuse(
  'RECORD_LOST',
  'The cancel is undone, but the hire’s record is kept nowhere any more, or is out of date, and the HR system cannot be asked. Have the HR system send the hire again.',
);
