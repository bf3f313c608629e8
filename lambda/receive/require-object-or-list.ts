import { Refusal } from './refusal.ts';
import type { Step } from './webhook.ts';

/** JSON may also be `null` and scalars. @throws Refusal BODY_UNREADABLE. */
export function requireObjectOrList(): Step {
  return {
    before({ event: { body } }) {
      if (typeof body !== 'object' || body === null) throw new Refusal('BODY_UNREADABLE', 'body-no-object');
    },
  };
}
