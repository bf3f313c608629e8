import type { Pseudonyms } from '../aws/pseudonyms.ts';
import type { StoredRow } from '../aws/stored-hires.ts';
import type { UsersTable } from '../aws/users-table.ts';
import { hireKey } from '../hire/hire-key.ts';
import { type Refused, refuse } from './answer.ts';
import type { Whom } from './request.ts';

export interface FindParts {
  /** The keys of the sources of the configuration. */
  sources: readonly string[];
  /** Gives a row by its key, read consistently. */
  readStored: (hire: string) => Promise<StoredRow | undefined>;
  users: Pick<UsersTable, 'read'>;
  pseudonyms: Pseudonyms;
}

/**
 * Finds the one hire that is meant.
 * @throws the errors of the tables.
 */
export async function findHire(whom: Whom, parts: FindParts): Promise<{ row: StoredRow } | Refused> {
  const keys = await keysOf(whom, parts);
  if ('ok' in keys) return keys;
  const rows = await Promise.all(keys.map(parts.readStored));
  const found = rows.filter((row) => row !== undefined);
  const [row] = found;
  if (row === undefined) return refuse('HIRE_UNKNOWN', sayUnknown(whom));
  if (found.length === 1) return { row };
  const hires = found.map((one) => String(one['hire']));
  return refuse('SEVERAL_HIRES', `Several hires are meant: ${hires.join(', ')}. Name one of them.`, hires);
}

async function keysOf(
  { hire, employeeId, source, tenant, email }: Whom,
  { sources, users, pseudonyms }: FindParts,
): Promise<string[] | Refused> {
  if (hire !== undefined) return [hire];
  if (employeeId !== undefined) {
    const named = source === undefined ? sources : [source];
    const of = { employeeId, recordHash: '', ...(tenant !== undefined && { tenant }) };
    return named.map((one) => hireKey({ source: one, ...of }));
  }
  if (email === undefined)
    return refuse('REQUEST_UNREADABLE', 'Name a hire: by "hire", "employeeId" or "email".');
  const pseudonym = await pseudonyms.of(email);
  if (pseudonym === undefined)
    return refuse('LOOKUP_UNAVAILABLE', 'The key by which people are found by e-mail cannot be read.');
  const note = await users.read(`mail:${pseudonym}`);
  return note === undefined ? [] : [note.hire];
}

function sayUnknown({ email, employeeId, tenant }: Whom): string {
  if (email !== undefined)
    return 'No hire was looked at with this address. If the HR system announced one without it, look by the id.';
  const mayLackTenant = employeeId !== undefined && tenant === undefined;
  const hint = mayLackTenant ? ' If its source has several companies, name the company too.' : '';
  return `There is no such hire.${hint}`;
}
