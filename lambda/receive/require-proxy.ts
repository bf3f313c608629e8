import { createHash, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';
import type { Step, Webhook } from './webhook.ts';

/** The digest is no secret. With it, somebody could guess a shorter key. */
const leastLength = 32;

/**
 * Lets only webhooks through that come by the proxy in front, and makes the sender's address of who called that proxy.
 * @param digests of the proxy's keys, in hexadecimal. Without them, there is no proxy.
 * @throws Refusal UNAUTHENTICATED if the key is missing or wrong.
 */
export function requireProxy(digests: readonly string[] | undefined): Step {
  const known = digests?.map((digest) => Buffer.from(digest, 'hex'));
  return {
    before({ event }) {
      if (known === undefined) return;
      const { headers, settings } = event.webhook;
      const key = headers['x-proxy-key'];
      if (key === undefined)
        throw new Refusal('UNAUTHENTICATED', 'proxy-key-missing', settings.refusalStatus);
      const digest = createHash('sha256').update(key).digest();
      const isKnown = known.some((one) => timingSafeEqual(one, digest));
      if (!isKnown || key.length < leastLength)
        throw new Refusal('UNAUTHENTICATED', 'proxy-key-mismatch', settings.refusalStatus);
      event.webhook = { ...event.webhook, sourceIp: callerOfProxy(event.webhook) };
    },
  };
}

/**
 * The proxy adds who called it to X-Forwarded-For, and API Gateway adds the proxy. What stands before is the sender's own
 * word, so it counts for nothing.
 */
function callerOfProxy({ headers, sourceIp }: Webhook): string {
  const addresses = (headers['x-forwarded-for'] ?? '').split(',').map((address) => address.trim());
  if (addresses.at(-1) === sourceIp) addresses.pop();
  return addresses.at(-1) ?? '';
}
