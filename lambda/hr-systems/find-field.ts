import type { Expressions, Source } from '../../config/source.ts';
import { evaluate } from './expression.ts';
import { readNested, readScalar } from './scalar.ts';
import { withoutAttributes } from './xml-record.ts';

export interface FoundField {
  value: string | number | boolean;
  /** The expression that found it. */
  expression: string;
}

/** What stands in a field. It may be an object or a list if nobody can say which of it is the value. */
export interface FoundValue {
  value: unknown;
  expression: string;
}

/**
 * The value of a field about the person: the first text or number that one of the expressions finds. If there is none,
 * it is the first other thing that is there, so that it is not taken for an empty field.
 */
export function findValue(
  record: unknown,
  expressions: Expressions | undefined,
  formats: Source['formats'],
): FoundValue | undefined {
  const views = viewsOf(record, formats);
  return find(views, expressions, readScalar) ?? find(views.reverse(), expressions, readNested);
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
  return find(viewsOf(record, formats), expressions, readScalar);
}

function viewsOf(record: unknown, formats: Source['formats']): unknown[] {
  return formats.includes('xml') ? [withoutAttributes(record), record] : [record];
}

function find<Value>(
  views: readonly unknown[],
  expressions: Expressions | undefined,
  read: (found: unknown) => Value | undefined,
): { value: Value; expression: string } | undefined {
  for (const expression of [expressions ?? []].flat()) {
    for (const view of views) {
      const value = read(evaluate(expression, view));
      if (value !== undefined) return { value, expression };
    }
  }
  return undefined;
}
