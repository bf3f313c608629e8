import type { Configuration } from '../../config/configuration.ts';
import { apiSecretSchema, LookupSecret, type SecretReader, secretNames } from '../aws/secrets.ts';
import { type Failure, isFailure, outcomeOf } from '../hire/outcomes.ts';
import type { ApiCalls, ConnectedApi, FetchedEmployee } from '../hr-systems/api/api.ts';
import { fetchEmployee } from '../hr-systems/api/fetch-employee.ts';
import { fetchPage, type ListingApi } from '../hr-systems/api/list-employees.ts';
import { type ConnectedSource, connectSources } from '../hr-systems/connect-sources.ts';
import type { SendHttpRequest } from '../http/http-request.ts';
import type { TimeBudget } from '../http/time-budget.ts';
import { connectOneLogin } from '../onelogin/connect-one-login.ts';
import { findUser } from '../onelogin/find-user.ts';
import type { OneLogin } from '../onelogin/one-login.ts';
import type { Checked } from './answer.ts';

/** Asks OneLogin and the HR systems whether the set-up works, with as few calls as that takes. */

export interface CheckParts {
  configuration: Pick<Configuration, 'name' | 'oneLogin' | 'sources' | 'invite'>;
  oneLoginUrl: string | undefined;
  hrApiUrl: (source: string) => string | undefined;
  /** A reader that remembers nothing: what counts is the secrets and tokens of now. */
  newSecretReader: () => SecretReader;
  http: SendHttpRequest;
  nowMs: () => number;
}

type Finding = Checked['findings'][number];

/** Never shows a secret, nor what an answer says. Whatever cannot be reached is a finding. */
export async function check(parts: CheckParts, budget: TimeBudget): Promise<Checked> {
  const { configuration, oneLoginUrl, hrApiUrl, newSecretReader, http, nowMs } = parts;
  const secrets = newSecretReader();
  const oneLogin = connectOneLogin(configuration, { url: oneLoginUrl, http, secrets, nowMs });
  const sources = connectSources(configuration, hrApiUrl).filter(hasApi);
  const findings = await Promise.all([
    checkOneLogin(oneLogin, configuration.name, budget),
    checkLookup(secrets, configuration.name),
    ...sources.map((source) => checkSource(source, secrets, parts, budget)),
  ]);
  return { ok: true, findings: findings.flat() };
}

function hasApi(source: ConnectedSource): source is ConnectedSource & { api: ConnectedApi } {
  return source.api !== undefined;
}

/** It belongs to nobody (RFC 2606), so OneLogin finds no user, and says all that is needed with that. */
const nobody = 'nobody@hire-invites.invalid';

/** One call for a token, and one look-up as for every hire. */
export async function checkOneLogin(
  oneLogin: OneLogin,
  name: string,
  budget: TimeBudget,
): Promise<Finding[]> {
  const subject = 'onelogin';
  const user = await findUser(nobody, oneLogin, budget);
  if (isFailure(user) && user.code !== 'USER_NOT_IN_ONELOGIN_YET') return [sayFailure(user, subject, name)];
  return [
    { subject, verdict: 'ok', message: 'The credential works, and may read users.' },
    ...sayCallsLeft(oneLogin),
    {
      subject,
      verdict: 'unknown',
      message:
        'Whether it may send invites (the scope *Manage All*) cannot be proved without sending one to somebody.',
    },
  ];
}

function sayCallsLeft({ rateLimit }: OneLogin): Finding[] {
  const left = rateLimit.callsLeft();
  if (left === undefined) return [];
  const message = `${left.remaining} of ${left.limit} calls are left in this hour.`;
  if (!left.isReserve) return [{ subject: 'onelogin', verdict: 'ok', message }];
  const { meaning, whatToDo } = outcomeOf('HELD_BACK');
  return [{ subject: 'onelogin', verdict: 'wrong', message: `${message} ${meaning}`, whatToDo }];
}

