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

/** With loops, which take less of the stack for each level than callbacks do: JSON may be nested deep too. */
function strip(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(strip(item));
    return items;
  }
  const children: [name: string, child: unknown][] = [];
  for (const [name, child] of Object.entries(value)) {
    if (!name.startsWith(attributePrefix)) children.push([name, child]);
  }
  const [only, ...others] = children;
  if (only?.[0] === textKey && others.length === 0) return only[1];
  for (const entry of children) entry[1] = strip(entry[1]);
  return Object.fromEntries(children);
}
