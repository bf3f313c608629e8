import { type Capture, CaptureError } from './capture.ts';
import { readCurlCommand } from './read-curl-command.ts';
import { readHttpCapture } from './read-http-capture.ts';
import { readJsonCapture } from './read-json-capture.ts';
import { readTraceCapture } from './read-trace-capture.ts';

const formats =
  'a request can be JSON ({"headers": {...}, "body": "..."}), an HTTP message (POST /path HTTP/1.1, headers, an empty line, the body), the output of curl -v or curl --trace-ascii, or a curl command';

/** Reads a captured request in any of the formats. @throws CaptureError if it is in none of them. */
export function readCapture(written: string): Capture {
  const text = written.replace(/^\uFEFF/, '');
  const readers = [readJsonCapture, readTraceCapture, readHttpCapture, readCurlCommand];
  try {
    for (const read of readers) {
      const capture = read(text);
      if (capture !== undefined) return capture;
    }
  } catch (error) {
    if (error instanceof CaptureError) throw new CaptureError(`${error.message}; ${formats}`);
    throw error;
  }
  throw new CaptureError(`its format is not known; ${formats}`);
}
