import type { Configuration } from '../../config/configuration.ts';
import type { Failure } from './outcomes.ts';
import type { Person } from './person.ts';
import { type StartDate, unreadableDate } from './start-date.ts';
import { type TimeZone, unknownZone } from './time-zone.ts';

/** Whom to invite. The work address is the login; if `sendTo` is set, the mail goes there instead. */
export interface Invitee {
  workEmail: string;
  sendTo?: string;
}

/** What is known about a hire, from its record or from the HR system. */
export interface KnownHire {
  invitee: Invitee | Failure;
  /** The login, also if nobody can be invited because something else is missing. */
  workEmail: string | undefined;
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
 * @param options.asksZone whether the HR system can be asked for the time zone.
 */
export function isComplete(
  person: Person,
  { sendTo, asksZone }: { sendTo: SendTo; asksZone: boolean },
): boolean {
  const { startDate, timeZone } = person;
  const hasZone = !asksZone || (timeZone !== undefined && timeZone !== unknownZone);
  return hasAddresses(person, sendTo) && hasZone && startDate !== undefined && startDate !== unreadableDate;
}

/** Whether it is clear where the mail goes, whatever else is known. */
export function hasAddresses({ workEmail, personalEmail }: Person, sendTo: SendTo): boolean {
  return workEmail !== undefined && (sendTo === 'work' || typeof personalEmail === 'string');
}

/**
 * A personal address that cannot be read is not replaced by the work address: a new hire cannot read that mailbox yet.
 * Waiting does not cure it, so it comes before what may still come.
 * @param mayCome whether a missing address may still be filled in.
 */
export function toInvitee(
  { workEmail, personalEmail }: Person,
  sendTo: SendTo,
  mayCome: (field: 'workEmail' | 'personalEmail') => boolean,
): Invitee | Failure {
  const noLogin: Failure = { code: mayCome('workEmail') ? 'WORK_EMAIL_NOT_YET' : 'WORK_EMAIL_MISSING' };
  if (sendTo === 'work') return workEmail === undefined ? noLogin : { workEmail };
  if (typeof personalEmail === 'object') return { code: 'PERSONAL_EMAIL_UNREADABLE' };
  if (workEmail === undefined) return noLogin;
  if (personalEmail !== undefined) return { workEmail, sendTo: personalEmail };
  if (sendTo === 'personal-or-work') return { workEmail };
  return { code: mayCome('personalEmail') ? 'PERSONAL_EMAIL_NOT_YET' : 'PERSONAL_EMAIL_MISSING' };
}

/** Waiting does not help if the API key may not see an address: a person must give the key that right. */
export function findHiddenAddress(
  { workEmail, personalEmail }: Person,
  hidden: readonly (keyof Person)[],
  sendTo: SendTo,
): Failure | undefined {
  if (workEmail === undefined && hidden.includes('workEmail')) return { code: 'WORK_EMAIL_NOT_VISIBLE' };
  const personalIsHidden = personalEmail === undefined && hidden.includes('personalEmail');
  return sendTo === 'personal' && personalIsHidden ? { code: 'PERSONAL_EMAIL_NOT_VISIBLE' } : undefined;
}
