import { parse } from 'qs';

const maxFields = 20_000;

/**
 * Parses an `application/x-www-form-urlencoded` body whose names may be nested, `employees[100][fields][Hire Date]=...`.
 * Everything nested is an object, never a list: `[100]` may be an id. All values stay text.
 * @throws Error: JSON in a form's place, more than 20,000 fields, nested more than 10 deep, malformed.
 */
export function parseForm(text: string): unknown {
  if (/^\s*[[{<]/.test(text)) throw new Error('no form');
  return parse(text, {
    parseArrays: false,
    depth: 10,
    strictDepth: true,
    parameterLimit: maxFields,
    arrayLimit: maxFields, // of one name, repeated
    throwOnLimitExceeded: true,
    strictNullHandling: true,
  });
}
