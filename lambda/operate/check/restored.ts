import type { RestoreNote } from '../../aws/restore-note.ts';
import type { UsersTable } from '../../aws/users-table.ts';
import { type Failure, isFailure } from '../../hire/outcomes.ts';
import { countsUntil, forgottenTime, mailedWithin, type Restore } from '../../hire/restore.ts';
import type { TimeBudget } from '../../http/time-budget.ts';
import { type CreatedUser, listCreated } from '../../onelogin/list-created.ts';
import type { OneLogin } from '../../onelogin/one-login.ts';
import { type Finding, iso } from '../answer.ts';
import { fine, unproved } from './finding.ts';

const subject = 'restore';

export interface RestoredParts {
  restores: Pick<RestoreNote, 'read'>;
  users: Pick<UsersTable, 'read'>;
  nowMs: () => number;
}

/** Who is new is invited: so old are the users that are looked at, at most, before the time that is forgotten. */
const newMs = 30 * 24 * 60 * 60 * 1000;
/** Of a hundred users each. A check has little time. */
const mostPages = 5;

/** After a restore of the tables: whom OneLogin has invited since, and whether the tables know it again. */
export async function checkRestored(
  oneLogin: OneLogin,
  { restores, users, nowMs }: RestoredParts,
  budget: TimeBudget,
): Promise<Finding[]> {
  const restore = await restores.read();
  if (restore === undefined || nowMs() >= countsUntil(restore)) return [];
  const listed = await listNewest({ after: restore.to - newMs, until: nowMs() }, oneLogin, budget);
  // What is wrong with OneLogin is said already.
  if (isFailure(listed))
    return [
      unproved(subject, 'RESTORE_NOT_COMPARED', `OneLogin did not list its new users (${listed.code}).`),
    ];
  const compared = await Promise.all(
    listed.map(async (user) => compare(user, (await users.read(user.id))?.mailedAt, restore, nowMs())),
  );
  return say(restore, compared);
}

async function listNewest(
  period: { after: number; until: number },
  oneLogin: OneLogin,
  budget: TimeBudget,
): Promise<CreatedUser[] | Failure> {
  const found: CreatedUser[] = [];
  let cursor: string | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await listCreated(period, cursor, oneLogin, budget);
    if (isFailure(answer)) return answer;
    found.push(...answer.users);
    cursor = answer.next;
    if (cursor === undefined) break;
  }
  return found;
}

interface Compared {
  id: string;
  /** Whether the tables know of a mail, and whether OneLogin gives a date of one. */
  isMailed: boolean;
  isDated: boolean;
  /** Whether OneLogin says that the user was invited in the time that is forgotten, and the tables do not know it. */
  isForgotten: boolean;
}

function compare(
  { id, invitationSentAt }: CreatedUser,
  mailedAt: number | undefined,
  restore: Restore,
  now: number,
): Compared {
  const time = forgottenTime(restore, mailedAt, now);
  return {
    id,
    isMailed: mailedAt !== undefined,
    isDated: invitationSentAt !== null,
    isForgotten: time !== undefined && mailedWithin(time, invitationSentAt) !== undefined,
  };
}

/** How many users a line names. */
const mostNamed = 20;

function say(restore: Restore, compared: readonly Compared[]): Finding[] {
  const forgotten = compared.filter(({ isForgotten }) => isForgotten).map(({ id }) => id);
  const restored = `The tables were brought back to ${iso(restore.to)}`;
  return [
    forgotten.length === 0
      ? fine(
          subject,
          'RESTORE_KNOWN',
          `${restored}. They know all invites of new users that OneLogin gives a date of.`,
        )
      : unproved(
          subject,
          'RESTORE_FORGOT_MAILS',
          `${restored}. OneLogin has invited ${forgotten.length} new users since, and the tables do not know it: ${sayIds(forgotten)}. When their hires are looked at, nobody of them is mailed a second time.`,
          'Go on as docs/restore.md says. It is less each time that hires are looked at. Who is left belongs to a hire without a row.',
        ),
    ...sayWitness(compared.filter(({ isMailed }) => isMailed)),
  ];
}

function sayIds(ids: readonly string[]): string {
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : '';
  return `OneLogin users ${ids.slice(0, mostNamed).join(', ')}${more}`;
}

/** Whether OneLogin gives a date of what we send is not documented. What the tables still know shows it. */
function sayWitness(mailed: readonly Compared[]): Finding[] {
  if (mailed.length === 0 || mailed.some(({ isDated }) => isDated)) return [];
  return [
    unproved(
      subject,
      'RESTORE_WITHOUT_DATES',
      `OneLogin gives no date of an invite for any of ${mailed.length} new users whom the tables know as mailed. So only its events say who was invited.`,
      'Before you resume, compare with the log: see docs/restore.md, "If OneLogin gives no date".',
    ),
  ];
}
