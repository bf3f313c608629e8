import { isUtf8 } from 'node:buffer';
import { type Capture, CaptureError } from './capture.ts';
import { readCurlCommand } from './read-curl-command.ts';
import { readHttpCapture } from './read-http-capture.ts';
import { readJsonCapture } from './read-json-capture.ts';
import { readTraceCapture } from './read-trace-capture.ts';

const formats =
  'a request can be JSON ({"headers": {...}, "body": "..."}), an HTTP message (POST /path HTTP/1.1, headers, an empty line, the body), the output of curl -v or curl --trace-ascii, or a curl command';

/**
 * Reads a captured request in any of the formats. The body gets the bytes that it has in the file, also in a file that is
 * not UTF-8.
 * @throws CaptureError if it is in none of them.
 */
export function readCapture(written: string | Uint8Array): Capture {
  const bytes = toUtf8(Buffer.from(written));
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
  const text = bytes.toString(encoding);
  const readers = [readJsonCapture, readTraceCapture, () => readHttpCapture(bytes), readCurlCommand];
  try {
    for (const read of readers) {
      const capture = read(text, encoding);
      if (capture !== undefined) return capture;
    }
  } catch (error) {
    if (error instanceof CaptureError) throw new CaptureError(`${error.message}; ${formats}`);
    throw error;
  }
  throw new CaptureError(`its format is not known; ${formats}`);
}

/** Without its byte order mark. PowerShell's `>` writes UTF-16. */
function toUtf8(bytes: Buffer): Buffer {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return Buffer.from(bytes.toString('utf16le', 2));
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}
