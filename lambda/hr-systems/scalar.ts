import { isJsonObject } from '../hire/record.ts';

/** The text or number that an expression found. In a list, the first item that is not empty, blank or null. */
export function readScalar(found: unknown): string | number | boolean | undefined {
  if (Array.isArray(found)) return found.map(readScalar).find((one) => one !== undefined);
  if (typeof found === 'string') return found.trim() === '' ? undefined : found;
  return typeof found === 'number' || typeof found === 'boolean' ? found : undefined;
}

/** Deeper, nobody writes a date or an address. */
const maxDepth = 5;

/**
 * What an expression found that is no text or number: the one value that it certainly holds, as in `{"value": ...}`, or
 * itself. Undefined if nothing is in it.
 */
export function readNested(found: unknown, depth = 0): unknown {
  if (typeof found === 'string') return readScalar(found);
  if (typeof found !== 'object' || found === null) return found ?? undefined;
  if (depth > maxDepth) return found;
  if (isJsonObject(found)) return readObject(found, depth);
  const items = [found].flat().map((item: unknown) => ({ item, value: readNested(item, depth + 1) }));
  const there = items.filter(({ value }) => value !== undefined);
  const marked = there.filter(({ item }) => isMarked(item));
  return theOne(marked.length === 1 ? marked : there) ?? (there.length === 0 ? undefined : found);
}

/** Their value, if it is the same in all of them. */
function theOne([first, ...others]: readonly { value: unknown }[]): unknown {
  return others.every(({ value }) => value === first?.value) ? first?.value : undefined;
}

function readObject(found: Record<string, unknown>, depth: number): unknown {
  const members = Object.entries(found).map(([name, value]) => ({
    name: name.toLowerCase(),
    value: readNested(value, depth + 1),
  }));
  if (members.some(({ name, value }) => nil.test(name) && isTrue(value))) return undefined;
  const values = members.filter(({ name }) => valueNames.has(name));
  const there = values.filter(({ value }) => value !== undefined);
  if (there.length > 0) return withOffset(theOne(there), members) ?? found;
  const isThere = ({ name, value }: Member) =>
    value !== undefined && typeof value !== 'boolean' && !descriptions.test(name);
  return values.length === 0 && members.some(isThere) ? found : undefined;
}

interface Member {
  name: string;
  value: unknown;
}

/** The member that is the value. Beside it stands what the value is called, or of what kind it is. */
const valueNames = new Set([
  'value',
  'date',
  '$date',
  'email',
  'e-mail',
  'emailaddress',
  'email_address',
  'address',
  '#text',
  'descriptor', // Workday's text for an object, as an attribute in XML
  '@descriptor',
]);

/** Attributes of XML that say nothing of a value. `nil` is false here. */
const descriptions = /^@(?:type|nil|schemalocation|nonamespaceschemalocation|lang|space|format)$/;
/** XML Schema's "there is nothing here", as different parsers write it. */
const nil = /(?:^|[@:$_-])nil$/;

function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === 1 || value === '1';
}

/** An item that is said to be the one that counts. */
function isMarked(item: unknown): boolean {
  if (!isJsonObject(item)) return false;
  return Object.entries(item).some(
    ([name, value]) => /^@?(?:is_?)?(?:primary|main|default|preferred)$/i.test(name) && isTrue(value),
  );
}

/** PHP writes a moment as `{"date": "2026-12-20 00:00:00.000000", "timezone_type": 3, "timezone": "UTC"}`. */
function withOffset(value: unknown, members: readonly Member[]): unknown {
  const zone = members.find(({ name }) => name === 'timezone')?.value;
  const isBare = typeof value === 'string' && /\d:\d\d(?:\.\d+)?$/.test(value);
  if (!isBare || typeof zone !== 'string') return value;
  if (/^(?:UTC|GMT|Z)$/i.test(zone)) return `${value}Z`;
  return /^[+-]\d\d:\d\d$/.test(zone) ? `${value}${zone}` : value;
}
