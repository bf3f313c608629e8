import * as v from 'valibot';

/** One employee's part of a webhook, as the HR system wrote it. */
export type EmployeeRecord = Record<string, unknown>;

/** `v.object` takes lists for objects. */
export function isJsonObject(input: unknown): input is EmployeeRecord {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

export const JsonObject = v.custom<EmployeeRecord>(isJsonObject);
