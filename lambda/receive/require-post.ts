import { Refusal } from './refusal.ts';
import type { Step } from './webhook.ts';

/** @throws Refusal UNKNOWN_SOURCE: any other method can only be a handshake, and this source has no such handshake. */
export function requirePost(): Step {
  return {
    before({ event: { webhook } }) {
      if (webhook.method !== 'POST') throw new Refusal('UNKNOWN_SOURCE', 'method-unsupported');
    },
  };
}
