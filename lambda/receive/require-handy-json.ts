import { maxValues, TooMuch } from '../hr-systems/too-much.ts';

/** Deeper than any record. The code that walks through a record takes a few thousand levels. */
export const maxDepth = 1024;

/** More levels than can be handled. */
export class NestedTooDeep extends Error {
  override readonly name = 'NestedTooDeep';
}

const quote = 0x22;
const comma = 0x2c;
const backslash = 0x5c;

/**
 * Counts what opens, closes and separates values in JSON before it is parsed: parsing is what takes memory. Whether the
 * text is JSON at all is left to the parser.
 * @throws TooMuch. @throws NestedTooDeep.
 */
export function requireHandyJson(text: string): void {
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
