import { type JSONValue, register, TYPE_ANY } from '@jmespath-community/jmespath';
import { parseJsonText } from './parse-json-text.ts';

/**
 * Adds the function `from_json` to the expressions: `from_json(payload).employees`. It gives the object or list that a
 * text says in JSON, and null for any other text. What is no text stays as it is: it was parsed already.
 */
register(
  'from_json',
  ([value]) => (typeof value === 'string' ? parseOnce(value) : isValue(value) ? value : null),
  [{ types: [TYPE_ANY] }],
);

/** An expression for a record has few of them. */
const mostKept = 8;

/** What the texts say that were asked for last, the latest at the end. */
const kept = new Map<string, JSONValue>();

/**
 * An expression can ask for the same text in each of thousands of records, as in `employees[].{all: from_json($.all)}`. So
 * it is parsed once, and its value shared: that costs nothing, and `requireHandy` counts it as often as it is there.
 */
function parseOnce(text: string): JSONValue {
  const known = kept.get(text);
  const value = known === undefined ? (parseJsonText(text) ?? null) : known;
  kept.delete(text);
  kept.set(text, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return value;
}

/** Not an expression such as `&name`. */
function isValue(value: unknown): value is JSONValue {
  return typeof value !== 'object' || value === null || !('expref' in value);
}
