import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HmacScheme } from '../hr-systems/hr-system.ts';

export type RefusedBecause =
  | 'signature-missing'
  | 'signature-malformed'
  | 'signature-mismatch'
  | 'id-missing'
  | 'timestamp-missing'
  | 'timestamp-malformed'
  | 'timestamp-outside-tolerance';

export interface SignedRequest {
  /** Names in lower case; the values of a repeated header joined with `,`. */
  headers: Readonly<Record<string, string>>;
  /** The body as it came over the wire. */
  body: Buffer;
}

/**
 * Checks a webhook's signature by its scheme: every signature of the header against every key, in constant time.
 * @param keys the live keys, made by `readKey`.
 * @param nowMs milliseconds since 1970, for the timestamp's tolerance.
 * @returns `verified`, or why not: for the log and a metric, never for the sender.
 */
export function verifyHmac(
  scheme: HmacScheme,
  request: SignedRequest,
  keys: readonly Buffer[],
  nowMs: number,
): 'verified' | RefusedBecause {
  const header = request.headers[scheme.signatureHeader]?.trim() ?? '';
  if (header === '') return 'signature-missing';
  const id = scheme.idHeader === undefined ? '' : (request.headers[scheme.idHeader] ?? '');
  if (scheme.idHeader !== undefined && id === '') return 'id-missing';
  const timestamp =
    scheme.timestampHeader === undefined ? '' : (request.headers[scheme.timestampHeader] ?? '');
  if (scheme.timestampHeader !== undefined && timestamp === '') return 'timestamp-missing';

  const signatures = readSignatures(scheme, header);
  if (signatures.length === 0) return 'signature-malformed';
  const digests = keys.map((key) => sign(scheme, key, { id, timestamp, body: request.body }));
  const matches = digests.some((digest) => signatures.some((signature) => isEqual(signature, digest)));
  if (!matches) return 'signature-mismatch';
  return scheme.timestampHeader === undefined
    ? 'verified'
    : judgeTimestamp(timestamp, scheme.toleranceSeconds, nowMs);
}

/** The HMAC of a request by its scheme. The timestamp and id go in as they stand in their headers. */
export function sign(
  scheme: HmacScheme,
  key: Buffer,
  { id, timestamp, body }: { id: string; timestamp: string; body: Buffer },
): Buffer {
  const hmac = createHmac(scheme.algorithm, key);
  for (const part of scheme.signedParts) {
    if (part === '{body}') hmac.update(body);
    else if (part === '{timestamp}') hmac.update(timestamp);
    else if (part === '{id}') hmac.update(id);
    else hmac.update(part);
  }
  return hmac.digest();
}

/**
 * The HMAC key in a secret's text; undefined if the text is no key of this scheme. A base64 secret may have the
 * prefix `whsec_` or not, and has 24 to 64 bytes (Standard Webhooks): other text may be base64 by chance.
 */
export function readKey(scheme: HmacScheme, secret: string): Buffer | undefined {
  if (scheme.secretEncoding === 'utf8') return Buffer.from(secret, 'utf8');
  const key = decode('base64', secret.replace(/^whsec_/, ''));
  return key !== undefined && key.length >= 24 && key.length <= 64 ? key : undefined;
}

const maxSignatures = 20;

/** The signatures of a header: it may list several, and a repeated header arrives joined with commas. */
function readSignatures({ encoding, signatureVersion }: HmacScheme, header: string): Buffer[] {
  const parts = header.split(/[ ,]/, 2 * maxSignatures).filter((part) => part !== '');
  const candidates =
    signatureVersion === undefined
      ? parts
      : parts.filter((_, index) => parts[index - 1] === signatureVersion);
  return candidates.map((text) => decode(encoding, text)).filter((signature) => signature !== undefined);
}

const alphabets = {
  hex: /^(?:[0-9a-f]+|[0-9A-F]+)$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+={0,2}$/,
};

/** Strict where Buffer is not: no other alphabet, nothing behind the end, no second spelling of the same bytes. */
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

/** Unix seconds in digits only: `Number` and `parseInt` would take `1e3`, ` 12` and `123abc`. */
function judgeTimestamp(
  timestamp: string,
  toleranceSeconds: number,
  nowMs: number,
): 'verified' | RefusedBecause {
  if (toleranceSeconds === 0) return 'verified';
  if (!/^\d{1,11}$/.test(timestamp)) return 'timestamp-malformed';
  const offSeconds = Math.abs(nowMs / 1000 - Number(timestamp));
  return offSeconds <= toleranceSeconds ? 'verified' : 'timestamp-outside-tolerance';
}
