import { type JSONValue, register, TYPE_ANY } from '@jmespath-community/jmespath';
import { parseJsonText } from './parse-json-text.ts';

/**
 * Adds the function `from_json` to the expressions: `from_json(payload).employees`. It gives the object or list that a
 * text says in JSON, and null for any other text. What is no text stays as it is: it was parsed already.
 */
register(
  'from_json',
  ([value]) => (typeof value === 'string' ? (parseJsonText(value) ?? null) : isValue(value) ? value : null),
  [{ types: [TYPE_ANY] }],
);

/** Not an expression such as `&name`. */
function isValue(value: unknown): value is JSONValue {
  return typeof value !== 'object' || value === null || !('expref' in value);
}
