import type { Source } from '../shared/configuration.ts';
import type { EmployeeRecord, HireEvent, Person, StartDate } from '../shared/hire.ts';

/** What an HR system's webhook says about one employee. */
export type HrEvent =
  | { event: HireEvent; record: EmployeeRecord }
  /** Makes no hire, and is counted as ignored. */
  | { event: 'other' };

/** How a webhook is signed, as data: one verifier reads every scheme. */
export interface HmacScheme {
  algorithm: 'sha256' | 'sha512';
  /** How the digest is written in the header. */
  encoding: 'hex' | 'base64' | 'base64url';
  signatureHeader: string;
  /** What stands with a comma before each signature of the header, such as `v1`; those without it are passed over. */
  signatureVersion?: string;
  /** What the HMAC is made over, piece by piece; a piece that is no name stands for itself. */
  signedParts: readonly ('{body}' | '{timestamp}' | '{id}' | (string & {}))[];
  timestampHeader?: string;
  idHeader?: string;
  /** How far the timestamp may be from now, both ways. 0: not checked. */
  toleranceSeconds: number;
  /** How the shared secret's text becomes the key; `base64` may begin with `whsec_`. */
  secretEncoding: 'utf8' | 'base64';
}

/** How to ask an HR system's API for one employee: what to send, and what an answer means. */
export interface EmployeeApi<S extends Source> {
  /** The API's address, unless the environment has another. */
  baseUrl(source: S): string;
  /** Path and query, and the headers, for one employee. */
  request(employeeId: string, apiKey: string): { path: string; headers: Record<string, string> };
  /** Reads the body of a 200. A key that is absent is a field that the API key may not see. */
  readEmployee(body: unknown): FetchedEmployee | undefined;
  /** How to ask for all employees, page by page. Absent if the API has no such call. */
  list?: EmployeeList;
  /** A record as the HR system would announce this employee: for one whom no webhook announced. */
  toRecord(employeeId: string): EmployeeRecord;
}

export interface EmployeeList {
  /** @param cursor where the page before ended; absent for the first. */
  request(apiKey: string, cursor?: string): { path: string; headers: Record<string, string> };
  /** Reads the body of a 200. */
  readPage(body: unknown): EmployeePage | undefined;
}

/** A part of the list of all employees. */
export interface EmployeePage {
  employees: { employeeId: string; startDate: StartDate | undefined }[];
  /** How many of them have a start date that the API key may not see. */
  hiddenDates: number;
  /** Where the next page begins; absent on the last. */
  next?: string;
}

/** A field is text, null where the HR system has none, undefined where the key may not see it. */
export interface FetchedEmployee {
  workEmail: string | null | undefined;
  personalEmail: string | null | undefined;
  startDate: string | null | undefined;
}

/** All that is particular to one HR system. */
export interface HrSystem<S extends Source = Source> {
  scheme(source: S): HmacScheme;
  /** The events of a parsed webhook. What has an unknown shape is an event that is no hire. */
  readEvents(body: EmployeeRecord | unknown[]): HrEvent[];
  /** The employee's id in a record that `readEvents` gave. */
  readEmployeeId(record: EmployeeRecord): string | undefined;
  /** What the record itself says of the person. */
  readPerson(record: EmployeeRecord): Person;
  /** When the HR system says it wrote the record, in milliseconds since 1970. */
  readTimestamp(record: EmployeeRecord): number | undefined;
  /** Absent if there is nothing to ask: what the record lacks can then not come. */
  api?: EmployeeApi<S>;
}
