import { namesUnknownEncoding, undoCompression } from '../lambda/receive/compression.ts';
import { decodeText } from '../lambda/receive/decode-text.ts';
import type { Webhook } from '../lambda/receive/webhook.ts';
import { bad, note } from './marks.ts';

/** What became of the bytes of a body before it was read: its compression, its charset, and damage by the capture. */
export function explainEncoding(webhook: Webhook, maxBodyBytes: number): string[] {
  const { headers, rawBody } = webhook;
  const encoding = headers['content-encoding'] ?? '';
  const plain = undoCompression(webhook, maxBodyBytes);
  if (typeof plain === 'string') return [];
  const isUndone = plain !== rawBody;
  return [
    ...(isUndone
      ? [note(`compressed: ${rawBody.length} bytes stand for ${plain.length}, which are read`)]
      : []),
    ...(!isUndone && encoding !== '' && !namesUnknownEncoding(headers) && !/identity/i.test(encoding)
      ? [note(`it is declared as ${encoding}, but is not compressed; it is read as it is`)]
      : []),
    ...explainCharset(plain, headers['content-type'] ?? ''),
    ...(plain.includes(replacement)
      ? [
          bad(
            'it holds the character \u{FFFD}, which stands for bytes that were lost: it was captured as text, but was compressed or not UTF-8. Capture its bytes, for example as base64, or its signature cannot match',
          ),
        ]
      : []),
  ];
}

const replacement = Buffer.from('\u{FFFD}');

function explainCharset(plain: Buffer, contentType: string): string[] {
  const read = tryTo(() => decodeText(plain, contentType));
  const asUtf8 = plain.toString('utf8').replace(/^\uFEFF/, '');
  if (read === undefined || read === asUtf8) return [];
  const isUtf16 = plain.length >= 2 * read.length;
  return [note(`it is not UTF-8: it is read as ${isUtf16 ? 'UTF-16' : 'the charset that it declares'}`)];
}

function tryTo(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
