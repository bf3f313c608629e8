import { type HireRow, isAwaited, isLeased, linkLivesMs } from './hire-row.ts';
import type { MailReason } from './outcomes.ts';
import type { UserNote } from './user-note.ts';

/** What is known when a hire is about to be mailed. Times in milliseconds since 1970. */
export interface MailCircumstances {
  /** The hire, with what it has done for this very OneLogin user. */
  row: HireRow;
  /** The OneLogin user's id, and `invitation_sent_at`: when anybody last had an invite sent to the user. */
  user: { id: string; invitationSentAt: string | null };
  /** What is noted of the user, and the row of the hire that the note names, if it is another one. */
  note: UserNote | undefined;
  holder: HireRow | undefined;
  /** The pseudonym of the address to mail to; undefined if there is no key for it. */
  address: string | undefined;
  /** Whether it is the work address. */
  isWorkAddress: boolean;
  /** Whether it is only used because there is no personal one. */
  isFallback: boolean;
  /** When the latest word about the hire was said. */
  saidAt: number;
  /** When the invite may be sent again because its link has expired. */
  sendAgainAt: number;
}

export type MailVerdict =
  | { send: MailReason }
  /** Another mail is under way. */
  | { code: 'USER_BEING_INVITED' }
  /** The person has been mailed, at `mailedAt`. */
  | { code: 'NOT_ACTIVATED' | 'INVITED_AS_ANOTHER_HIRE' | 'INVITED_BY_SOMEBODY_ELSE'; mailedAt: number };

/**
 * Whether to mail a person who is not active, or why not. One address gets one mail while its link lives, whichever
 * hire asks. Only a later word with another address is mailed earlier, or what an operator asked for.
 */
export function judgeMail(known: MailCircumstances, now: number): MailVerdict {
  const { row, note, holder, saidAt, sendAgainAt } = known;
  if (holder !== undefined && isBusy(holder, known, now)) return { code: 'USER_BEING_INVITED' };
  const isOurs = note === undefined || note.hire === row.hire;
  const mailedAt = lastMailedAt(known);
  const { retryAskedAt, invitedAt } = row;
  const byHand = invitedByHandAt(known, mailedAt, now);
  // Whatever was mailed since the operator asked, also by somebody else, is the mail that was asked for.
  const isAskedSince = (at = 0) => retryAskedAt !== undefined && at < retryAskedAt;
  if (invitedAt !== undefined && isAskedSince(mailedAt) && isAskedSince(byHand)) return { send: 'retry' };
  const isLater = mailedAt !== undefined && (isOurs || saidAt > mailedAt);
  const isCorrection = isOtherAddress(known) && isLater;
  if (mailedAt !== undefined && now < mailedAt + linkLivesMs) {
    if (isCorrection) return { send: 'correction' };
    return { code: isOurs ? 'NOT_ACTIVATED' : 'INVITED_AS_ANOTHER_HIRE', mailedAt };
  }
  if (byHand !== undefined && !isAskedSince(byHand))
    return { code: 'INVITED_BY_SOMEBODY_ELSE', mailedAt: byHand };
  if (invitedAt === undefined) return { send: 'first' };
  if (isCorrection) return { send: 'correction' };
  if (holder !== undefined && isAwaited(holder))
    return { code: 'INVITED_AS_ANOTHER_HIRE', mailedAt: mailedAt ?? invitedAt };
  return now < sendAgainAt ? { code: 'NOT_ACTIVATED', mailedAt: invitedAt } : { send: 'follow-up' };
}

/** The other hire is sending, or may have sent a link that still lives. */
function isBusy(holder: HireRow, { user }: MailCircumstances, now: number): boolean {
  const { unresolvedSend } = holder;
  const isOfUser = unresolvedSend?.userId === user.id;
  return isOfUser && (now < unresolvedSend.startedAt + linkLivesMs || isLeased(holder, now));
}

/**
 * The other hire's row is read after the note, and may know of a mail that went out in between. Rows of earlier versions
 * note the time of the mail only in the row of the hire.
 */
function lastMailedAt({ row, user, note, holder }: MailCircumstances): number | undefined {
  if (note?.mailedAt !== undefined) {
    const isOfUser = holder !== undefined && isAwaited(holder) && holder.oneLoginUserId === user.id;
    return isOfUser ? Math.max(note.mailedAt, holder.invitedAt ?? 0) : note.mailedAt;
  }
  const mailer = note === undefined || note.hire === row.hire ? row : holder;
  if (mailer === undefined || !isAwaited(mailer) || mailer.oneLoginUserId !== user.id) return undefined;
  return mailer.invitedAt ?? (mailer.schema === undefined ? mailer.updatedAt : undefined);
}

/**
 * If one of the two is not known, the address counts as the same. A missing personal address corrects nothing. Nor does
 * this hire's own address of before, if another hire has had its own mailed since: the two would take turns.
 */
function isOtherAddress({ row, note, address, isFallback }: MailCircumstances): boolean {
  const mailedTo = note?.mailedTo;
  if (mailedTo === undefined || address === undefined || isFallback) return false;
  const isOwnOfBefore = note?.hire !== row.hire && address === row.mailedTo;
  return mailedTo !== address && !isOwnOfBefore;
}

/** OneLogin dates our own mails too: within so much of a send of ours, it is ours. */
const oursMs = 5 * 60 * 1000;

/** When somebody else invited the person, if that link still lives and went to the address that we would mail. */
function invitedByHandAt(
  { user, isWorkAddress }: MailCircumstances,
  mailedAt: number | undefined,
  now: number,
): number | undefined {
  const sentAt = Date.parse(user.invitationSentAt ?? '');
  const isAlive = sentAt <= now + oursMs && now < sentAt + linkLivesMs;
  const isOurs = mailedAt !== undefined && Math.abs(sentAt - mailedAt) <= oursMs;
  return isWorkAddress && isAlive && !isOurs ? Math.min(sentAt, now) : undefined;
}
