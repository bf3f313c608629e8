import { parse } from 'qs';

const maxFields = 20_000;

/**
 * Parses an `application/x-www-form-urlencoded` body. Names may be nested: `employees[100][fields][Hire Date]=...`.
 * They become objects, never lists, because `[100]` may be an id. All values stay text.
 * @throws Error if the body is JSON, has more than 20,000 fields, is nested more than 10 levels deep, or is malformed.
 */
export function parseForm(text: string): unknown {
  if (/^\s*[[{<]/.test(text)) throw new Error('no form');
  return parse(text, {
    parseArrays: false,
    depth: 10,
    strictDepth: true,
    parameterLimit: maxFields,
    arrayLimit: maxFields, // for repeated names
    throwOnLimitExceeded: true,
    strictNullHandling: true,
  });
}
