import * as v from 'valibot';
import { apiSecretSchema, type SecretReader, secretNames } from '../aws/secrets.ts';
import { hashPerson } from '../hire/hash.ts';
import { OversizeStub } from '../hire/invite-message.ts';
import { findHiddenAddress, isComplete, type KnownHire, type SendTo, toInvitee } from '../hire/invitee.ts';
import { type Failure, isFailure } from '../hire/outcomes.ts';
import type { Person } from '../hire/person.ts';
import type { ConnectedApi, FetchedEmployee } from '../hr-systems/api/api.ts';
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
 */
export type CompleteHire = (
  look: HireLook,
  options: { readAgain: boolean },
  budget: TimeBudget,
) => Promise<KnownHire | Failure>;

export function createCompleteHire({ name, sendTo, secrets, http, nowMs }: CompleteHireParts): CompleteHire {
  async function askHr(
    { source, employeeId }: HireLook,
    api: ConnectedApi,
    budget: TimeBudget,
  ): Promise<FetchedEmployee | Failure> {
    if (employeeId === undefined) return { code: 'RECORD_UNMAPPABLE' };
    return fetchEmployee(api, employeeId, {
      http,
      readSecret: () =>
        secrets.readOr(
          'HR_CREDENTIAL_REFUSED',
          secretNames.api(name, source),
          apiSecretSchema(api.authentication),
        ),
      timeoutMs: () => budget(apiTimeoutMs),
      nowMs,
    });
  }

  return async (look, { readAgain }, budget) => {
    const { record, hr, api, person } = look;
    if (v.is(OversizeStub, record)) return { code: 'RECORD_TOO_LARGE' };
    if (api === undefined || (!readAgain && isComplete(person, sendTo)))
      return {
        invitee: toInvitee(person, sendTo, hr.mayCome),
        workEmail: person.workEmail,
        startDate: person.startDate,
        wasRead: false,
        isAsRecorded: true,
        startDateMayCome: false,
      };
    const employee = await askHr(look, api, budget);
    return isFailure(employee) ? employee : toKnownHire(person, employee, api, sendTo);
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
    workEmail: person.workEmail,
    startDate: person.startDate,
    wasRead: true,
    isAsRecorded: hashPerson(person) === hashPerson(recorded),
    startDateMayCome:
      person.startDate === undefined &&
      !hidden.includes('startDate') &&
      employee.startDate !== undefined &&
      employee.mayCome.includes('startDate'),
  };
}
