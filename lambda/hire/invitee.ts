import type { Configuration } from '../../config/configuration.ts';
import type { Failure } from './outcomes.ts';
import type { Person, StartDate } from './person.ts';

/** Whom to invite, and where to: the work address is the login, the mail goes to `sendTo` if that is another. */
export interface Invitee {
  workEmail: string;
  sendTo?: string;
}

/** What is known of a hire, from its record or from the HR system. */
export interface KnownHire {
  invitee: Invitee | Failure;
  startDate: StartDate | undefined;
  /** Whether it comes from the HR system just now, not from the record. */
  wasRead: boolean;
  /** The HR system has a field for the start date, which is still empty. */
  startDateMayCome: boolean;
}

export type SendTo = Configuration['invite']['sendTo'];

/** Whether a record needs nothing more: then the HR system is not asked. */
export function isComplete({ workEmail, personalEmail, startDate }: Person, sendTo: SendTo): boolean {
  const hasAddresses = workEmail !== undefined && (sendTo === 'work' || personalEmail !== undefined);
  return hasAddresses && startDate !== undefined;
}

/** @param mayCome whether an address that is missing may still be filled in. */
export function toInvitee(
  { workEmail, personalEmail }: Person,
  sendTo: SendTo,
  mayCome: (field: 'workEmail' | 'personalEmail') => boolean,
): Invitee | Failure {
  if (workEmail === undefined)
    return { code: mayCome('workEmail') ? 'WORK_EMAIL_NOT_YET' : 'WORK_EMAIL_MISSING' };
  if (sendTo === 'work') return { workEmail };
  if (personalEmail !== undefined) return { workEmail, sendTo: personalEmail };
  if (sendTo === 'personal-or-work') return { workEmail };
  return { code: mayCome('personalEmail') ? 'PERSONAL_EMAIL_NOT_YET' : 'PERSONAL_EMAIL_MISSING' };
}

/** An address that the API key may not see will not come by waiting: somebody must give the key that right. */
export function findHiddenAddress(
  { workEmail, personalEmail }: Person,
  hidden: readonly (keyof Person)[],
  sendTo: SendTo,
): Failure | undefined {
  if (workEmail === undefined && hidden.includes('workEmail')) return { code: 'WORK_EMAIL_NOT_VISIBLE' };
  const personalIsHidden = personalEmail === undefined && hidden.includes('personalEmail');
  return sendTo === 'personal' && personalIsHidden ? { code: 'PERSONAL_EMAIL_NOT_VISIBLE' } : undefined;
}
