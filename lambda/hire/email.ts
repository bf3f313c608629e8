/** What stands in a field that is not one address. Nobody is mailed by it, and it is not taken for an empty field. */
export interface UnreadableEmail {
  unreadable: true;
}
export const unreadableEmail: UnreadableEmail = { unreadable: true };

const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?';
const addressPattern = new RegExp(`^[^\\s\\p{C}@*,;:<>()[\\]\\\\"]{1,64}@(?:${label}\\.)+${label}$`, 'u');

/**
 * An e-mail address as written, without surrounding white space; undefined for anything else (`n/a`, `-`). Upper and
 * lower case are kept, because OneLogin compares them. `*` is refused, because it is a wildcard in OneLogin's filter.
 * Control characters are refused too, and so are half characters, which cannot be written into a URL.
 */
export function readEmail(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const address = value.trim();
  return address.length <= 254 && addressPattern.test(address) ? address : undefined;
}

/** What stands in an address's place when there is none. */
const noAddress =
  /^(?:n[/.]?a\.?|(?:no|not|none|without)(?:[ _-](?:personal|private|home|work|business|e-?mail|mail|address|available|applicable|assigned|known|set|yet|given|provided))*|null|nil|undefined|unknown|pending|t\.?b\.?[acd]\.?|false|-1|[-–—_.,;*?#0\s]*)$/i;

/** Longer text is not gone through for an address. */
const longestText = 1000;

/**
 * The one address that a text holds: `Ada <ada@home.example>`, `mailto:ada@home.example`, one with invisible characters
 * in it or a `;` behind it. Undefined if nothing is there, or what stands for nothing. If it is not certain which
 * address is meant, it is unreadable.
 */
export function readAddress(value: unknown): string | UnreadableEmail | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return unreadableEmail;
  const written = String(value);
  const clean = readEmail(written);
  if (clean !== undefined && !isWrittenByMachine(clean)) return clean;
  if (written.length > longestText) return unreadableEmail;
  const text = toPlainText(written);
  if (noAddress.test(text)) return undefined;
  const found = findAddresses(text);
  const [address] = found;
  const isOne = found.every((one) => one?.toLowerCase() === address?.toLowerCase());
  return address !== undefined && isOne ? address : unreadableEmail;
}

const wide = /[\uff01-\uff5e]/g;
/** `@`, `+`, `'` and a space as in a URL. Others are left alone: a `%` may be part of an address. */
const escapes = /%(?:40|2b|27|20)/gi;

/** Full-width letters and escapes of a URL are characters that an address may have, but nobody's has. */
function isWrittenByMachine(address: string): boolean {
  return address.search(wide) !== -1 || address.search(escapes) !== -1;
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', commat: '@' };

/** Without what only a machine wrote: invisible characters, the escapes of HTML and URLs, full-width forms. */
function toPlainText(written: string): string {
  const text = written
    .replace(/&(amp);/gi, '&')
    .replace(/&(lt|gt|quot|apos|commat);/gi, (_, name: string) => entities[name.toLowerCase()] ?? '')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&#(?:x([\da-f]{1,4})|(\d{1,5}));/gi, (_, hex?: string, decimal?: string) =>
      String.fromCharCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/\p{Cf}/gu, '')
    .replace(wide, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(escapes, decodeURIComponent);
  return text.trim();
}

/**
 * The addresses in a text, with undefined for each piece that should be an address and is not. A part in brackets, or
 * before or after them, is a name if it has no `@`.
 */
function findAddresses(text: string): (string | undefined)[] {
  return text
    .split(/[<>()[\]]/)
    .filter((part) => part.includes('@'))
    .flatMap((part) => part.split(/[;,|\r\n]/))
    .map(withoutMarks)
    .filter((piece) => !noAddress.test(piece))
    .map(readEmail);
}

/** Quotes and points around an address, and the scheme of a link before it with the query behind. */
function withoutMarks(piece: string): string {
  const bare = piece.replace(/^[\s\p{Cc}"'`“”„‘’«»]+|[\s\p{Cc}"'`“”„‘’«».:]+$/gu, '');
  const [, scheme, rest = ''] = /^(mailto|smtp):(.*)$/is.exec(bare) ?? [];
  if (scheme === undefined) return bare;
  return withoutMarks(rest.replace(/\?.*$/s, ''));
}
