import { type Capture, CaptureError } from './capture.ts';
import { readCurlCommand } from './read-curl-command.ts';
import { readHttpCapture } from './read-http-capture.ts';
import { readJsonCapture } from './read-json-capture.ts';
import { readTraceCapture } from './read-trace-capture.ts';

const formats =
  'a request is taken as JSON ({"headers": {...}, "body": "..."}), as an HTTP message (POST /path HTTP/1.1, headers, an empty line, the body), as curl -v or curl --trace-ascii print it, or as a curl command';

/** Reads a captured request, in whichever of the formats it is. @throws CaptureError if it is in none. */
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
  throw new CaptureError(`it is in no format that is known; ${formats}`);
}
