import { type Capture, toHeaders } from './capture.ts';

/**
 * What `curl --trace-ascii` prints: parts such as `=> Send header`, each of lines with a place before them. A line of the
 * request's own is broken where it was, and again after 64 characters; what cannot be printed is a dot there.
 * @returns undefined if the text is no such thing.
 */
export function readTraceCapture(text: string): Capture | undefined {
  if (!/^=> Send header/m.test(text)) return undefined;
  const parts = text.split(/^(?=[=<>*]{1,2}[ >])/m);
  const sent = (what: string) =>
    parts.filter((part) => part.startsWith(`=> Send ${what}`)).map((part) => join(linesOf(part)));
  const [first = '', ...headers] = sent('header').join('\n').split(/\r?\n/);
  const [, method] = /^([A-Z]{3,7}) /.exec(first) ?? [];
  if (method === undefined) return undefined;
  return {
    method,
    headers: toHeaders(headers),
    body: Buffer.from(sent('data').join('')),
    readAs: 'the output of curl --trace-ascii, in which bytes that cannot be printed are lost',
  };
}

interface TraceLine {
  /** How many bytes of the part stand before it. */
  at: number;
  text: string;
}

function linesOf(part: string): TraceLine[] {
  return [...part.matchAll(/^([\da-f]{4,}): (.*)$/gm)].map(([, at = '0', text = '']) => ({
    at: Number.parseInt(at, 16),
    text,
  }));
}

/** A line that ends before the next one's place was followed by a line break, which is not printed. */
function join(lines: readonly TraceLine[]): string {
  return lines
    .map(({ at, text }, index) => {
      const missing = (lines[index + 1]?.at ?? at + text.length) - at - text.length;
      return `${text}${missing === 2 ? '\r\n' : missing === 1 ? '\n' : ''}`;
    })
    .join('');
}
