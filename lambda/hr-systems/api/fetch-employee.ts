import type { Expressions } from '../../../config/source.ts';
import type { ApiCall } from '../../../config/source-api.ts';
import { type Failure, isFailure } from '../../hire/outcomes.ts';
import { readId, toPerson } from '../../hire/person.ts';
import { isJsonObject } from '../../hire/record.ts';
import { type TimeZone, zoneOf } from '../../hire/time-zone.ts';
import { isNoAnswer } from '../../http/http-request.ts';
import { evaluate } from '../expression.ts';
import { findValue } from '../find-field.ts';
import { readNested, readScalar } from '../scalar.ts';
import type { ApiCalls, ConnectedApi, FetchedEmployee, HideableField } from './api.ts';
import { callApi } from './call-api.ts';
import { judgeAnswer } from './judge-answer.ts';

/**
 * Asks an HR system's API for one employee, with as many calls as that takes.
 * @param knownZone the employee's time zone by what was said before. It counts if the API does not say it.
 */
export async function fetchEmployee(
  api: ConnectedApi,
  employeeId: string,
  calls: ApiCalls,
  knownZone?: TimeZone,
): Promise<FetchedEmployee | Failure> {
  const { request, also, found } = api.employee;
  const answer = await askFor(request, employeeId, api, calls);
  if (isFailure(answer)) return answer;
  const employee = evaluate(found, answer.body);
  if (employee === undefined) return { code: 'EMPLOYEE_NOT_IN_HR_YET' };
  if (!isJsonObject(employee)) return { code: 'HR_SYSTEM_UNAVAILABLE', reason: 'an unreadable employee' };
  if (!isAskedFor(employeeId, employee, api)) return { code: 'ANOTHER_EMPLOYEE' };
  const whole = { ...employee };
  for (const [name, call] of Object.entries(also)) {
    const more = await askFor(call, employeeId, api, calls);
    // The employee is there. The further answers may come later, or never exist.
    if (isFailure(more) && more.code !== 'EMPLOYEE_NOT_IN_HR_YET') return more;
    whole[name] = isFailure(more) ? null : more.body;
  }
  return readEmployee(whole, api, knownZone);
}

/** An answer without an id that can be read proves nothing. With several, one of them must be the one. */
function isAskedFor(employeeId: string, employee: unknown, { employee: { id } }: ConnectedApi): boolean {
  const ids = [id ?? []].flat().flatMap((expression) => readAnyId(evaluate(expression, employee)) ?? []);
  return ids.length === 0 || ids.some((one) => toComparable(one) === toComparable(employeeId));
}

/** The id that a field holds, also as in `{"value": ...}`. */
function readAnyId(found: unknown): string | undefined {
  return readId(readScalar(found) ?? readNested(found));
}

/** An id may come back as a number, in another case, or as a UUID without its dashes. */
function toComparable(id: string): string {
  const lower = id.toLowerCase();
  if (/^\d+$/.test(lower)) return lower.replace(/^0+(?=\d)/, '');
  const digits = lower.replace(/^(?:urn:uuid:)?\{?|\}$|-/g, '');
  return /^[0-9a-f]{32}$/.test(digits) ? digits : lower;
}

async function askFor(
  call: ApiCall,
  id: string,
  api: ConnectedApi,
  calls: ApiCalls,
): Promise<{ body: unknown } | Failure> {
  const result = await callApi(api, call, { id }, calls);
  if (isFailure(result)) return result;
  if (!isNoAnswer(result) && result.status === 404)
    return { code: 'EMPLOYEE_NOT_IN_HR_YET', status: result.status };
  return judgeAnswer(result, (body) => (isJson(body) ? { body } : undefined), 'employee');
}

function isJson(body: unknown): boolean {
  return typeof body === 'object' && body !== null;
}

/** What the API says about the person, and which fields it may not show. */
function readEmployee(
  employee: unknown,
  { employee: settings, startDateFormat, ...zones }: ConnectedApi,
  knownZone: TimeZone | undefined,
): FetchedEmployee {
  const { workEmail, personalEmail, externalId, startDate, timeZone, hidden } = settings;
  const read = (expressions: Expressions | undefined) => findValue(employee, expressions, ['json'])?.value;
  const isHidden = (field: HideableField) =>
    hidden[field] !== undefined && evaluate(hidden[field], employee) === true;
  return {
    person: toPerson(
      {
        workEmail: read(workEmail),
        personalEmail: read(personalEmail),
        externalId: read(externalId),
        startDate: read(startDate),
        timeZone: read(timeZone),
      },
      {
        startDateFormat,
        timeZones: zones.timeZones,
        timeZone: zoneOf({ timeZone: knownZone }, zones),
      },
    ),
    hidden: (['workEmail', 'personalEmail', 'startDate'] as const).filter(isHidden),
  };
}
