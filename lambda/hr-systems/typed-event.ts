import * as v from 'valibot';
import { type HireEvent, JsonObject } from '../shared/hire.ts';
import type { HrEvent } from './hr-system.ts';

const WithType = v.pipe(JsonObject, v.looseObject({ type: v.string() }));

/**
 * The event of a record that says in `type` what has happened.
 * @param meanings what each type means; any other makes no hire.
 */
export function readTypedEvent(input: unknown, meanings: ReadonlyMap<string, HireEvent>): HrEvent {
  const typed = v.safeParse(WithType, input);
  const event = typed.success ? meanings.get(typed.output.type) : undefined;
  return typed.success && event !== undefined ? { event, record: typed.output } : { event: 'other' };
}
