import { createHmac, timingSafeEqual } from 'node:crypto';
import { readInstant } from '../hire/instant.ts';
import type { HmacScheme } from '../hr-systems/hmac-scheme.ts';
import type { RefusedBecause } from './refused-because.ts';

export interface SignedRequest {
  /** Header names in lower case; the values of a repeated header are joined with `,`. */
  headers: Readonly<Record<string, string>>;
  /** The body as it came over the wire. */
  rawBody: Buffer;
}

/**
 * Checks a webhook's signature by its scheme: every signature in the header against every key, in constant time.
 * @param keys the live keys, made by `readKey`.
 * @param clock.nowMs milliseconds since 1970. `toleranceSeconds`: how far the timestamp may be from it; with 0 only
 * its form is checked.
 * @returns `verified`, or why not: for the log and a metric, never for the sender.
 */
export function verifyHmac(
  scheme: HmacScheme,
  request: SignedRequest,
  keys: readonly Buffer[],
  clock: { nowMs: number; toleranceSeconds: number },
): 'verified' | RefusedBecause {
  const signed = readSigned(scheme, request);
  if (typeof signed === 'string') return signed;
  const digests = keys.map((key) => sign(scheme, key, signed));
  const matches = digests.some((digest) => signed.signatures.some((one) => isEqual(one, digest)));
  if (!matches) return 'signature-mismatch';
  return scheme.template.includes('{timestamp}')
    ? judgeTimestamp(signed.timestamp, scheme, clock)
    : 'verified';
}

/** What a signature is over. */
interface SignedParts extends SignedRequest {
  id: string;
  timestamp: string;
}

interface Signed extends SignedParts {
  signatures: Buffer[];
}

/** What a webhook says about its signature, or why there is nothing to check. */
function readSigned(scheme: HmacScheme, { headers, rawBody }: SignedRequest): Signed | RefusedBecause {
  const header = headers[scheme.signatureHeader]?.trim() ?? '';
  if (header === '') return 'signature-missing';
  const id = headers[scheme.idHeader ?? ''] ?? '';
  if (scheme.idHeader !== undefined && id === '') return 'id-missing';
  const tokens = splitHeader(scheme, header);
  const timestamp =
    scheme.timestampHeader === undefined
      ? (markedBy(scheme.signatureList?.timestamp, tokens)[0] ?? '')
      : (headers[scheme.timestampHeader] ?? '');
  if (scheme.template.includes('{timestamp}') && timestamp === '') return 'timestamp-missing';
  const signatures = readSignatures(scheme, tokens);
  return signatures.length === 0 ? 'signature-malformed' : { signatures, id, timestamp, headers, rawBody };
}

/**
 * The HMAC of a request by its scheme. The timestamp, the id and other headers are used exactly as they are written. A
 * header that did not come counts as an empty text.
 */
export function sign(
  { algorithm, template }: Pick<HmacScheme, 'algorithm' | 'template'>,
  key: Buffer,
  { id, timestamp, headers, rawBody }: SignedParts,
): Buffer {
  const hmac = createHmac(algorithm, key);
  for (const part of template.split(/(\{[\w:-]+\})/)) {
    const [, header] = /^\{header:(.+)\}$/.exec(part) ?? [];
    if (part === '{body}') hmac.update(rawBody);
    else if (part === '{timestamp}') hmac.update(timestamp);
    else if (part === '{id}') hmac.update(id);
    else if (header !== undefined) hmac.update(headers[header] ?? '');
    else hmac.update(part);
  }
  return hmac.digest();
}

/** The HMAC key in a secret's text; undefined if the text is not a valid key for this scheme. */
export function readKey(
  { secretEncoding, secretPrefix = '', keyBytes = { min: 1, max: 4096 } }: HmacScheme,
  secret: string,
): Buffer | undefined {
  const text = secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret;
  const key = secretEncoding === 'utf8' ? Buffer.from(text, 'utf8') : decode(secretEncoding, text);
  return key !== undefined && key.length >= keyBytes.min && key.length <= keyBytes.max ? key : undefined;
}

