import { type HireEvent, isJsonObject } from '../shared/hire.ts';
import type { Source } from '../shared/source.ts';
import { findFirst } from './expression.ts';
import { findField } from './find-field.ts';
import type { HrEvent, HrSystem } from './hr-system.ts';

/** Makes a reader that takes a body apart into records, and says of each what has happened to the employee. */
export function createEventReader(source: Source): HrSystem['readEvents'] {
  const { records, recordHeaders } = source;
  const readKind = createKindReader(source);

  return (body, headers) => {
    const said = recordHeaders.map((name) => name.toLowerCase()).filter((name) => name in headers);
    const shown = Object.fromEntries(said.map((name) => [name, headers[name]]));
    const found = findFirst(records, body, readRecords) ?? [undefined];
    return found.map((item): HrEvent => {
      const record = said.length === 0 || item === undefined ? item : { headers: shown, body: item };
      if (!isJsonObject(record)) return { event: 'unknown' };
      const event = readKind(record);
      return event === 'other' || event === 'unknown' ? { event } : { event, record };
    });
  };
}

/** One record or a list of them, which may be empty. */
function readRecords(found: unknown): unknown[] | undefined {
  return typeof found === 'object' && found !== null ? [found].flat() : undefined;
}

function createKindReader({ event, formats }: Source): (record: unknown) => HrEvent['event'] {
  if (event === undefined) return () => 'created';
  const { type, ...values } = event;
  const kinds = (['created', 'updated', 'removed'] as const).flatMap((kind) =>
    values[kind].map((value) => [normalize(value), kind] as const),
  );
  const meanings = new Map<string, HireEvent>(kinds);
  return (record) => {
    const said = findField(record, type, formats);
    return said === undefined ? 'unknown' : (meanings.get(normalize(String(said.value))) ?? 'other');
  };
}

function normalize(value: string): string {
  return value.trim().toLowerCase();
}
