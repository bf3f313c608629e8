import { isJsonObject } from '../../lambda/hire/record.ts';

/** As many characters as are read at a glance. */
const width = 110;

/**
 * The text of a JSON file, written as the one before it, so that what stays makes no difference.
 * @param before the text that stands there. If it does not have each value on a line of its own, or if there is none, what
 * fits into a line stands in one.
 */
export function formatJson(json: unknown, before: string | undefined): string {
  return `${isSpread(before) ? JSON.stringify(json, undefined, 2) : write(json, '')}\n`;
}

function isSpread(text: string | undefined): boolean {
  return text !== undefined && text.trim() === JSON.stringify(JSON.parse(text), undefined, 2);
}

/** @param key what stands before the value in its line. */
function write(json: unknown, indent: string, key = ''): string {
  const line = `${indent}${key}${inOneLine(json)}`;
  const isWhole = key === '' && indent === '';
  if (!isWhole && line.length <= width) return line;
  const inner = `${indent}  `;
  const toLines = (open: string, items: string[], close: string) =>
    `${indent}${key}${open}\n${items.join(',\n')}\n${indent}${close}`;
  if (Array.isArray(json)) {
    const items = json.map((item) => write(item, inner));
    return toLines('[', items, ']');
  }
  if (!isJsonObject(json)) return line;
  const items = Object.entries(json).map(([name, value]) => write(value, inner, `${JSON.stringify(name)}: `));
  return toLines('{', items, '}');
}

function inOneLine(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(inOneLine).join(', ')}]`;
  if (!isJsonObject(json)) return JSON.stringify(json);
  const entries = Object.entries(json).map(([key, value]) => `${JSON.stringify(key)}: ${inOneLine(value)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
