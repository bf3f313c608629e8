import { type HireRow, isInvited } from './hire-row.ts';
import type { UserNote } from './user-note.ts';

/** What a hire's row says about the mails of its person, the OneLogin user. */

const mostEarlierUsers = 10;

/**
 * The row once it is about this OneLogin user. If it was about another one who was invited, the work address was
 * corrected, or a second person came under the same employee id: the earlier user is noted, so that a person is told.
 */
export function followUser(row: HireRow, userId: string, now: number): HireRow {
  const { wasAwaited = false, ...known } = row;
  const { oneLoginUserId: earlierId } = row;
  if (earlierId === undefined || earlierId === userId) return { ...known, oneLoginUserId: userId };
  const earlierUsers = (row.earlierUsers ?? []).filter((user) => user.userId !== userId);
  const mayBeInvited = isInvited(row) || wasAwaited || row.unresolvedSend?.userId === earlierId;
  const earlier = mayBeInvited ? [...earlierUsers, { userId: earlierId, since: now }] : earlierUsers;
  const { earlierUsers: _, ...rest } = withoutMails(known);
  const kept = earlier.length > 0 && { earlierUsers: earlier.slice(-mostEarlierUsers) };
  return { ...rest, ...kept, oneLoginUserId: userId };
}

/**
 * The row once the mails count that another hire of the person, `holder`, has had sent since the last one that it knows,
 * or since it needs none.
 */
export function withMailsOfOthers(
  row: HireRow,
  note: UserNote | undefined,
  holder: HireRow | undefined,
): HireRow {
  const { awaitedSince, invitedAt = awaitedSince, followUpsSent = 0 } = row;
  const mailedAt = note?.mailedAt ?? 0;
  if (invitedAt === undefined || mailedAt <= invitedAt) return row;
  const sent = Math.max(followUpsSent, holder?.followUpsSent ?? 0);
  return { ...row, invitedAt: mailedAt, ...(sent > 0 && { followUpsSent: sent }) };
}

/** The row of a hire whose person has not been mailed. */
export function withoutMails(row: HireRow): HireRow {
  const { invitedAt, awaitedSince, followUpsSent, notActivatedAt, isCounted, mailedTo, ...rest } = row;
  return rest;
}

/** The row after a mail that went out at this time. */
export function mailed(
  row: HireRow,
  mailedAt: number,
  { reason, sentTo }: Pick<NonNullable<HireRow['unresolvedSend']>, 'reason' | 'sentTo'>,
): HireRow {
  const { notActivatedAt, retryAskedAt, ...rest } = row;
  const { followUpsSent = 0 } = row;
  return {
    ...rest,
    invitedAt: mailedAt,
    ...(sentTo !== undefined && { mailedTo: sentTo }),
    ...(reason === 'follow-up' && { followUpsSent: followUpsSent + 1 }),
  };
}

/** The row without the note of a send: how it ended is known. */
export function withoutSend(row: HireRow): HireRow {
  const { unresolvedSend, unclearSends, ...rest } = row;
  return rest;
}
