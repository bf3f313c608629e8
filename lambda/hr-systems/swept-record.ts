import * as v from 'valibot';
import type { EmployeeRecord } from '../hire/record.ts';
import type { StartDate } from '../hire/start-date.ts';

/**
 * The record of an employee who is in the HR system's list, but was not announced by a webhook: the id; and for somebody
 * who seems to be hired again, the start date by which that is judged.
 */
export const SweptRecord = v.strictObject({
  sweptEmployeeId: v.string(),
  startDate: v.optional(v.pipe(v.string(), v.isoDate())),
});

export function toSweptRecord(employeeId: string, startDate?: StartDate): EmployeeRecord {
  return {
    sweptEmployeeId: employeeId,
    ...(startDate !== undefined && { startDate }),
  } satisfies v.InferOutput<typeof SweptRecord>;
}
