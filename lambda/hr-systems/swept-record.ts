import * as v from 'valibot';
import type { EmployeeRecord } from '../hire/record.ts';

/** The record of an employee who is in the HR system's list, but was not announced by a webhook: only the id. */
export const SweptRecord = v.strictObject({ sweptEmployeeId: v.string() });

export function toSweptRecord(employeeId: string): EmployeeRecord {
  return { sweptEmployeeId: employeeId } satisfies v.InferOutput<typeof SweptRecord>;
}
