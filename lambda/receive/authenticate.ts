import type * as v from 'valibot';
import type { HmacScheme } from '../hr-systems/hr-system.ts';
import { type SecretReader, SecretUnavailable, WebhookSecret } from '../shared/secrets.ts';
import type { Webhook } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { readKey, verifyHmac } from './verify-hmac.ts';

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
  const attempt = async () => {
    const keys = await readKeys(scheme, secrets, secret);
    return verifyHmac(scheme, { headers: webhook.headers, body: webhook.rawBody }, keys, nowMs());
  };
  let verdict = await attempt();
  if (verdict === 'signature-mismatch' && secrets.distrust(secret)) verdict = await attempt();
  if (verdict !== 'verified') throw new Refusal('UNAUTHENTICATED', verdict, webhook.settings.refusalStatus);
}

async function readKeys(scheme: HmacScheme, secrets: SecretReader, secret: string): Promise<Buffer[]> {
  const { current, previous } = await readSecret(secrets, secret);
  const keys = [current, previous]
    .filter((text) => text !== undefined)
    .map((text) => readKey(scheme, text))
    .filter((key) => key !== undefined);
  if (keys.length === 0) throw new Refusal('SECRET_UNAVAILABLE', 'current is no base64');
  return keys;
}

async function readSecret(
  secrets: SecretReader,
  secret: string,
): Promise<v.InferOutput<typeof WebhookSecret>> {
  try {
    return await secrets.read(secret, WebhookSecret);
  } catch (error) {
    if (error instanceof SecretUnavailable) throw new Refusal('SECRET_UNAVAILABLE', error.reason);
    throw error;
  }
}
