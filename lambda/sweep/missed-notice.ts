import type { Configuration } from '../../config/configuration.ts';
import { type Notice, nameUser, placeInRunbook } from '../aws/notices.ts';
import { dateIn } from '../hire/moment.ts';
import type { Period } from '../onelogin/list-created.ts';

/** With more, something else is going on, such as an import, and a list of them would help nobody. */
const mostIds = 20;

/**
 * What a person reads about OneLogin users whom no HR system has announced: OneLogin's ids, and no name or address.
 * @param userIds at least one.
 */
export function toMissedNotice(
  userIds: readonly string[],
  { after, until }: Period,
  {
    configuration: { name, invite },
    runbook,
  }: { configuration: Pick<Configuration, 'name' | 'invite'>; runbook: string },
): Notice {
  const users = userIds.length === 1 ? '1 OneLogin user' : `${userIds.length} OneLogin users`;
  const are = userIds.length === 1 ? 'is' : 'are';
  const day = (ms: number) => dateIn(invite.timeZone, ms, 0);
  const days = day(after) === day(until) ? `on ${day(until)}` : `from ${day(after)} to ${day(until)}`;
  const list =
    userIds.length > mostIds
      ? `  ${users}. They are too many to list: in OneLogin, look for users who were created on these days and are not active.`
      : userIds.map((id) => `  ${nameUser(id)}`).join('\n');
  const parts = [
    `${users} ${are} new (created ${days}), not active and never invited, and no HR system has announced them.`,
    list,
    'Perhaps a webhook was lost, or the HR system does not send one for such people. Nobody is invited by this: without the HR system there is no start date.',
    'What to do: Look each of them up in OneLogin. If it is a new employee, have the HR system send the hire again, or send the invite in OneLogin. If it is nobody who needs an invite, do nothing. You are told of each user once.',
    `How to go on: ${placeInRunbook('Users whom nobody announced', runbook)}`,
  ];
  return { subject: `${users} whom nobody announced (${name})`, text: `${parts.join('\n\n')}\n` };
}