async function checkLookup(secrets: SecretReader, name: string): Promise<Finding[]> {
  const subject = 'lookup';
  const secret = await secrets.readOr('SECRET_UNAVAILABLE', secretNames.lookup(name), LookupSecret);
  if (!isFailure(secret))
    return [{ subject, verdict: 'ok', message: 'The key by which people are found by e-mail can be read.' }];
  return [
    {
      subject,
      verdict: 'wrong',
      message: `The key by which people are found by e-mail cannot be read (${secret.reason}).`,
      whatToDo: 'Put the key back that it was: with another key nobody in the tables is found.',
    },
  ];
}

const callTimeoutMs = 20 * 1000;

export async function checkSource(
  { source, api }: Pick<ConnectedSource, 'source'> & { api: ConnectedApi },
  secrets: Pick<SecretReader, 'readOr'>,
  {
    configuration: { name, invite },
    http,
    nowMs,
  }: Pick<CheckParts, 'http' | 'nowMs'> & { configuration: Pick<Configuration, 'name' | 'invite'> },
  budget: TimeBudget,
): Promise<Finding[]> {
  const calls: ApiCalls = {
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
  const failed = (failure: Failure) => [sayFailure(failure, source, name)];
  if (!isListing(api)) return checkWithoutList(api, source, calls, failed);
  const page = await fetchPage(api, undefined, calls);
  if (isFailure(page)) return failed(page);
  const works: Finding = { subject: source, verdict: 'ok', message: 'The API key works, for the list too.' };
  const [first] = page.employees;
  if (first === undefined) return [works, ...notVisible(source, page.hiddenDates > 0 ? ['startDate'] : [])];
  const employee = await fetchEmployee(api, first.employeeId, calls);
  if (isFailure(employee)) return employee.code === 'EMPLOYEE_NOT_IN_HR_YET' ? [works] : failed(employee);
  const isDateHidden = page.hiddenDates > 0 && page.hiddenDates >= page.employees.length;
  const hidden = new Set([...employee.hidden, ...(isDateHidden ? (['startDate'] as const) : [])]);
  if (invite.sendTo === 'work') hidden.delete('personalEmail');
  return [works, ...notVisible(source, [...hidden])];
}

function isListing(api: ConnectedApi): api is ListingApi {
  return api.list !== undefined;
}

/** No HR system numbers its employees from it. */
const noEmployee = '0';

/** Without a list nobody is known who could be asked for. */
async function checkWithoutList(
  api: ConnectedApi,
  source: string,
  calls: ApiCalls,
  failed: (failure: Failure) => Finding[],
): Promise<Finding[]> {
  const employee = await fetchEmployee(api, noEmployee, calls);
  const isAnswer = ['EMPLOYEE_NOT_IN_HR_YET', 'HR_REQUEST_REFUSED', 'ANOTHER_EMPLOYEE'] as const;
  if (isFailure(employee) && !isAnswer.some((code) => code === employee.code)) return failed(employee);
  return [
    {
      subject: source,
      verdict: 'unknown',
      message:
        'The API answers, and does not refuse the key. It has no list, so whether the key may see a start date shows only with the first hire.',
    },
  ];
}

const fieldNames: Record<FetchedEmployee['hidden'][number], string> = {
  workEmail: 'the work address',
  personalEmail: 'the personal address',
  startDate: 'the start date',
};

const consequences: Record<FetchedEmployee['hidden'][number], string> = {
  workEmail: 'nobody can be invited',
  personalEmail: 'invites would go to the work address, or nowhere',
  startDate: 'invites would go out at once',
};

function notVisible(source: string, hidden: readonly FetchedEmployee['hidden'][number][]): Finding[] {
  return hidden.map((field) => ({
    subject: source,
    verdict: 'wrong',
    message: `The API key may not see ${fieldNames[field]}: ${consequences[field]}.`,
    whatToDo: `Allow the key’s owner to see ${fieldNames[field]} in the HR system.`,
  }));
}

function sayFailure({ code, reason, status }: Failure, subject: string, name: string): Finding {
  const { meaning, whatToDo } = outcomeOf(code);
  const details = [code, reason, status === undefined ? undefined : `status ${status}`];
  return {
    subject,
    verdict: 'wrong',
    message: `${meaning} (${details.filter((detail) => detail !== undefined).join(', ')})`,
    whatToDo: whatToDo.replaceAll('<name>', name).replaceAll('<source>', subject),
  };
}
