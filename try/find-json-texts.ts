import { isJsonObject } from '../lambda/hire/record.ts';
import { parseJsonText } from '../lambda/hr-systems/parse-json-text.ts';
import { note } from './marks.ts';

/** Which fields hold JSON as a text, so that no expression sees what is in it, and how to write one that does. */
export function findJsonTexts(from: unknown): string[] {
  if (!isJsonObject(from)) return [];
  const names = Object.entries(from)
    .filter(([, value]) => typeof value === 'string' && parseJsonText(value) !== undefined)
    .map(([name]) => (/^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name)));
  return names.map((name) => note(`${name} is a text with JSON: what is in it is from_json(${name}).field`));
}
