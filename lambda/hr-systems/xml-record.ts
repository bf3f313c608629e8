/**
 * XML as objects, for which the expressions are written. An element without children is its text. An element with
 * children is an object with their names, without prefixes, as keys; several children of the same name become a list.
 * Attributes are beside the children as `@name`. An element with attributes and no children is `{"#text": ..., "@name":
 * ...}`.
 */
export const textKey = '#text';
export const attributePrefix = '@';

/** The same without attributes: an element without children is its text, even if it has attributes. */
export function withoutAttributes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAttributes);
  if (typeof value !== 'object' || value === null) return value;
  const children = Object.entries(value).filter(([name]) => !name.startsWith(attributePrefix));
  const [only, ...others] = children;
  if (only?.[0] === textKey && others.length === 0) return only[1];
  return Object.fromEntries(children.map(([name, child]) => [name, withoutAttributes(child)]));
}
