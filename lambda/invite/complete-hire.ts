import * as v from 'valibot';
import { apiSecretSchema, type SecretReader, secretNames } from '../aws/secrets.ts';
import { hashPerson } from '../hire/hash.ts';
import { OversizeStub } from '../hire/invite-message.ts';
import {
  findHiddenAddress,
  isComplete,
  type KnownHire,
  type SendTo,
  toInvitee,
  userKeyOf,
} from '../hire/invitee.ts';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import type { Person } from '../hire/person.ts';
import type { TimeZone } from '../hire/time-zone.ts';
import type { ConnectedApi, FetchedEmployee } from '../hr-systems/api/api.ts';
import { asksZone } from '../hr-systems/api/asks-zone.ts';
import { fetchEmployee } from '../hr-systems/api/fetch-employee.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import type { HireLook } from './read-look.ts';

export interface CompleteHireParts {
  /** The configuration's `name`, the first part of the secrets' names. */
  name: string;
  sendTo: SendTo;
  secrets: Pick<SecretReader, 'readOr'>;
  http: SendHttpRequest;
  nowMs: () => number;
}

const apiTimeoutMs = 5 * 1000;

/**
 * Finds out whom to invite: from the record or, if the record lacks something, from the HR system.
 * @param options.readAgain the record may be weeks old, so the HR system is asked if it has an API, whatever the record
 *   says.
 * @param options.knownZone the hire's time zone by what was said before. It counts if nothing else says it; but if the
 *   HR system is asked for the zone and has none, there is none.
 */
export type CompleteHire = (
  look: HireLook,
  options: { readAgain: boolean; knownZone: TimeZone | undefined },
  budget: TimeBudget,
) => Promise<KnownHire | Failure>;

export function createCompleteHire({ name, sendTo, secrets, http, nowMs }: CompleteHireParts): CompleteHire {
  async function askHr(
    { source, employeeId }: HireLook,
    { api, knownZone }: { api: ConnectedApi; knownZone: TimeZone | undefined },
    budget: TimeBudget,
  ): Promise<FetchedEmployee | Failure> {
    if (employeeId === undefined) return { code: 'RECORD_UNMAPPABLE' };
    const calls = {
      http,
      readSecret: () =>
        secrets.readOr(
          'HR_CREDENTIAL_REFUSED',
          secretNames.api(name, source),
          apiSecretSchema(api.authentication),
        ),
      timeoutMs: () => budget(apiTimeoutMs),
      nowMs,
    };
    return fetchEmployee(api, employeeId, calls, knownZone);
  }

  return async (look, { readAgain, knownZone }, budget) => {
    const { record, hr, api, person } = look;
    if (v.is(OversizeStub, record)) return { code: 'RECORD_TOO_LARGE' };
    if (api === undefined || (!readAgain && isComplete(person, { sendTo, asked: api.employee })))
      return {
        invitee: toInvitee(person, sendTo, hr.mayCome),
        userKey: userKeyOf(person),
        startDate: person.startDate,
        timeZone: person.timeZone ?? knownZone,
        wasRead: false,
        isAsRecorded: true,
        startDateMayCome: false,
      };
    const employee = await askHr(look, { api, knownZone: person.timeZone ?? knownZone }, budget);
    if (isFailure(employee)) return employee;
    const { timeZone } = employee.person;
    // The day of an instant in the record depends on it.
    const recorded = timeZone === undefined ? person : hr.readPerson(record, timeZone);
    const known = toKnownHire(recorded, employee, api, sendTo);
    return asksZone(api) ? known : { ...known, timeZone: known.timeZone ?? knownZone };
  };
}

/** Combines the record and the HR system. If they differ, the HR system is right. */
function toKnownHire(
  recorded: Person,
  { person: fetched, hidden }: FetchedEmployee,
  { employee }: ConnectedApi,
  sendTo: SendTo,
): KnownHire {
  const person = { ...recorded, ...fetched };
  const hiddenAddress = findHiddenAddress(person, hidden, sendTo);
  return {
    invitee: hiddenAddress ?? toInvitee(person, sendTo, (field) => employee.mayCome.includes(field)),
    userKey: userKeyOf(person),
    startDate: person.startDate,
    timeZone: person.timeZone,
    wasRead: true,
    isAsRecorded: hashPerson(person) === hashPerson(recorded),
    startDateMayCome:
      person.startDate === undefined &&
      !hidden.includes('startDate') &&
      employee.startDate !== undefined &&
      employee.mayCome.includes('startDate'),
  };
}
