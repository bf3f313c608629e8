import { type Capture, toHeaders } from './capture.ts';

const requestLine = /^([A-Z]{3,7}) \S+ HTTP\/[\d.]+$/;

/**
 * A request as it goes over the wire: a line with the method, headers, an empty line, the body; also as `curl -v` prints
 * it, with `> ` before each line of the request, and the body after them if it was printed.
 * @returns undefined if the text is no such thing.
 */
export function readHttpCapture(text: string): Capture | undefined {
  const isVerbose = /^> [A-Z]{3,7} \S+ HTTP\//m.test(text);
  return isVerbose ? readVerbose(text) : readRaw(text);
}

function readRaw(text: string): Capture | undefined {
  const [, head = '', body = ''] = /^\s*(.*?)(?:\r?\n\r?\n(.*))?$/s.exec(text) ?? [];
  const [first = '', ...lines] = head.split(/\r?\n/);
  const [, method] = requestLine.exec(first.trim()) ?? [];
  if (method === undefined) return undefined;
  return { method, headers: toHeaders(lines), body: Buffer.from(body), readAs: 'an HTTP message' };
}

/** Lines of curl's own begin with `*`, of the answer with `<`, of what it says of bytes with `{` or `}` and a space. */
function readVerbose(text: string): Capture | undefined {
  const lines = text.split(/\r?\n/);
  const request = lines.filter((line) => line.startsWith('>')).map((line) => line.slice(1).trim());
  const [, method] = requestLine.exec(request[0] ?? '') ?? [];
  if (method === undefined) return undefined;
  const last = lines.findLastIndex((line) => line.startsWith('>'));
  const body = lines.slice(last + 1).filter((line) => !/^(?:[*<]|[{}] \[)/.test(line));
  return {
    method,
    headers: toHeaders(request.slice(1)),
    body: Buffer.from(body.join('\n').trim()),
    readAs: 'the output of curl -v',
  };
}
