import type { Source } from '../../config/source.ts';
import type { HireEvent } from '../hire/hr-event.ts';
import type { LateField } from '../hire/invitee.ts';
import type { Person } from '../hire/person.ts';
import type { EmployeeRecord } from '../hire/record.ts';
import type { TimeZone } from '../hire/time-zone.ts';

/** What an HR system's webhook says about one employee. */
export type HrEvent =
  | { event: HireEvent; record: EmployeeRecord }
  /** Something else happened. It is ignored, but kept so that `npm run try` can explain it. */
  | { event: 'other'; ignored: unknown }
  /** The settings do not say where to find what happened. It is ignored too, but it may have been a hire. */
  | { event: 'unknown'; ignored: unknown };

/** An HR system as the settings of a source describe it. */
export interface HrSystem extends Pick<Source, 'updatesInvite' | 'eligible'> {
  /**
   * The events of a parsed webhook. A single `unknown` event if the records are not where they should be.
   * @param headers with names in lower case.
   * @throws TooMuch if there are more records than can be handled at once.
   */
  readEvents(body: unknown, headers: Readonly<Record<string, string>>): HrEvent[];
  /** The employee's id in a record from `readEvents`. */
  readEmployeeId(record: EmployeeRecord): string | undefined;
  /** The company in the record, if the source sends for several companies. */
  readTenant(record: EmployeeRecord): string | undefined;
  /**
   * What the record itself says about the person.
   * @param knownZone the person's time zone by what was said before. It counts if the record does not say it.
   */
  readPerson(record: EmployeeRecord, knownZone?: TimeZone): Person;
  /** Whether a field that the record lacks may come with a later record. */
  mayCome(field: LateField): boolean;
  /** When the HR system says it wrote the record, in milliseconds since 1970. */
  readTimestamp(record: EmployeeRecord): number | undefined;
}
