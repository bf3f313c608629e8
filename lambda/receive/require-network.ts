import { Refusal } from './refusal.ts';
import type { Step } from './webhook.ts';

/** @throws Refusal UNAUTHENTICATED if the sender's address is not in any of the source's networks. */
export function requireNetwork(): Step {
  return {
    before({ event: { webhook } }) {
      const { settings, sourceIp, isAllowedFrom } = webhook;
      if (!isAllowedFrom(sourceIp))
        throw new Refusal('UNAUTHENTICATED', 'network-not-allowed', settings.refusalStatus);
    },
  };
}
