import * as v from 'valibot';

/**
 * Compressed bodies. The bytes say what they are: a gateway may have undone the compression and left the header, or the
 * header may be missing. zlib is loaded when it is needed.
 */

export interface MaybeCompressed {
  /** Header names in lower case. */
  headers: Readonly<Record<string, string>>;
  rawBody: Buffer;
}

/** No text begins with gzip's three bytes. */
const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08]);

/**
 * The bytes that a compressed body stands for; the bytes themselves if it is not compressed in a way that is known here
 * (gzip, and deflate with or without zlib's header).
 * @returns `too-large` if there would be more than `maxBytes`, `broken` if the body is cut off or damaged.
 */
export function undoCompression(
  { headers, rawBody }: MaybeCompressed,
  maxBytes: number,
): Buffer | 'too-large' | 'broken' {
  const limit = { maxOutputLength: maxBytes };
  const zlib = () => process.getBuiltinModule('node:zlib');
  if (rawBody.subarray(0, gzipMagic.length).equals(gzipMagic))
    return attempt(() => zlib().gunzipSync(rawBody, limit));
  if (!/^\s*(?:x-)?deflate\s*$/i.test(headers['content-encoding'] ?? '')) return rawBody;
  const inflated = attempt(() => zlib().inflateSync(rawBody, limit));
  if (inflated !== 'broken') return inflated;
  const withoutHeader = attempt(() => zlib().inflateRawSync(rawBody, limit));
  return withoutHeader === 'broken' ? rawBody : withoutHeader;
}

const OverLimit = v.object({ code: v.literal('ERR_BUFFER_TOO_LARGE') });

function attempt(undo: () => Buffer): Buffer | 'too-large' | 'broken' {
  try {
    return undo();
  } catch (error) {
    return v.is(OverLimit, error) ? 'too-large' : 'broken';
  }
}

/** Lambda’s own limit. */
const mostBytes = 6 * 1024 * 1024;
/** Text shrinks to a tenth or, if all records look alike, a fiftieth of itself. A bomb shrinks to a thousandth. */
const mostRatio = 100;
/** So much costs next to nothing. */
const freeBytes = 256 * 1024;

const undone = new WeakMap<Buffer, Buffer | undefined>();

/**
 * What a body of unknown origin stands for, because some senders sign that, and others what they send. A stranger can
 * cause little work: the limits are less than what a body of this size may have uncompressed, and it is undone once.
 * @returns undefined if it is not compressed, or cannot be undone within the limits.
 */
export function undoUnproven(body: MaybeCompressed): Buffer | undefined {
  if (!undone.has(body.rawBody)) {
    const maxBytes = Math.min(mostBytes, Math.max(freeBytes, mostRatio * body.rawBody.length));
    const plain = undoCompression(body, maxBytes);
    undone.set(body.rawBody, typeof plain === 'string' || plain === body.rawBody ? undefined : plain);
  }
  return undone.get(body.rawBody);
}

/** Whether a header names an encoding that is not known here, such as `br`, or several of them. */
export function namesUnknownEncoding(headers: Readonly<Record<string, string>>): boolean {
  return !/^\s*(?:identity|(?:x-)?(?:gzip|deflate))?\s*$/i.test(headers['content-encoding'] ?? '');
}
