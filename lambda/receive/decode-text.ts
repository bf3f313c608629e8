import { Refusal } from './refusal.ts';

/**
 * The text that bytes stand for, without its byte order mark. UTF-8 and UTF-16 are told by the bytes. Only bytes that are
 * neither are read as the content type or the XML declaration says.
 * @throws Refusal BODY_UNREADABLE: `body-no-utf8`, `body-no-utf16`, `charset-unsupported`.
 */
export function decodeText(bytes: Buffer, contentType: string): string {
  const utf16 = findUtf16(bytes);
  if (utf16 !== undefined) return decode(utf16, bytes) ?? refuse('body-no-utf16');
  const text = decode('utf-8', bytes);
  if (text !== undefined) return text;
  const declared = declaredCharset(bytes, contentType);
  if (declared === undefined || isUtf8(declared)) return refuse('body-no-utf8');
  return decode(declared, bytes) ?? refuse('charset-unsupported');
}

/** By the byte order mark, or by the zero byte beside the first character, which is ASCII in JSON, XML and forms. */
function findUtf16(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [first = 1, second = 1] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return undefined;
}

/** @param charset as senders write it. @returns undefined if it is not known, or the bytes are not in it. */
function decode(charset: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function declaredCharset(bytes: Buffer, contentType: string): string | undefined {
  const byHeader = /;\s*charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1];
  return (
    byHeader ?? /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)/.exec(bytes.toString('latin1', 0, 200))?.[1]
  );
}

function isUtf8(charset: string): boolean {
  return /^utf-?8$/i.test(charset);
}

function refuse(reason: string): never {
  throw new Refusal('BODY_UNREADABLE', reason);
}
