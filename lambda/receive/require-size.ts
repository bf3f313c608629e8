import { Refusal } from './refusal.ts';
import type { Step } from './webhook.ts';

/** @throws Refusal BODY_TOO_LARGE. */
export function requireSize(maxBodyBytes: number): Step {
  return {
    before({ event: { webhook } }) {
      if (webhook.rawBody.length > maxBodyBytes) throw new Refusal('BODY_TOO_LARGE', 'body-too-large');
    },
  };
}
