import { createHash } from 'node:crypto';
import type { Person } from './person.ts';
import type { EmployeeRecord } from './record.ts';

/** Hashes that let us compare hires, records and facts about a person without storing them. */

/** 32 hexadecimal digits of SHA-256: unique in practice. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** A hash of a record, in 32 hexadecimal digits. */
export function hashRecord(record: EmployeeRecord): string {
  return hashText(JSON.stringify(record));
}

/** A hash that tells apart different facts about one person. It is short, so that many addresses share a hash. */
export function hashPerson(person: Person): string {
  return hashText(JSON.stringify(person)).slice(0, 8);
}
