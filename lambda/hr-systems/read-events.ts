import type { Source } from '../../config/source.ts';
import { type HireEvent, hireEvents, normalizeEventType } from '../hire/hr-event.ts';
import { isJsonObject } from '../hire/record.ts';
import { findFirst } from './expression.ts';
import { findField } from './find-field.ts';
import type { HrEvent, HrSystem } from './hr-system.ts';
import { parseJsonText } from './parse-json-text.ts';
import { requireHandy } from './too-much.ts';
import { attributePrefix } from './xml-record.ts';

/**
 * Makes a reader that splits a body into records, and says for each what happened to the employee. It throws TooMuch.
 */
export function createEventReader(source: Source): HrSystem['readEvents'] {
  const { records, recordHeaders } = source;
  const readKind = createKindReader(source);

  return (body, headers) => {
    const found = findFirst(records, body, readRecords);
    if (found === undefined) return [{ event: 'unknown', ignored: undefined }];
    requireHandy(found);
    const named = recordHeaders.map((name) => name.toLowerCase()).filter((name) => name in headers);
    const shown = Object.fromEntries(named.map((name) => [name, headers[name]]));
    return found.map((item): HrEvent => {
      const record = named.length === 0 ? item : { headers: shown, body: item };
      if (!isJsonObject(record)) return { event: 'unknown', ignored: record };
      const event = readKind(record);
      return event === 'other' || event === 'unknown' ? { event, ignored: record } : { event, record };
    });
  };
}

/**
 * One record or a list of them. A text with JSON counts as what it says: a form has nothing but texts. An empty XML
 * element does not count as a record, neither alone nor in a list.
 */
export function readRecords(found: unknown): unknown[] | undefined {
  if (isEmpty(found)) return [];
  const all = open(found);
  if (typeof all !== 'object' || all === null) return undefined;
  return [all]
    .flat()
    .filter((item) => !isEmpty(item))
    .flatMap(open);
}

function open(found: unknown): unknown {
  return typeof found === 'string' ? (parseJsonText(found) ?? found) : found;
}

/** Attributes of XML Schema that are not data: "there is nothing here", and the place of the schema. */
const emptyAttributes = new Set(
  ['nil', 'schemaLocation', 'noNamespaceSchemaLocation'].map((name) => `${attributePrefix}${name}`),
);

function isEmpty(item: unknown): boolean {
  if (typeof item === 'string') return item.trim() === '';
  const names = isJsonObject(item) ? Object.keys(item) : [];
  return names.length > 0 && names.every((name) => emptyAttributes.has(name));
}

function createKindReader({ event, formats }: Source): (record: unknown) => HrEvent['event'] {
  if (event === undefined) return () => 'created';
  const { type, ...values } = event;
  const kinds = hireEvents.flatMap((kind) =>
    values[kind].map((value) => [normalizeEventType(value), kind] as const),
  );
  const meanings = new Map<string, HireEvent>(kinds);
  return (record) => {
    const said = findField(record, type, formats);
    return said === undefined ? 'unknown' : (meanings.get(normalizeEventType(String(said.value))) ?? 'other');
  };
}
