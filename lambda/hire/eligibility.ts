import type { Source } from '../../config/source.ts';
import type { KnownHire } from '../invite/complete-hire.ts';
import { unreadableDate } from './hire.ts';
import { dateIn } from './moment.ts';
import { type Failure, isFailure } from './outcomes.ts';

/**
 * A change of address of somebody who has been here for ten years makes no hire. Where no start date is known, OneLogin
 * tells: whoever has activated the account is not mailed.
 */
const updateStartedAtMostDaysAgo = 365;

/**
 * Why a source's settings leave a person out, if they do: by the start date, and by the domain of the work address.
 * Whoever starts later is not left out, but waits.
 * @param made.isUpdate whether it is a change that may make the hire: then long past starts are left out whatever the
 *   settings say.
 * @param made.announcedAt when it was said, in milliseconds since 1970: whoever was in time stays so, however long
 *   OneLogin, an outage or a replay takes.
 */
export function judgeEligibility(
  { invitee, startDate }: Pick<KnownHire, 'invitee' | 'startDate'>,
  { startedAtMostDaysAgo, emailDomains }: Source['eligible'],
  { isUpdate, timeZone, announcedAt }: { isUpdate: boolean; timeZone: string; announcedAt: number },
): Failure | undefined {
  const days = startedAtMostDaysAgo ?? (isUpdate ? updateStartedAtMostDaysAgo : undefined);
  const isDated = startDate !== undefined && startDate !== unreadableDate;
  if (isDated && days !== undefined && startDate < dateIn(timeZone, announcedAt, -days))
    return { failure: 'NOT_ELIGIBLE', detail: `started more than ${days} days ago` };
  if (emailDomains === undefined || isFailure(invitee)) return undefined;
  const domain = invitee.workEmail.slice(invitee.workEmail.lastIndexOf('@') + 1).toLowerCase();
  const isListed = emailDomains.some((listed) => listed.toLowerCase() === domain);
  return isListed ? undefined : { failure: 'NOT_ELIGIBLE', detail: 'work address of another domain' };
}
