import type { Pseudonyms } from '../aws/pseudonyms.ts';
import type { UsersTable } from '../aws/users-table.ts';
import { type HireRow, keptUntil } from '../hire/hire-row.ts';
import type { KnownHire } from '../hire/invitee.ts';
import { isFailure } from '../hire/outcomes.ts';

interface NoteParts {
  pseudonyms: Pseudonyms;
  users: UsersTable;
  nowMs: () => number;
}

/**
 * Notes the hire under the pseudonyms of its addresses and its external id, so that an operator can find a person by
 * e-mail, and the sweep knows whose OneLogin user was announced. That holds also for somebody who cannot be mailed.
 * @returns the row that names those notes.
 * @throws the errors of the table.
 */
export async function noteAddresses(
  row: HireRow,
  { userKey, invitee }: Pick<KnownHire, 'userKey' | 'invitee'>,
  parts: NoteParts,
): Promise<HireRow> {
  const sendTo = isFailure(invitee) ? undefined : invitee.sendTo;
  const keys = [
    toMailKey(userKey?.workEmail, parts),
    toMailKey(sendTo, parts),
    toExternalKey(userKey?.externalId, parts),
  ];
  return noteKeys(row, await Promise.all(keys), parts);
}

/**
 * Notes the hire under its OneLogin user's own address too, which nobody has said if the user was found by the external
 * id.
 * @throws the errors of the table.
 */
export async function noteLogin(row: HireRow, email: string, parts: NoteParts): Promise<HireRow> {
  return noteKeys(row, [await toMailKey(email === '' ? undefined : email, parts)], parts);
}

async function toMailKey(
  address: string | undefined,
  { pseudonyms }: NoteParts,
): Promise<string | undefined> {
  const pseudonym = address === undefined ? undefined : await pseudonyms.of(address);
  return pseudonym === undefined ? undefined : `mail:${pseudonym}`;
}

async function toExternalKey(id: string | undefined, { pseudonyms }: NoteParts): Promise<string | undefined> {
  const pseudonym = id === undefined ? undefined : await pseudonyms.ofExternalId(id);
  return pseudonym === undefined ? undefined : `external:${pseudonym}`;
}

async function noteKeys(
  row: HireRow,
  keys: readonly (string | undefined)[],
  parts: NoteParts,
): Promise<HireRow> {
  const known = new Set(row.mailKeys);
  const found = keys.filter((key) => key !== undefined);
  const added = [...new Set(found)].filter((key) => !known.has(key));
  if (added.length === 0) return row;
  await Promise.all(added.map((key) => noteKey(key, row, parts)));
  return { ...row, mailKeys: [...known, ...added] };
}

/** If two hires have one of them, the later one is found. If somebody was faster just now, theirs is. */
async function noteKey(user: string, { hire, writer }: HireRow, { users, nowMs }: NoteParts): Promise<void> {
  const before = await users.read(user);
  const version = (before?.version ?? 0) + 1;
  await users.write({ user, hire, version, writer, expiresAt: keptUntil(nowMs()) });
}
