import { randomUUID } from 'node:crypto';
import type { DeadLetters } from '../aws/dead-letters.ts';
import type { HiresTable } from '../aws/hires-table.ts';
import type { Schedules } from '../aws/schedules.ts';
import type { UsersTable } from '../aws/users-table.ts';
import { beginForgetting, isForgotten, toTombstone, whyNotForget } from '../hire/forget.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { isDraining } from '../hire/retry.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { hireOfBody } from '../hr-systems/hire-of.ts';
import { type Acted, iso, type Refused, refuse } from './answer.ts';
import { readHire } from './read-hire.ts';

export interface ForgetParts {
  hires: HiresTable;
  users: Pick<UsersTable, 'deleteOf'>;
  schedules: Pick<Schedules, 'cancelAll'>;
  deadLetters: Pick<DeadLetters, 'goThrough'>;
  sources: readonly ConnectedSource[];
  nowMs: () => number;
}

/**
 * Forgets a hire. The row is over first, so that nobody works on the hire any more; then everything beside it is deleted;
 * then the row's own history. If this function dies in between, the row still has what is needed to say it again.
 * @param hire the row key.
 * @param hasTime whether there is time to go on searching the dead-letter queue.
 * @throws the errors of the tables, the queue and Scheduler.
 */
export async function forgetHire(
  hire: string,
  hasTime: () => boolean,
  parts: ForgetParts,
): Promise<Acted | Refused> {
  const { hires, users, schedules, nowMs } = parts;
  const row = await readHire(hire, parts);
  if ('ok' in row) return row;
  const now = nowMs();
  const refused = isForgotten(row) ? undefined : sayWhyNot(row, now);
  if (refused !== undefined) return refused;
  const over = isForgotten(row) ? row : beginForgetting(row, { token: randomUUID(), now });
  if (over !== row && !(await hires.write(over))) return forgetHire(hire, hasTime, parts);

  await schedules.cancelAll(hire, over.heardRecords ?? []);
  await users.deleteOf(hire);
  const left = await deleteDeadLetters(over, hasTime, parts);
  if (left !== undefined) return left;
  if (!(await hires.write(toTombstone(over, randomUUID())))) return forgetHire(hire, hasTime, parts);
  return { ok: true, hire, message: 'The hire is forgotten. Only its key is kept, for 100 days.' };
}

function sayWhyNot(row: HireRow, now: number): Refused | undefined {
  const no = whyNotForget(row, now);
  if (no?.reason === 'BEING_TRIED')
    return refuse('BEING_TRIED', 'A function is working on the hire right now.');
  if (no !== undefined)
    return refuse(
      'TRY_AGAIN',
      `Whether a mail has gone out is not clear yet. Try again when it is, or after ${iso(no.until)}.`,
    );
  return isDraining(row, now)
    ? refuse('TRY_AGAIN', 'The hire failed a moment ago. Try again in a minute.')
    : undefined;
}

/** Deletes every message about the hire, also of a source that is no longer there: the row knows that by its id. */
async function deleteDeadLetters(
  { hire, parked }: HireRow,
  hasTime: () => boolean,
  { deadLetters, sources }: ForgetParts,
): Promise<Refused | undefined> {
  const passage = await deadLetters.goThrough(async (letter) => {
    if (letter.messageId !== parked?.messageId && hireOfBody(letter.body, sources) !== hire) return 'back';
    await letter.delete();
    return 'taken';
  }, hasTime);
  if (passage === 'whole') return undefined;
  return passage === 'moving-all'
    ? refuse('BEING_REPLAYED', `The whole dead-letter queue is being replayed. ${sayAgain}`)
    : refuse('TRY_AGAIN', `The dead-letter queue is being searched, or is long. ${sayAgain}`);
}

const sayAgain = 'Forget the hire once more in a minute: the rest of it is gone already.';
