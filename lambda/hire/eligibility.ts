import type { Source } from '../../config/source.ts';
import type { KnownHire } from './invitee.ts';
import { dateIn } from './moment.ts';
import { type Failure, isFailure } from './outcomes.ts';
import { unreadableDate } from './start-date.ts';

/**
 * If a person has been here for ten years, a change of address does not make a hire. If no start date is known,
 * OneLogin decides: a person who has activated the account gets no mail.
 */
const updateStartedAtMostDaysAgo = 365;

export interface EligibilitySettings {
  eligible: Source['eligible'];
  /** Whether a change may make the hire. Then people who started long ago are left out, whatever the settings say. */
  isUpdate: boolean;
  timeZone: string;
  /**
   * When the hire was announced, in milliseconds since 1970. A person who was in time then stays in time, however long
   * OneLogin, an outage or a replay takes.
   */
  announcedAt: number;
}

/**
 * Why a source's settings leave a person out, if they do: because of the start date, or because of the domain of the
 * work address. A person who starts later is not left out, but waits.
 */
export function judgeEligibility(
  { invitee, startDate, userKey }: Pick<KnownHire, 'invitee' | 'startDate'> & Partial<KnownHire>,
  { eligible, isUpdate, timeZone, announcedAt }: EligibilitySettings,
): Failure | undefined {
  const { startedAtMostDaysAgo } = eligible;
  const days = startedAtMostDaysAgo ?? (isUpdate ? updateStartedAtMostDaysAgo : undefined);
  const isDated = startDate !== undefined && startDate !== unreadableDate;
  if (isDated && days !== undefined && startDate < dateIn(timeZone, announcedAt, -days))
    return { code: 'NOT_ELIGIBLE', reason: `started more than ${days} days ago` };
  const login = isFailure(invitee) ? loginDespite(invitee, userKey?.workEmail) : invitee.workEmail;
  return login === undefined ? undefined : judgeDomain(login, eligible);
}

/** The same for the domain alone: of a user who was found by the external id, the address is known only then. */
export function judgeDomain(login: string, { emailDomains }: Source['eligible']): Failure | undefined {
  if (emailDomains === undefined) return undefined;
  const domain = login.slice(login.lastIndexOf('@') + 1).toLowerCase();
  const isListed = emailDomains.some((listed) => listed.toLowerCase() === domain);
  return isListed ? undefined : { code: 'NOT_ELIGIBLE', reason: 'work address of another domain' };
}

/** Nobody has to correct the personal address of a person who is left out anyway. */
function loginDespite({ code }: Failure, workEmail: string | undefined): string | undefined {
  return code === 'PERSONAL_EMAIL_UNREADABLE' ? workEmail : undefined;
}
