import { maxValues, TooMuch } from '../hr-systems/too-much.ts';

/** Deeper than any record. The code that walks through a record takes a few thousand levels. */
export const maxDepth = 1024;

/** A key that could reach a prototype, also if it is written with `\u005f`. Then each key has to be looked at. */
const suspicious = /__proto__|constructor|\\u00[4-7]/i;

/**
 * Parses JSON, after its depth and number of values are known: parsing is what takes memory.
 * @throws TooMuch. @throws NestedTooDeep. @throws Error if it is not JSON, or has a key that could reach a prototype.
 */
export function parseJson(text: string): unknown {
  requireHandyJson(text);
  return suspicious.test(text) ? JSON.parse(text, refuseForbiddenKeys) : JSON.parse(text);
}

/** More levels than can be handled. */
export class NestedTooDeep extends Error {
  override readonly name = 'NestedTooDeep';
}

function refuseForbiddenKeys(key: string, value: unknown): unknown {
  const isConstructor = key === 'constructor' && typeof value === 'object' && value !== null;
  if (key === '__proto__' || (isConstructor && Object.hasOwn(value, 'prototype')))
    throw new Error('a forbidden key');
  return value;
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/** Counts what opens, closes and separates values. Whether the text is JSON at all is left to the parser. */
function requireHandyJson(text: string): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        values += 1;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
      case comma:
        values += 1;
        break;
    }
    if (depth > maxDepth) throw new NestedTooDeep('nested too deep');
    if (values > maxValues) throw new TooMuch('too-many-values');
  }
}

/** Where a string that begins at `start` ends. A quote behind an odd number of backslashes does not end it. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
