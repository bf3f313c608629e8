import type { Configuration } from '../../config/configuration.ts';
import type { ApiSettings } from '../../config/source.ts';
import type { Failure } from './outcomes.ts';
import type { Person } from './person.ts';
import { type StartDate, unreadableDate } from './start-date.ts';
import { type TimeZone, unknownZone } from './time-zone.ts';

/** By what the person's OneLogin user is found. If there are both, the external id counts first. */
export type UserKey =
  | { externalId: string; workEmail?: string }
  | { externalId?: undefined; workEmail: string };

/** Whom to invite. If `sendTo` is set, the mail goes there, and not to the address that the user has in OneLogin. */
export type Invitee = UserKey & { sendTo?: string };

/** What is known about a hire, from its record or from the HR system. */
export interface KnownHire {
  invitee: Invitee | Failure;
  /** By what the user is found, also if nobody can be invited because something else is missing. */
  userKey: UserKey | undefined;
  startDate: StartDate | undefined;
  timeZone: TimeZone | undefined;
  /** Whether it was just read from the HR system, and not from the record. */
  wasRead: boolean;
  /** Whether the HR system, if it was asked, says the same as the record. */
  isAsRecorded: boolean;
  /** Whether the HR system was asked, and its start date, which is still empty, may be filled in (`mayCome`). */
  startDateMayCome: boolean;
}

export type SendTo = Configuration['invite']['sendTo'];

/**
 * Whether a record is complete, so that the HR system need not be asked. What cannot be read is not complete.
 * @param options.asked what the HR system can be asked for.
 */
export function isComplete(
  person: Person,
  { sendTo, asked }: { sendTo: SendTo; asked: Pick<ApiSettings['employee'], 'timeZone' | 'externalId'> },
): boolean {
  const { startDate, timeZone, externalId } = person;
  const hasZone = asked.timeZone === undefined || (timeZone !== undefined && timeZone !== unknownZone);
  const hasExternalId = asked.externalId === undefined || externalId !== undefined;
  const isDated = startDate !== undefined && startDate !== unreadableDate;
  return hasAddresses(person, sendTo) && hasZone && hasExternalId && isDated;
}

/** Whether it is clear who is mailed and where, whatever else is known. */
export function hasAddresses(person: Person, sendTo: SendTo): boolean {
  return userKeyOf(person) !== undefined && (sendTo === 'work' || typeof person.personalEmail === 'string');
}

/** A user is never found by a name: a namesake's account would be opened to a stranger. */
export function userKeyOf({ workEmail, externalId }: Person): UserKey | undefined {
  if (externalId !== undefined) return { externalId, ...(workEmail !== undefined && { workEmail }) };
  return workEmail === undefined ? undefined : { workEmail };
}

/** What a record may lack now, and bring later. */
export type LateField = 'workEmail' | 'externalId' | 'personalEmail';

/**
 * A personal address that cannot be read is not replaced by the work address: a new hire cannot read that mailbox yet.
 * Waiting does not cure it, so it comes before what may still come.
 * @param mayCome whether a missing field may still be filled in.
 */
export function toInvitee(
  person: Person,
  sendTo: SendTo,
  mayCome: (field: LateField) => boolean,
): Invitee | Failure {
  const { personalEmail } = person;
  const userKey = userKeyOf(person);
  const isKeyToCome = mayCome('workEmail') || mayCome('externalId');
  const noKey: Failure = { code: isKeyToCome ? 'WORK_EMAIL_NOT_YET' : 'WORK_EMAIL_MISSING' };
  if (sendTo === 'work') return userKey ?? noKey;
  if (typeof personalEmail === 'object') return { code: 'PERSONAL_EMAIL_UNREADABLE' };
  if (userKey === undefined) return noKey;
  if (personalEmail !== undefined) return { ...userKey, sendTo: personalEmail };
  if (sendTo === 'personal-or-work') return userKey;
  return { code: mayCome('personalEmail') ? 'PERSONAL_EMAIL_NOT_YET' : 'PERSONAL_EMAIL_MISSING' };
}

/** Waiting does not help if the API key may not see an address: a person must give the key that right. */
export function findHiddenAddress(
  person: Person,
  hidden: readonly (keyof Person)[],
  sendTo: SendTo,
): Failure | undefined {
  if (userKeyOf(person) === undefined && hidden.includes('workEmail'))
    return { code: 'WORK_EMAIL_NOT_VISIBLE' };
  const personalIsHidden = person.personalEmail === undefined && hidden.includes('personalEmail');
  return sendTo === 'personal' && personalIsHidden ? { code: 'PERSONAL_EMAIL_NOT_VISIBLE' } : undefined;
}
