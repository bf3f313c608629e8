import type { ApiSettings, EmployeeListSettings, Source } from '../../../config/source.ts';
import type { ApiSecret } from '../../aws/secrets.ts';
import type { Failure } from '../../hire/outcomes.ts';
import type { Person } from '../../hire/person.ts';
import type { StartDate } from '../../hire/start-date.ts';
import type { WindowSettings } from '../../hire/start-window.ts';
import type { TimeZone, ZoneSettings } from '../../hire/time-zone.ts';
import type { SendHttpRequest } from '../../http/http-request.ts';

/** An HR system's API, with its address. */
export interface ConnectedApi extends Omit<ApiSettings, 'list'>, ZoneSettings {
  /** How to ask for all employees, page by page. Absent if the API has no such call. */
  list?: EmployeeListSettings;
  /** How the API writes start dates. */
  startDateFormat: Source['startDateFormat'];
  /** Absent if the calls carry the credential itself. */
  tokens?: OAuthTokens;
}

/** What a call to an HR system's API needs from its caller. */
export interface ApiCalls {
  http: SendHttpRequest;
  readSecret: () => Promise<ApiSecret | Failure>;
  /** How long the next call may take, in milliseconds; undefined if there is no time left to begin. */
  timeoutMs: () => number | undefined;
  nowMs: () => number;
}

/** Access tokens for an API, from OAuth 2.0's client credentials. */
export interface OAuthTokens {
  /** The stored token until shortly before it expires, then a new one. There is one call for a token at a time. */
  get(calls: ApiCalls): Promise<string | Failure>;
  /** Forgets this token if it is still the stored one, because the API has refused it. */
  drop(token: string): void;
}

/** What a call for a page of a list needs besides. */
export interface ListCalls extends ApiCalls {
  /** Which start dates are looked for. */
  settings: WindowSettings;
}

export type HideableField = keyof ApiSettings['employee']['hidden'];

/** An employee as the HR system's API has it. */
export interface FetchedEmployee {
  person: Person;
  /** Fields that the API key may not see. */
  hidden: readonly HideableField[];
}

/** One page of the list of all employees. */
export interface EmployeePage {
  employees: ListedEmployee[];
  /** How many more there were, without an id that can be used to ask for them. */
  unreadableIds: number;
  /** How many have a start date that the API key may not see. */
  hiddenDates: number;
  /** Where the next page begins, or why it cannot be asked for. Absent on the last page. */
  next?: string | Failure;
}

export interface ListedEmployee {
  employeeId: string;
  /** The company, if the source has several. */
  tenant?: string;
  startDate: StartDate | undefined;
  /** The start date of somebody whose days begin there, if the list has instants. */
  startDateIn?: (timeZone: TimeZone) => StartDate | undefined;
  /** The same with what further calls answered, by their names. Absent if the list needs none. */
  complete?: (answers: Readonly<Record<string, unknown>>) => ListedEmployee;
}
