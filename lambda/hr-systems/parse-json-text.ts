import type { JSONValue } from '@jmespath-community/jmespath';

/** Some senders put JSON into a field of a form, or into a text of other JSON. These are the bounds of such a text. */
const maxCharacters = 1024 * 1024;
const maxDepth = 100;

/** A text that was encoded more often than this is a mistake, or an attack. */
const maxEncodings = 3;

/**
 * The object or list that a text says in JSON, even if the text was encoded twice. Never throws.
 * @returns undefined if the text is anything else, has over 1,048,576 characters, is nested more than 100 levels deep,
 * or has a key `__proto__`.
 */
export function parseJsonText(text: string): JSONValue | undefined {
  let value: JSONValue | undefined = text;
  for (let encodings = 0; encodings < maxEncodings && typeof value === 'string'; encodings += 1)
    value = parseOnce(value);
  return typeof value === 'object' && value !== null ? value : undefined;
}

function parseOnce(text: string): JSONValue | undefined {
  if (text.length > maxCharacters || !/^\s*["[{]/.test(text)) return undefined;
  // An escaped underscore could hide the key. Nobody writes one.
  if (/__proto__|\\u005f/i.test(text) || isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}

/** Counted in the text, before anything is made of it. Brackets within its texts don't count. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted && character === '\\') at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === '[' || character === '{')) depth += 1;
    else if (!isQuoted && (character === ']' || character === '}')) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}
