/**
 * XML as the objects that expressions are written for. An element is its text or, if it has children, an object of
 * them by their names without prefix; several of one name are a list. Attributes stand beside the children as `@name`;
 * an element with attributes and no children is `{"#text": ..., "@name": ...}`.
 */
export const textKey = '#text';
export const attributePrefix = '@';

/** The same without attributes: an element without children is its text, whatever attributes it has. */
export function withoutAttributes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAttributes);
  if (typeof value !== 'object' || value === null) return value;
  const children = Object.entries(value).filter(([name]) => !name.startsWith(attributePrefix));
  const [only, ...others] = children;
  if (only?.[0] === textKey && others.length === 0) return only[1];
  return Object.fromEntries(children.map(([name, child]) => [name, withoutAttributes(child)]));
}
