import type { ApiCall } from '../../../config/source-api.ts';
import { type Failure, isFailure } from '../../hire/outcomes.ts';
import { isJsonObject } from '../../hire/record.ts';
import { unreadableDate } from '../../hire/start-date.ts';
import { isNoAnswer } from '../../http/http-request.ts';
import type { ApiCalls, ListedEmployee } from './api.ts';
import { type CallValues, callApi } from './call-api.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { ListingApi } from './next-page.ts';

/** Whether a list takes further calls, because it does not say the start dates. */
export function asksForMore({ list }: Pick<ListingApi, 'list'>): boolean {
  return Object.keys(list.also).length > 0;
}

/**
 * Makes the further calls of a list, one after the other, about employees of one page.
 * @returns the employees whose calls were answered, and why the others' were not. Who is refused has an unreadable start
 *   date, so that one employee does not stand in the way of all others.
 */
export async function askForMore(
  employees: readonly ListedEmployee[],
  api: ListingApi,
  calls: ApiCalls,
): Promise<{ employees: ListedEmployee[]; failure?: Failure; refused?: Failure }> {
  if (employees.length === 0) return { employees: [] };
  const ids = employees.map(({ employeeId }) => employeeId);
  const all = Object.entries(api.list.also);
  const ofPage = await askAll(
    all.filter(isForPage).map(([name, call]): NamedCall => [name, toCallFor(call, ids)]),
    {},
    api,
    calls,
  );
  if (isFailure(ofPage)) return { employees: [], failure: ofPage };
  const ofEach = all.filter((call) => !isForPage(call));
  const whole: ListedEmployee[] = [];
  let refused: Failure | undefined;
  for (const employee of employees) {
    const answers = await askAll(ofEach, { id: employee.employeeId }, api, calls);
    if (!isFailure(answers)) whole.push(employee.complete?.({ ...ofPage, ...answers }) ?? employee);
    else if (answers.code !== 'HR_REQUEST_REFUSED') return { employees: whole, failure: answers };
    else {
      refused = answers;
      whole.push({ ...employee, startDate: unreadableDate });
    }
  }
  return { employees: whole, ...(refused && { refused }) };
}

type NamedCall = [name: string, call: ApiCall];

function isForPage([, { body }]: NamedCall): boolean {
  return body !== undefined && JSON.stringify(body).includes('{ids}');
}

/** A call with an item in its body for each of the employees. */
export function toCallFor(call: ApiCall, ids: readonly string[]): ApiCall {
  return { ...call, ...(call.body && { body: repeatInMembers(call.body, ids) }) };
}

/** Repeats the items of lists that have `{ids}`, with one of the ids each. An id has no character that JSON escapes. */
function repeatFor(value: unknown, ids: readonly string[]): unknown {
  if (isJsonObject(value)) return repeatInMembers(value, ids);
  if (!Array.isArray(value)) return value;
  return value
    .map((item) => JSON.stringify(repeatFor(item, ids)))
    .flatMap((item) => (item.includes('{ids}') ? ids.map((id) => item.replaceAll('{ids}', id)) : [item]))
    .map((item) => JSON.parse(item));
}

function repeatInMembers(members: Record<string, unknown>, ids: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, repeatFor(value, ids)]));
}

/** The answers by the names of the calls. What does not exist is null. */
async function askAll(
  named: readonly NamedCall[],
  values: CallValues,
  api: ListingApi,
  calls: ApiCalls,
): Promise<Record<string, unknown> | Failure> {
  const answers: Record<string, unknown> = {};
  for (const [name, call] of named) {
    const result = await callApi(api, call, values, calls);
    if (isFailure(result)) return result;
    const isThere = isNoAnswer(result) || result.status !== 404;
    const answer = isThere ? judgeAnswer(result, toAnswer, 'further answer') : { body: null };
    if (isFailure(answer)) return answer;
    answers[name] = answer.body;
  }
  return answers;
}

function toAnswer(body: unknown): { body: unknown } | undefined {
  return typeof body === 'object' && body !== null ? { body } : undefined;
}
