import { type Capture, toHeaders, toQuery } from './capture.ts';

const requestLine = /^([A-Z]{3,7}) (\S+) HTTP\/[\d.]+$/;

/**
 * A request as it goes over the wire: a line with the method, headers, an empty line, the body. Or as `curl -v` prints
 * it, with `> ` before each line of the request, followed by the body if it was printed. The body stays as it is in the
 * file, byte by byte: it may be compressed, or in any charset.
 * @returns undefined if it is neither.
 */
export function readHttpCapture(bytes: Buffer): Capture | undefined {
  const text = bytes.toString('latin1'); // one character for each byte
  const isVerbose = /^> [A-Z]{3,7} \S+ HTTP\//m.test(text);
  return isVerbose ? readVerbose(text) : readRaw(text);
}

function readRaw(text: string): Capture | undefined {
  const [, head = '', body = ''] = /^\s*(.*?)(?:\r?\n\r?\n(.*))?$/s.exec(text) ?? [];
  const [first = '', ...lines] = head.split(/\r?\n/);
  const [, method, target] = requestLine.exec(first.trim()) ?? [];
  if (method === undefined) return undefined;
  return {
    method,
    ...toQuery(target),
    ...readMessage(toHeaders(lines.map(toUtf8)), Buffer.from(body, 'latin1'), 'an HTTP message'),
  };
}

/** Lines about the connection begin with `*`, lines about bytes with `{` or `}` and a space, the answer with `<`. */
function readVerbose(text: string): Capture | undefined {
  const lines = text.split(/\r?\n/);
  const request = lines.filter((line) => line.startsWith('>')).map((line) => line.slice(1).trim());
  const [, method, target] = requestLine.exec(request[0] ?? '') ?? [];
  if (method === undefined) return undefined;
  const after = lines.slice(lines.findLastIndex((line) => line.startsWith('>')) + 1);
  const answer = after.findIndex((line) => line.startsWith('<'));
  const body = after
    .slice(0, answer === -1 ? after.length : answer)
    .filter((line) => !/^(?:\*|[{}] \[)/.test(line));
  const bytes = Buffer.from(body.join('\n').replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ''), 'latin1');
  return {
    method,
    ...toQuery(target),
    ...readMessage(toHeaders(request.slice(1).map(toUtf8)), bytes, 'the output of curl -v'),
  };
}

function toUtf8(line: string): string {
  return Buffer.from(line, 'latin1').toString('utf8');
}

/** The body without its chunk sizes, and without anything that an editor added at the end. */
function readMessage(headers: Record<string, string>, written: Buffer, readAs: string) {
  const header = (wanted: string) =>
    Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';
  const body = /\bchunked\b/i.test(header('transfer-encoding')) ? (joinChunks(written) ?? written) : written;
  const length = /^\d+$/.test(header('content-length')) ? Number(header('content-length')) : body.length;
  const lacking = length - body.length;
  return {
    headers,
    body: body.subarray(0, length),
    readAs: lacking > 0 ? `${readAs}, but ${lacking} of the ${length} bytes of the body are missing` : readAs,
  };
}

/**
 * RFC 9112, section 7.1. Undefined if there are no chunks: some captures say `chunked`, but have already joined them.
 */
function joinChunks(body: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const [line = '', digits = ''] =
      /^([\da-f]+)(?:;[^\r\n]*)?(?:\r?\n|$)/i.exec(body.toString('latin1', at, at + 80)) ?? [];
    if (line === '') return undefined;
    const size = Number.parseInt(digits, 16);
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(at + line.length, at + line.length + size));
    at += line.length + size;
    at += /^\r?\n/.exec(body.toString('latin1', at, at + 2))?.[0].length ?? 0;
  }
  return undefined;
}
