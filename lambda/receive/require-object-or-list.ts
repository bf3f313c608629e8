import { parseJsonText } from '../hr-systems/parse-json-text.ts';
import { Refusal } from './refusal.ts';
import type { Step } from './webhook.ts';

/**
 * JSON may also be `null` and scalars. A text that says an object or list in JSON was encoded twice, and is read as what
 * it says. @throws Refusal BODY_UNREADABLE.
 */
export function requireObjectOrList(): Step {
  return {
    before({ event }) {
      if (typeof event.body === 'string') event.body = parseJsonText(event.body);
      const { body } = event;
      if (typeof body !== 'object' || body === null) throw new Refusal('BODY_UNREADABLE', 'body-no-object');
    },
  };
}
