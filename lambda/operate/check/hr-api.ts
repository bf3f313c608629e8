import type { Configuration } from '../../../config/configuration.ts';
import { apiSecretSchema, type SecretReader, secretNames } from '../../aws/secrets.ts';
import { type Failure, isFailure } from '../../hire/outcomes.ts';
import type { FaultCode } from '../../hire/set-up-faults.ts';
import type {
  ApiCalls,
  ConnectedApi,
  FetchedEmployee,
  HideableField,
  ListCalls,
  ListedEmployee,
} from '../../hr-systems/api/api.ts';
import { askForMore, asksForMore } from '../../hr-systems/api/ask-for-more.ts';
import { fetchEmployee } from '../../hr-systems/api/fetch-employee.ts';
import { fetchPage } from '../../hr-systems/api/list-employees.ts';
import { isListing } from '../../hr-systems/api/next-page.ts';
import type { SendHttpRequest } from '../../http/http-request.ts';
import type { TimeBudget } from '../../http/time-budget.ts';
import type { Finding } from '../answer.ts';
import { failed, fault, fine, unproved } from './finding.ts';

export interface HrApiParts {
  configuration: Pick<Configuration, 'name' | 'invite' | 'sweep'>;
  secrets: Pick<SecretReader, 'readOr'>;
  http: SendHttpRequest;
  nowMs: () => number;
}

const callTimeoutMs = 20 * 1000;

/** Asks for one page of the list, and one employee of it, to see what the key may see. */
export async function checkHrApi(
  source: string,
  api: ConnectedApi,
  { configuration, secrets, http, nowMs }: HrApiParts,
  budget: TimeBudget,
): Promise<Finding[]> {
  const { name, invite } = configuration;
  const calls: ListCalls = {
    settings: configuration,
    http,
    nowMs,
    timeoutMs: () => budget(callTimeoutMs),
    readSecret: () =>
      secrets.readOr(
        'HR_CREDENTIAL_REFUSED',
        secretNames.api(name, source),
        apiSecretSchema(api.authentication),
      ),
  };
  const sayFailed = (failure: Failure) => [failed(failure, source, name)];
  const notVisible = (fields: readonly HideableField[]) =>
    fields.map((field) => fault(hiddenFaults[field], source, name));
  if (!isListing(api)) return checkWithoutList(api, source, calls, sayFailed);
  const page = await fetchPage(api, undefined, calls);
  if (isFailure(page)) return sayFailed(page);
  const works = fine(source, 'HR_API_WORKS', 'The API key works, for the list too.');
  const [first] = page.employees;
  if (first === undefined) return [works, ...notVisible(page.hiddenDates > 0 ? ['startDate'] : [])];
  const { failure } = asksForMore(api) ? await askForMore([first], api, calls) : {};
  if (failure !== undefined) return sayFailed(failure);
  const employee = await fetchListed(page.employees, api, calls);
  if (employee === undefined || (isFailure(employee) && employee.code === 'ANOTHER_EMPLOYEE'))
    return [works, fault('LIST_IDS_DIFFER', source, name)];
  if (isFailure(employee)) return sayFailed(employee);
  const isDateHidden = page.hiddenDates > 0 && page.hiddenDates >= page.employees.length;
  const hidden = new Set([...employee.hidden, ...(isDateHidden ? (['startDate'] as const) : [])]);
  if (invite.sendTo === 'work') hidden.delete('personalEmail');
  return [works, ...notVisible([...hidden])];
}

/** @returns undefined if the first and the last of a page are not known by their ids. One may just have been deleted. */
async function fetchListed(
  employees: readonly ListedEmployee[],
  api: ConnectedApi,
  calls: ApiCalls,
): Promise<FetchedEmployee | Failure | undefined> {
  for (const { employeeId } of [employees.slice(0, 1), employees.slice(-1)].flat()) {
    const employee = await fetchEmployee(api, employeeId, calls);
    if (!isFailure(employee) || employee.code !== 'EMPLOYEE_NOT_IN_HR_YET') return employee;
  }
  return undefined;
}

/** No HR system numbers its employees from it. */
const noEmployee = '0';

/** Without a list nobody is known who could be asked for. */
async function checkWithoutList(
  api: ConnectedApi,
  source: string,
  calls: ApiCalls,
  sayFailed: (failure: Failure) => Finding[],
): Promise<Finding[]> {
  const employee = await fetchEmployee(api, noEmployee, calls);
  const isAnswer = ['EMPLOYEE_NOT_IN_HR_YET', 'HR_REQUEST_REFUSED', 'ANOTHER_EMPLOYEE'] as const;
  if (isFailure(employee) && !isAnswer.some((code) => code === employee.code)) return sayFailed(employee);
  return [
    unproved(
      source,
      'HR_FIELDS_UNPROVED',
      'The API answers, and does not refuse the key. It has no list, so whether the key may see a start date shows only with the first hire.',
    ),
  ];
}

const hiddenFaults: Record<HideableField, FaultCode> = {
  workEmail: 'WORK_EMAIL_NOT_VISIBLE',
  personalEmail: 'PERSONAL_EMAIL_NOT_VISIBLE',
  startDate: 'START_DATE_NOT_VISIBLE',
};
