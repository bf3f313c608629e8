import type * as v from 'valibot';
import type { HmacScheme } from '../hr-systems/hr-system.ts';
import { type SecretReader, SecretUnavailable, WebhookSecret } from '../shared/secrets.ts';
import type { Webhook } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { type RefusedBecause, readKey, verifyHmac } from './verify-hmac.ts';

/**
 * Lets a webhook pass only if it is signed with the current or the previous secret of its source. After a mismatch
 * the secret is fetched once more: it may have been changed a moment ago.
 * @param secret the secret's name.
 * @throws Refusal UNAUTHENTICATED (401, or the source's `refusalStatus`), SECRET_UNAVAILABLE (503).
 */
export async function authenticate(
  webhook: Webhook,
  { secrets, secret, nowMs }: { secrets: SecretReader; secret: string; nowMs: () => number },
): Promise<void> {
  const { scheme } = webhook.hr;
  const refuse = (reason: RefusedBecause) =>
    new Refusal('UNAUTHENTICATED', reason, webhook.settings.refusalStatus);
  // Before the secret is read: whoever has no signature must not cause a call to Secrets Manager.
  if (webhook.headers[scheme.signatureHeader] === undefined) throw refuse('signature-missing');

  const attempt = async () => {
    const { keys, unusable } = await readKeys(scheme, secrets, secret);
    const verdict = verifyHmac(scheme, { headers: webhook.headers, body: webhook.rawBody }, keys, nowMs());
    if (verdict === 'signature-mismatch' && unusable)
      throw secretUnavailable('current is no key of this source');
    return verdict;
  };
  let verdict = await attempt();
  if (verdict === 'signature-mismatch' && secrets.distrust(secret)) verdict = await attempt();
  if (verdict !== 'verified') throw refuse(verdict);
}

/** @returns the keys in the secret, and whether its current value is none: then a mismatch may be our own fault. */
async function readKeys(scheme: HmacScheme, secrets: SecretReader, secret: string) {
  const { current, previous } = await readSecret(secrets, secret);
  const currentKey = readKey(scheme, current);
  const previousKey = previous === undefined ? undefined : readKey(scheme, previous);
  const keys = [currentKey, previousKey].filter((key) => key !== undefined);
  return { keys, unusable: currentKey === undefined };
}

async function readSecret(
  secrets: SecretReader,
  secret: string,
): Promise<v.InferOutput<typeof WebhookSecret>> {
  try {
    return await secrets.read(secret, WebhookSecret);
  } catch (error) {
    if (error instanceof SecretUnavailable) throw secretUnavailable(error.reason);
    throw error;
  }
}

function secretUnavailable(reason: string): Refusal {
  return new Refusal('SECRET_UNAVAILABLE', reason);
}
