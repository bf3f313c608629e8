import { createHash } from 'node:crypto';
import type { Person } from './person.ts';
import type { EmployeeRecord } from './record.ts';

/** Hashes by which hires, records and what is known of a person are compared without keeping them. */

/** 32 hexadecimal digits of SHA-256: as good as unique. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** A hash that is the same for the same record, in 32 hexadecimal digits. */
export function hashRecord(record: EmployeeRecord): string {
  return hashText(JSON.stringify(record));
}

/** A hash that tells apart what is said of one person: short, so that many addresses have the same. */
export function hashPerson(person: Person): string {
  return hashText(JSON.stringify(person)).slice(0, 8);
}
