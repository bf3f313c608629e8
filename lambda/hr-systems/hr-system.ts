import type { Source } from '../../config/source.ts';
import type { EmployeeRecord, HireEvent, Person, StartDate } from '../hire/hire.ts';
import type { ConnectedApi } from './api/connect-api.ts';

/** What an HR system's webhook says about one employee. */
export type HrEvent =
  | { event: HireEvent; record: EmployeeRecord }
  /** Says something else, which is ignored; kept for whoever wants to explain it (`npm run try`). */
  | { event: 'other'; ignored: unknown }
  /** Says nothing that the settings know where to find: ignored too, but it may have been a hire. */
  | { event: 'unknown'; ignored: unknown };

/** An HR system as the settings of a source describe it. */
export interface HrSystem extends Pick<Source, 'updatesInvite' | 'eligible'> {
  /**
   * The events of a parsed webhook; one of `unknown` if the records are not where they should be.
   * @param headers names in lower case.
   */
  readEvents(body: unknown, headers: Readonly<Record<string, string>>): HrEvent[];
  /** The employee's id in a record that `readEvents` gave. */
  readEmployeeId(record: EmployeeRecord): string | undefined;
  /** The company in it, where one source sends of several. */
  readTenant(record: EmployeeRecord): string | undefined;
  /** What the record itself says of the person. */
  readPerson(record: EmployeeRecord): Person;
  /** Whether an address that the record lacks may come with a later record. */
  mayCome(field: 'workEmail' | 'personalEmail'): boolean;
  /** When the HR system says it wrote the record, in milliseconds since 1970. */
  readTimestamp(record: EmployeeRecord): number | undefined;
  /** Absent if there is nothing to ask: what the record lacks can then not come. */
  api?: ConnectedApi;
}

/** An employee as the HR system's API has it. */
export interface FetchedEmployee {
  person: Person;
  /** Fields that the API key may not see. */
  hidden: readonly (keyof Person)[];
}

/** A part of the list of all employees. */
export interface EmployeePage {
  employees: { employeeId: string; startDate: StartDate | undefined }[];
  /** How many more there were without an id that could be asked for. */
  unreadableIds: number;
  /** How many have a start date that the API key may not see. */
  hiddenDates: number;
  /** Where the next page begins; absent on the last. */
  next?: string;
}
