import * as v from 'valibot';
import { employeeRequest, judgeEmployeeAnswer } from '../hr-systems/fetch-employee.ts';
import type { FetchedEmployee } from '../hr-systems/hr-system.ts';
import type { ConnectedApi, ConnectedHrSystem } from '../hr-systems/index.ts';
import type { Configuration } from '../shared/configuration.ts';
import { type Failure, isFailure } from '../shared/failures.ts';
import { type EmployeeRecord, OversizeStub, type Person, type StartDate, toPerson } from '../shared/hire.ts';
import type { SendHttpRequest } from '../shared/http-request.ts';
import type { TimeBudget } from './time-budget.ts';

/** Whom to invite, and where to: the work address is the login, the mail goes to `sendTo` if that is another. */
export interface Invitee {
  workEmail: string;
  sendTo?: string;
}

type SendTo = Configuration['invite']['sendTo'];

export interface CompleteHireParts {
  hr: ConnectedHrSystem;
  sendTo: SendTo;
  /** The record may be weeks old: the HR system is read if it can be, whatever the record says. */
  readAgain: boolean;
  http: SendHttpRequest;
  readApiKey: () => Promise<string | Failure>;
  budget: TimeBudget;
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
  { hr, sendTo, readAgain, ...calls }: CompleteHireParts,
): Promise<KnownHire | Failure> {
  if (v.is(OversizeStub, record)) return { failure: 'RECORD_TOO_LARGE' };
  const person = hr.readPerson(record);
  if (hr.api === undefined || (!readAgain && isComplete(person, sendTo))) {
    const missing = { work: 'WORK_EMAIL_MISSING', personal: 'PERSONAL_EMAIL_MISSING' } as const;
    const invitee = toInvitee(person, sendTo, missing);
    return { invitee, startDate: person.startDate, wasRead: false, startDateMayCome: false };
  }
  const employeeId = hr.readEmployeeId(record);
  if (employeeId === undefined) return { failure: 'RECORD_UNMAPPABLE' };
  const employee = await fetchEmployee(hr.api, employeeId, calls);
  if (isFailure(employee)) return employee;
  const current = { ...person, ...toPerson(employee) };
  const hidden = findHiddenField(person, employee, sendTo);
  const missing = { work: 'WORK_EMAIL_NOT_YET', personal: 'PERSONAL_EMAIL_NOT_YET' } as const;
  return {
    invitee: hidden === undefined ? toInvitee(current, sendTo, missing) : { failure: hidden },
    startDate: current.startDate,
    wasRead: true,
    startDateMayCome: current.startDate === undefined && employee.startDate !== undefined,
  };
}

async function fetchEmployee(
  api: ConnectedApi,
  employeeId: string,
  { http, readApiKey, budget }: Pick<CompleteHireParts, 'http' | 'readApiKey' | 'budget'>,
): Promise<FetchedEmployee | Failure> {
  const apiKey = await readApiKey();
  if (isFailure(apiKey)) return apiKey;
  const timeoutMs = budget(5 * 1000);
  if (timeoutMs === undefined) return { failure: 'OUT_OF_TIME' };
  return judgeEmployeeAnswer(api, await http(employeeRequest(api, { employeeId, apiKey, timeoutMs })));
}

function isComplete({ workEmail, personalEmail, startDate }: Person, sendTo: SendTo): boolean {
  const hasAddresses = workEmail !== undefined && (sendTo === 'work' || personalEmail !== undefined);
  return hasAddresses && startDate !== undefined;
}

/** An address that the API key may not see will not come by waiting: somebody must give the key that right. */
function findHiddenField(person: Person, employee: FetchedEmployee, sendTo: SendTo) {
  if (person.workEmail === undefined && employee.workEmail === undefined) return 'WORK_EMAIL_NOT_VISIBLE';
  const personalIsHidden = person.personalEmail === undefined && employee.personalEmail === undefined;
  return sendTo === 'personal' && personalIsHidden ? 'PERSONAL_EMAIL_NOT_VISIBLE' : undefined;
}

function toInvitee(
  { workEmail, personalEmail }: Person,
  sendTo: SendTo,
  missing: { work: Failure['failure']; personal: Failure['failure'] },
): Invitee | Failure {
  if (workEmail === undefined) return { failure: missing.work };
  if (sendTo === 'work') return { workEmail };
  if (personalEmail !== undefined) return { workEmail, sendTo: personalEmail };
  return sendTo === 'personal' ? { failure: missing.personal } : { workEmail };
}
