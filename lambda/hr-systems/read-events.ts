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
    const found = findFirst(records, body, readRecords);
    const said = recordHeaders.map((name) => name.toLowerCase()).filter((name) => name in headers);
    const shown = Object.fromEntries(said.map((name) => [name, headers[name]]));
    return [found ?? []].flat().map((record): HrEvent => {
      const whole = said.length === 0 ? record : { headers: shown, body: record };
      const kind = isJsonObject(whole) ? readKind(whole) : 'other';
      return kind !== 'other' && isJsonObject(whole) ? { event: kind, record: whole } : { event: 'other' };
    });
  };
}

/** One record or a list of them, which may be empty. */
function readRecords(found: unknown): object | undefined {
  return typeof found === 'object' && found !== null ? found : undefined;
}

function createKindReader({ event, formats }: Source): (record: unknown) => HireEvent | 'other' {
  if (event === undefined) return () => 'created';
  const { type, ...values } = event;
  const kinds = (['created', 'updated', 'removed'] as const).flatMap((kind) =>
    values[kind].map((value) => [normalize(value), kind] as const),
  );
  const meanings = new Map<string, HireEvent>(kinds);
  return (record) => meanings.get(normalize(String(findField(record, type, formats)?.value))) ?? 'other';
}

function normalize(value: string): string {
  return value.trim().toLowerCase();
}
