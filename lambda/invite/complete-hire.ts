import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { type ApiSecret, apiSecretSchema } from '../aws/secrets.ts';
import { type EmployeeRecord, OversizeStub, type Person, type StartDate } from '../hire/hire.ts';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import type { ApiCalls } from '../hr-systems/api/call-api.ts';
import { fetchEmployee } from '../hr-systems/api/fetch-employee.ts';
import type { FetchedEmployee, HrSystem } from '../hr-systems/hr-system.ts';

/** Whom to invite, and where to: the work address is the login, the mail goes to `sendTo` if that is another. */
export interface Invitee {
  workEmail: string;
  sendTo?: string;
}

type SendTo = Configuration['invite']['sendTo'];

export interface CompleteHireParts extends Omit<ApiCalls, 'readSecret'> {
  hr: HrSystem;
  sendTo: SendTo;
  /** The record may be weeks old: the HR system is read if it can be, whatever the record says. */
  readAgain: boolean;
  /** Reads what the HR system is asked with. */
  readSecret: (schema: ReturnType<typeof apiSecretSchema>) => Promise<ApiSecret | Failure>;
}

/** What is known of a hire. */
export interface KnownHire {
  invitee: Invitee | Failure;
  startDate: StartDate | undefined;
  /** Whether it comes from the HR system just now, not from the record. */
  wasRead: boolean;
  /** The HR system has a field for the start date, which is still empty. */
  startDateMayCome: boolean;
}

/** Finds out whom to invite: from the record, or, when it lacks something that is wanted, from the HR system. */
export async function completeHire(
  record: EmployeeRecord,
  { hr, sendTo, readAgain, readSecret, ...calls }: CompleteHireParts,
): Promise<KnownHire | Failure> {
  if (v.is(OversizeStub, record)) return { failure: 'RECORD_TOO_LARGE' };
  const said = hr.readPerson(record);
  const { api } = hr;
  if (api === undefined || (!readAgain && isComplete(said, sendTo))) {
    const invitee = toInvitee(said, sendTo, hr.mayCome);
    return { invitee, startDate: said.startDate, wasRead: false, startDateMayCome: false };
  }
  const employeeId = hr.readEmployeeId(record);
  if (employeeId === undefined) return { failure: 'RECORD_UNMAPPABLE' };
  const schema = apiSecretSchema(api.authentication);
  const employee = await fetchEmployee(api, employeeId, { ...calls, readSecret: () => readSecret(schema) });
  if (isFailure(employee)) return employee;
  const person = { ...said, ...employee.person };
  const hidden = findHiddenField(person, employee, sendTo);
  const { mayCome } = api.employee;
  return {
    invitee:
      hidden === undefined
        ? toInvitee(person, sendTo, (field) => mayCome.includes(field))
        : { failure: hidden },
    startDate: person.startDate,
    wasRead: true,
    startDateMayCome:
      person.startDate === undefined &&
      !employee.hidden.includes('startDate') &&
      api.employee.startDate !== undefined &&
      mayCome.includes('startDate'),
  };
}

/** Whether a record needs nothing more: then the HR system is not asked. */
export function isComplete({ workEmail, personalEmail, startDate }: Person, sendTo: SendTo): boolean {
  const hasAddresses = workEmail !== undefined && (sendTo === 'work' || personalEmail !== undefined);
  return hasAddresses && startDate !== undefined;
}

/** An address that the API key may not see will not come by waiting: somebody must give the key that right. */
function findHiddenField({ workEmail, personalEmail }: Person, { hidden }: FetchedEmployee, sendTo: SendTo) {
  if (workEmail === undefined && hidden.includes('workEmail')) return 'WORK_EMAIL_NOT_VISIBLE';
  const personalIsHidden = personalEmail === undefined && hidden.includes('personalEmail');
  return sendTo === 'personal' && personalIsHidden ? 'PERSONAL_EMAIL_NOT_VISIBLE' : undefined;
}

/** @param mayCome whether an address that is missing may still be filled in. */
export function toInvitee(
  { workEmail, personalEmail }: Person,
  sendTo: SendTo,
  mayCome: (field: 'workEmail' | 'personalEmail') => boolean,
): Invitee | Failure {
  if (workEmail === undefined)
    return { failure: mayCome('workEmail') ? 'WORK_EMAIL_NOT_YET' : 'WORK_EMAIL_MISSING' };
  if (sendTo === 'work') return { workEmail };
  if (personalEmail !== undefined) return { workEmail, sendTo: personalEmail };
  if (sendTo === 'personal-or-work') return { workEmail };
  return { failure: mayCome('personalEmail') ? 'PERSONAL_EMAIL_NOT_YET' : 'PERSONAL_EMAIL_MISSING' };
}
