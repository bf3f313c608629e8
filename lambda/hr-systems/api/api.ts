import type { ApiSettings, EmployeeListSettings, Source } from '../../../config/source.ts';
import type { ApiSecret } from '../../aws/secrets.ts';
import type { Failure } from '../../hire/outcomes.ts';
import type { Person, StartDate } from '../../hire/person.ts';
import type { SendHttpRequest } from '../../http/http-request.ts';

/** An HR system's API, with the address at which it is asked. */
export interface ConnectedApi extends Omit<ApiSettings, 'list'> {
  /** How to ask for all employees, page by page. Absent if the API has no such call. */
  list?: EmployeeListSettings;
  /** How it writes start dates. */
  startDateFormat: Source['startDateFormat'];
  /** Absent if calls carry the credential itself. */
  tokens?: OAuthTokens;
}

/** What calls to an HR system's API need from outside. */
export interface ApiCalls {
  http: SendHttpRequest;
  readSecret: () => Promise<ApiSecret | Failure>;
  /** How long the next call may take, in milliseconds; undefined if there is no time left to begin. */
  timeoutMs: () => number | undefined;
  nowMs: () => number;
}

/** Access tokens for an API, by OAuth 2.0's client credentials. */
export interface OAuthTokens {
  /** The token in hand until shortly before it expires, otherwise a new one; one call at a time. */
  get(calls: ApiCalls): Promise<string | Failure>;
  /** Forgets this token if it is still the one in hand: the API has refused it. */
  drop(token: string): void;
}

/** An employee as the HR system's API has it. */
export interface FetchedEmployee {
  person: Person;
  /** Fields that the API key may not see. */
  hidden: readonly (keyof Person)[];
}

/** A page of the list of all employees. */
export interface EmployeePage {
  employees: ListedEmployee[];
  /** How many more there were without an id that could be asked for. */
  unreadableIds: number;
  /** How many have a start date that the API key may not see. */
  hiddenDates: number;
  /** Where the next page begins; absent on the last. */
  next?: string;
}

export interface ListedEmployee {
  employeeId: string;
  startDate: StartDate | undefined;
}
