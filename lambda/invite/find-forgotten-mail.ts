import type { RestoreNote } from '../aws/restore-note.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import { forgottenTime, mailedWithin } from '../hire/restore.ts';
import type { UserNote } from '../hire/user-note.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { findInviteEvent } from '../onelogin/find-invite-event.ts';
import type { OneLogin } from '../onelogin/one-login.ts';
import type { OneLoginUser } from '../onelogin/user.ts';

/**
 * Asks both witnesses, the user and OneLogin's events, whether this person was mailed in the time that a restore of the
 * tables has made them forget. If both are silent, nobody knows of a mail.
 * @returns when the mail went out, or the latest that it can have been; undefined if there was none.
 * @throws the error of the table.
 */
export async function findForgottenMail(
  { invitedAt = 0 }: HireRow,
  { user, note }: { user: OneLoginUser; note: UserNote | undefined },
  budget: TimeBudget,
  {
    restores,
    oneLogin,
    nowMs,
  }: { restores: Pick<RestoreNote, 'read'>; oneLogin: OneLogin; nowMs: () => number },
): Promise<number | undefined | Failure> {
  const lastMailedAt = Math.max(invitedAt, note?.mailedAt ?? 0);
  const time = forgottenTime(await restores.read(), lastMailedAt, nowMs());
  if (time === undefined) return undefined;
  const sentAt = mailedWithin(time, user.invitationSentAt);
  if (sentAt !== undefined) return sentAt;
  const event = await findInviteEvent(user.id, time, oneLogin, budget);
  if (isFailure(event)) return event;
  return event === 'sent' ? time.until : undefined;
}
