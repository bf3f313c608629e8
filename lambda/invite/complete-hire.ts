import * as v from 'valibot';
import { employeeRequest, judgeEmployeeAnswer } from '../hr-systems/fetch-employee.ts';
import type { FetchedEmployee } from '../hr-systems/hr-system.ts';
import type { ConnectedApi, ConnectedHrSystem } from '../hr-systems/index.ts';
import type { Configuration } from '../shared/configuration.ts';
import { type Failure, isFailure } from '../shared/failures.ts';
import { type EmployeeRecord, OversizeStub, type Person, readEmail } from '../shared/hire.ts';
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
  http: SendHttpRequest;
  readApiKey: () => Promise<string | Failure>;
  budget: TimeBudget;
}

/** Finds out whom to invite: from the record, or, when it lacks an address that is wanted, from the HR system. */
export async function completeHire(
  record: EmployeeRecord,
  { hr, sendTo, ...calls }: CompleteHireParts,
): Promise<Invitee | Failure> {
  if (v.is(OversizeStub, record)) return { failure: 'RECORD_TOO_LARGE' };
  const person = hr.readPerson(record);
  if (hr.api === undefined || isComplete(person, sendTo)) {
    return toInvitee(person, sendTo, { work: 'WORK_EMAIL_MISSING', personal: 'PERSONAL_EMAIL_MISSING' });
  }
  const employeeId = hr.readEmployeeId(record);
  if (employeeId === undefined) return { failure: 'RECORD_UNMAPPABLE' };
  const employee = await fetchEmployee(hr.api, employeeId, calls);
  if (isFailure(employee)) return employee;
  const hidden = findHiddenField(person, employee, sendTo);
  if (hidden !== undefined) return { failure: hidden };
  return toInvitee({ ...readAddresses(employee), ...person }, sendTo, {
    work: 'WORK_EMAIL_NOT_YET',
    personal: 'PERSONAL_EMAIL_NOT_YET',
  });
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

function isComplete(person: Person, sendTo: SendTo): boolean {
  return person.workEmail !== undefined && (sendTo === 'work' || person.personalEmail !== undefined);
}

/** An address that the API key may not see will not come by waiting: somebody must give the key that right. */
function findHiddenField(person: Person, employee: FetchedEmployee, sendTo: SendTo) {
  if (person.workEmail === undefined && employee.workEmail === undefined) return 'WORK_EMAIL_NOT_VISIBLE';
  const personalIsHidden = person.personalEmail === undefined && employee.personalEmail === undefined;
  return sendTo === 'personal' && personalIsHidden ? 'PERSONAL_EMAIL_NOT_VISIBLE' : undefined;
}

function readAddresses(employee: FetchedEmployee): Person {
  const workEmail = readEmail(employee.workEmail);
  const personalEmail = readEmail(employee.personalEmail);
  return { ...(workEmail && { workEmail }), ...(personalEmail && { personalEmail }) };
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
