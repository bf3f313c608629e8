import { isUtf8 } from 'node:buffer';

const maxFields = 20_000;
const maxDepth = 10;

/** An object of names, or a list of what came by one name. */
interface Fields {
  [name: string]: Value;
}
type Value = string | null | Fields | Value[];

/**
 * Parses an `application/x-www-form-urlencoded` body. Names may be nested: `employees[100][fields][Hire Date]=...`.
 * They become objects, never lists, because `[100]` may be an id; only a name that comes several times becomes a list.
 * Empty brackets are `0`. With names behind them they are items, as Ruby writes a list of objects: in
 * `a[][x]=1&a[][y]=2&a[][x]=3`, the second `x` begins item `1`.
 * All values stay text; a name without `=` is null. A name that every object has (`constructor`) is left out. The work
 * grows with the length of the text only.
 * @throws Error if the body is JSON or XML, has more than 20,000 fields, or is nested more than 10 levels deep.
 */
export function parseForm(text: string): unknown {
  if (/^\s*[[{<]/.test(text)) throw new Error('no form');
  const parts = text.split('&', maxFields + 1);
  if (parts.length > maxFields) throw new Error('too many fields');
  const form: Fields = {};
  for (const part of parts) {
    const [name, value] = splitField(part);
    if (name === '') continue;
    const path = splitName(decode(name));
    if (!path.some((key) => key in Object.prototype))
      put(form, path, value === undefined ? null : decode(value));
  }
  return form;
}

/** At the first `=` that is not inside of brackets: `a[b=c]=1`. */
function splitField(part: string): [name: string, value: string | undefined] {
  const afterBracket = /(?:\]|%5D)=/i.exec(part);
  const at = afterBracket === null ? part.indexOf('=') : afterBracket.index + afterBracket[0].length - 1;
  return at === -1 ? [part, undefined] : [part.slice(0, at), part.slice(at + 1)];
}

/** `a[b][c d][]` is `a`, `b`, `c d` and an empty text. */
function splitName(name: string): string[] {
  const inner: string[] = [];
  for (const [, key = ''] of name.matchAll(/\[([^[\]]*)\]/g)) {
    inner.push(key);
    if (inner.length > maxDepth) throw new Error('nested too deep');
  }
  const first = inner.length === 0 ? name : name.slice(0, name.indexOf('['));
  return first === '' && inner.length > 0 ? inner : [first, ...inner];
}

function put(form: Fields, path: readonly string[], value: string | null): void {
  let fields = form;
  for (const [index, key] of path.slice(0, -1).entries())
    fields = inside(fields, key === '' ? itemOf(fields, path.slice(index + 1)) : key);
  const key = path.at(-1) || '0';
  const standing = fields[key];
  if (!Object.hasOwn(fields, key) || standing === undefined) fields[key] = value;
  else if (Array.isArray(standing)) standing.push(value);
  else fields[key] = [standing, value];
}

/** The number of the last item in each list of objects. */
const lastItems = new WeakMap<Fields, number>();

/** Which item of a list of objects a field belongs to: a new one if the last has the field already. */
function itemOf(list: Fields, path: readonly string[]): string {
  const last = lastItems.get(list) ?? 0;
  const item = has(list[last], path) ? last + 1 : last;
  lastItems.set(list, item);
  return String(item);
}

/** A list goes on, so it is never there already. */
function has(value: Value | undefined, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  const isFields = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isFields && Object.hasOwn(value, key) && has(value[key], rest);
}

/** The object behind a name. If a text stands there already, they become a list. */
function inside(fields: Fields, key: string): Fields {
  const standing = fields[key];
  const last = Array.isArray(standing) ? standing.at(-1) : standing;
  if (typeof last === 'object' && last !== null && !Array.isArray(last)) return last;
  const made: Fields = {};
  if (Array.isArray(standing)) standing.push(made);
  else fields[key] = standing === undefined ? made : [standing, made];
  return made;
}

/** Escapes that are not UTF-8 are Latin-1: `J%F6rg`. A `%` that begins no escape is itself. */
function decode(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    const bytes = Buffer.from(escapes.replaceAll('%', ''), 'hex');
    return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  });
}
