import type { Pseudonyms } from '../aws/pseudonyms.ts';
import type { UsersTable } from '../aws/users-table.ts';
import { type HireRow, keptUntil } from '../hire/hire-row.ts';
import type { KnownHire } from '../hire/invitee.ts';
import { isFailure } from '../hire/outcomes.ts';

/**
 * Notes the hire under the pseudonyms of its addresses, so that an operator can find a person by e-mail, and the sweep
 * knows whose OneLogin user was announced. That holds also for somebody who cannot be mailed.
 * @returns the row that names those notes.
 * @throws the errors of the table.
 */
export async function noteAddresses(
  row: HireRow,
  { workEmail, invitee }: Pick<KnownHire, 'workEmail' | 'invitee'>,
  { pseudonyms, users, nowMs }: { pseudonyms: Pseudonyms; users: UsersTable; nowMs: () => number },
): Promise<HireRow> {
  const sendTo = isFailure(invitee) ? undefined : invitee.sendTo;
  const addresses = [workEmail, sendTo].filter((address) => address !== undefined);
  const found = await Promise.all(addresses.map(pseudonyms.of));
  const known = new Set(row.mailKeys);
  const keys = found.flatMap((pseudonym) => (pseudonym === undefined ? [] : [`mail:${pseudonym}`]));
  const added = [...new Set(keys)].filter((key) => !known.has(key));
  if (added.length === 0) return row;
  await Promise.all(added.map((key) => noteAddress(key, row, { users, nowMs })));
  return { ...row, mailKeys: [...known, ...added] };
}

/** If two hires have one address, the later one is found. If somebody was faster just now, theirs is. */
async function noteAddress(
  user: string,
  { hire, writer }: HireRow,
  { users, nowMs }: { users: UsersTable; nowMs: () => number },
): Promise<void> {
  const before = await users.read(user);
  const version = (before?.version ?? 0) + 1;
  await users.write({ user, hire, version, writer, expiresAt: keptUntil(nowMs()) });
}
