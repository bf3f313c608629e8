import { createHmac } from 'node:crypto';
import { isFailure } from '../hire/outcomes.ts';
import type { Log } from './log.ts';
import { LookupSecret, type SecretReader, secretNames } from './secrets.ts';

/** Names for addresses and external ids in the tables. Only who has the stack's own key can tell which is meant. */
export interface Pseudonyms {
  /**
   * 32 hexadecimal digits, the same in whatever case the address is written.
   * @returns undefined if there is no key: a mail matters more than that its person can be found.
   */
  of(address: string): Promise<string | undefined>;
  /** The same for an external id, exactly as it is written. */
  ofExternalId(id: string): Promise<string | undefined>;
}

export interface PseudonymParts {
  /** The configuration's `name`, the first part of the secret's name. */
  name: string;
  secrets: Pick<SecretReader, 'readOr'>;
  log: Log;
  nowMs: () => number;
}

/** Every address needs the key, so its lack is not logged for each. */
const sayAgainAfterMs = 5 * 60 * 1000;

export function createPseudonyms({ name, secrets, log, nowMs }: PseudonymParts): Pseudonyms {
  let silentUntilMs = Number.NEGATIVE_INFINITY;

  async function hash(text: string): Promise<string | undefined> {
    const secret = await secrets.readOr('SECRET_UNAVAILABLE', secretNames.lookup(name), LookupSecret);
    if (!isFailure(secret)) return createHmac('sha256', secret.key).update(text).digest('hex').slice(0, 32);
    if (nowMs() >= silentUntilMs) {
      silentUntilMs = nowMs() + sayAgainAfterMs;
      log.error('lookup key unavailable', { ...secret });
    }
    return undefined;
  }

  return {
    of: (address) => hash(address.trim().toLowerCase()),
    ofExternalId: (id) => hash(`external id ${id}`),
  };
}
