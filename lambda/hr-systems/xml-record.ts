import { isJsonObject } from '../hire/record.ts';

/**
 * XML as objects, for which the expressions are written. An element without children is its text. An element with
 * children is an object with their names, without prefixes, as keys; several children of the same name become a list.
 * Attributes are beside the children as `@name`. An element with attributes and no children is `{"#text": ..., "@name":
 * ...}`.
 */
export const textKey = '#text';
export const attributePrefix = '@';

const seen = new WeakMap<object, unknown>();

/**
 * The same without attributes: an element without children is its text, even if it has attributes. A record is asked for
 * many fields, so the result is kept for as long as the record lives.
 */
export function withoutAttributes(record: unknown): unknown {
  if (typeof record !== 'object' || record === null) return record;
  if (!seen.has(record)) seen.set(record, strip(record));
  return seen.get(record);
}

/**
 * What has no attributes stays the same object. With loops, which take less of the stack for each level than callbacks do:
 * JSON may be nested deep too.
 */
function strip(value: unknown): unknown {
  if (Array.isArray(value)) return stripItems(value);
  if (!isJsonObject(value)) return value;
  const children: [name: string, child: unknown][] = [];
  let isSame = true;
  for (const name of Object.keys(value)) {
    if (name.startsWith(attributePrefix)) isSame = false;
    else children.push([name, value[name]]);
  }
  const [only, ...others] = children;
  if (only?.[0] === textKey && others.length === 0) return only[1];
  for (const entry of children) {
    const child = strip(entry[1]);
    if (child !== entry[1]) isSame = false;
    entry[1] = child;
  }
  return isSame ? value : Object.fromEntries(children);
}

function stripItems(items: readonly unknown[]): unknown {
  const stripped: unknown[] = [];
  for (const item of items) stripped.push(strip(item));
  return stripped;
}
