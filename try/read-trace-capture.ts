import { type Capture, toHeaders, toQuery } from './capture.ts';

/**
 * The output of `curl --trace-ascii`: parts such as `=> Send header`, whose lines begin with their position. It breaks
 * lines where the request does, and also after 64 characters. Bytes that cannot be printed appear as dots.
 * @returns undefined if the text is not such output.
 */
export function readTraceCapture(text: string, encoding: 'utf8' | 'latin1'): Capture | undefined {
  if (!/^=> Send header/m.test(text)) return undefined;
  const parts = text.split(/^(?=[=<>*]{1,2}[ >])/m);
  const sent = (what: string) =>
    parts.filter((part) => part.startsWith(`=> Send ${what}`)).map((part) => join(linesOf(part)));
  const [first = '', ...headers] = sent('header').join('\n').split(/\r?\n/);
  const [, method, target] = /^([A-Z]{3,7}) (\S*)/.exec(first) ?? [];
  if (method === undefined) return undefined;
  return {
    method,
    ...toQuery(target),
    headers: toHeaders(headers),
    body: Buffer.from(sent('data').join(''), encoding),
    readAs: 'the output of curl --trace-ascii, which loses bytes that cannot be printed',
  };
}

interface TraceLine {
  /** How many bytes of the part come before this line. */
  at: number;
  text: string;
}

function linesOf(part: string): TraceLine[] {
  return [...part.matchAll(/^([\da-f]{4,}): (.*)$/gm)].map(([, at = '0', text = '']) => ({
    at: Number.parseInt(at, 16),
    text,
  }));
}

/** If a line ends before the position of the next one, a line break was between them. It is not printed. */
function join(lines: readonly TraceLine[]): string {
  return lines
    .map(({ at, text }, index) => {
      const missing = (lines[index + 1]?.at ?? at + text.length) - at - text.length;
      return `${text}${missing === 2 ? '\r\n' : missing === 1 ? '\n' : ''}`;
    })
    .join('');
}
