import { byHand } from '../hire/by-hand.ts';
import { readInstant } from '../hire/instant.ts';
import type { InviteMessage } from '../hire/invite-message.ts';
import { readEmployeeId, toPerson } from '../hire/person.ts';
import type { HrSystem } from './hr-system.ts';
import { toMessage } from './to-message.ts';

/** Whom an operator invites, in the addresses' own spelling. */
export interface WishedPerson {
  workEmail: string;
  personalEmail?: string;
}

/**
 * An operator as the HR system of whom they invite by hand. It sends no webhooks, has no API and no settings: nobody is
 * left out, and nothing may come later. Every wish is dated, so that a later one can begin anew what is over.
 */
export const byHandSystem: HrSystem = {
  updatesInvite: false,
  eligible: {},
  readEvents: () => [],
  readEmployeeId: ({ id }) => readEmployeeId(id),
  readTenant: () => undefined,
  readPerson: ({ workEmail, personalEmail }) => toPerson({ workEmail, personalEmail }),
  mayCome: () => false,
  readTimestamp: ({ wishedAt }) => readInstant(wishedAt),
};

/**
 * The message for a wish to invite somebody.
 * @param about.id the pseudonym of the work address, so that the row key holds no address.
 */
export function toByHandMessage(
  person: WishedPerson,
  { id, requestId, now }: { id: string; requestId: string; now: number },
): InviteMessage {
  const receivedAt = new Date(now).toISOString();
  const record = { id, ...person, wishedAt: receivedAt };
  return toMessage({ event: 'created', record }, { source: byHand, hr: byHandSystem, requestId, receivedAt });
}
