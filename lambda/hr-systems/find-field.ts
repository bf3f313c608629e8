import type { Expressions, Source } from '../../config/source.ts';
import { evaluate } from './expression.ts';
import { readScalar } from './scalar.ts';
import { withoutAttributes } from './xml-record.ts';

export interface FoundField {
  value: string | number | boolean;
  /** The expression that found it. */
  expression: string;
}

/**
 * The first text or number that one of the expressions finds in a record. In a record from XML, an element counts as
 * its text, but expressions can name its attributes too.
 */
export function findField(
  record: unknown,
  expressions: Expressions | undefined,
  formats: Source['formats'],
): FoundField | undefined {
  const views = formats.includes('xml') ? [withoutAttributes(record), record] : [record];
  for (const expression of [expressions ?? []].flat()) {
    for (const view of views) {
      const value = readScalar(evaluate(expression, view));
      if (value !== undefined) return { value, expression };
    }
  }
  return undefined;
}