const maxSignatures = 20;

/**
 * A header may list several signatures. A repeated header arrives joined with commas. Between marked signatures a
 * semicolon may stand too.
 */
function splitHeader({ signatureList }: HmacScheme, header: string): string[] {
  const marked = signatureList?.versionSeparator === '=' ? /[ ,;=]/ : /[ ,;]/;
  const separator = signatureList === undefined ? /[ ,]/ : marked;
  return header.split(separator, 2 * maxSignatures).filter((part) => part !== '');
}

/** The text after a mark such as `v1`. */
function markedBy(mark: string | undefined, tokens: readonly string[]): string[] {
  return mark === undefined ? [] : tokens.filter((_, index) => tokens[index - 1] === mark);
}

function readSignatures(
  { encoding, signatureList, signaturePrefix = '' }: HmacScheme,
  tokens: readonly string[],
): Buffer[] {
  const candidates = signatureList === undefined ? tokens : markedBy(signatureList.version, tokens);
  return candidates
    .filter((text) => text.startsWith(signaturePrefix))
    .map((text) => decode(encoding, text.slice(signaturePrefix.length)))
    .filter((signature) => signature !== undefined);
}

const alphabets = {
  hex: /^(?:[0-9a-f]+|[0-9A-F]+)$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+={0,2}$/,
};

/** Stricter than Buffer: no other alphabet, nothing after the end, no second spelling of the same bytes. */
function decode(encoding: HmacScheme['encoding'], text: string): Buffer | undefined {
  if (!alphabets[encoding].test(text)) return undefined;
  const bytes = Buffer.from(text, encoding);
  const unpadded = text.replace(/=+$/, '');
  const canonical = bytes.toString(encoding).replace(/=+$/, '');
  return canonical === (encoding === 'hex' ? unpadded.toLowerCase() : unpadded) ? bytes : undefined;
}

function isEqual(signature: Buffer, digest: Buffer): boolean {
  return signature.length === digest.length && timingSafeEqual(signature, digest);
}

function judgeTimestamp(
  timestamp: string,
  { timestampFormat }: HmacScheme,
  { nowMs, toleranceSeconds }: { nowMs: number; toleranceSeconds: number },
): 'verified' | RefusedBecause {
  const at = readTimestampMs(timestamp, timestampFormat);
  if (at === undefined) return 'timestamp-malformed';
  if (toleranceSeconds === 0) return isOfOurTime(at) ? 'verified' : 'timestamp-malformed';
  return Math.abs(nowMs - at) <= toleranceSeconds * 1000 ? 'verified' : 'timestamp-outside-tolerance';
}

/**
 * Unix time in seconds has ten digits from 2001 to 2286. If body and timestamp are signed with nothing in between, a digit
 * could be moved from one into the other: what is signed as `...=12` at `17...` would also be `...=1` at `217...`, and
 * `...=121` at `7...`. A tolerance excludes these times; without one, the number of digits does.
 */
function isOfOurTime(ms: number): boolean {
  return ms >= 1e12 && ms < 1e13;
}

/**
 * Unix time in digits only: `Number` and `parseInt` would accept `1e3`, ` 12` and `123abc`. Nor may there be white space
 * around a moment, because it could be the body's. A leading zero is refused:
 * if body and timestamp are signed with nothing in between, `...=1230` at `17...` would also be `...=123` at `017...`.
 */
function readTimestampMs(timestamp: string, format: HmacScheme['timestampFormat']): number | undefined {
  switch (format) {
    case 'seconds':
      return /^[1-9]\d{0,10}$/.test(timestamp) ? Number(timestamp) * 1000 : undefined;
    case 'milliseconds':
      return /^[1-9]\d{0,13}$/.test(timestamp) ? Number(timestamp) : undefined;
    case 'iso-8601':
      return /^\S+$/.test(timestamp) ? readInstant(timestamp) : undefined;
  }
}
