import { hashPerson } from '../hire/hash.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { hasAddresses, type SendTo } from '../hire/invitee.ts';
import type { Person } from '../hire/person.ts';

/**
 * What the sweep queues has no addresses of its own, and takes the place of the record that a hire waits with. Where the
 * HR system's API does not give an address that this record has, the mail would go to another one.
 */

type Waits = Pick<HireRow, 'announced'>;

/** Whether the record that a hire waits with has no address: whatever is known of them comes from the HR system. */
export function hasIdAlone(row: Waits): boolean {
  return isRecordOf(row, {});
}

/** Whether an answer of the HR system says of the addresses all that the record does. */
export function saysAsMuch(
  { startDate, timeZone, ...addresses }: Person,
  row: Waits,
  sendTo: SendTo,
): boolean {
  return hasAddresses(addresses, sendTo) || hasIdAlone(row) || isRecordOf(row, addresses);
}

/** Rows of earlier versions have one hash for all that the record says. */
function isRecordOf({ announced }: Waits, addresses: Person): boolean {
  if (announced === undefined) return true;
  const { personHash, addressHash = personHash } = announced;
  return addressHash === hashPerson(addresses);
}
