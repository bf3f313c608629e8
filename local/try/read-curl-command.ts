import { type Capture, toHeaders } from './capture.ts';

/**
 * A curl command, as browsers and request bins copy it.
 * @returns undefined if the text is none.
 */
export function readCurlCommand(text: string): Capture | undefined {
  const [program, ...words] = splitShellWords(text);
  if (program !== 'curl') return undefined;
  const given = readOptions(words);
  const body = given.data.join('&');
  const headers = toHeaders(given.headers);
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const user = given.user && { authorization: `Basic ${Buffer.from(given.user).toString('base64')}` };
  return {
    method: given.method ?? 'POST',
    headers: {
      ...(!hasType && body !== '' && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...user,
      ...headers,
    },
    body: Buffer.from(body),
    readAs: 'a curl command',
  };
}

interface Options {
  method?: string;
  user?: string;
  headers: string[];
  data: string[];
}

function readOptions(words: readonly string[]): Options {
  const options: Options = { headers: [], data: [] };
  for (const [index, word] of words.entries()) {
    const [, name = '', joined] = /^(-[A-Za-z]|--[\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const value = joined ?? words[index + 1] ?? '';
    if (name === '-X' || name === '--request') options.method = value.toUpperCase();
    if (name === '-H' || name === '--header') options.headers.push(value);
    if (name === '-u' || name === '--user') options.user = value;
    if (name === '-d' || /^--data(?:-raw|-binary|-ascii)?$/.test(name)) options.data.push(value);
  }
  return options;
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/** Words of a POSIX shell, with `$'...'` as browsers write it; a backslash at the end of a line goes on. */
function splitShellWords(text: string): string[] {
  const pattern =
    /\$'((?:\\.|[^'\\])*)'|'([^']*)'|"((?:\\.|[^"\\])*)"|\\\r?\n|\\(.)|(\s+)|([^\s'"\\$]+|\$)/gs;
  const words: string[] = [''];
  for (const [, ansi, single, double, escaped, space, plain] of text.trim().matchAll(pattern)) {
    if (space !== undefined) words.push('');
    else
      words.push(
        (words.pop() ?? '') + (readAnsi(ansi) ?? single ?? readDouble(double) ?? escaped ?? plain ?? ''),
      );
  }
  return words.filter((word, index) => index === 0 || word !== '');
}

function readAnsi(text: string | undefined): string | undefined {
  return text?.replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|(.))/gis, (_, unicode, hex, other) =>
    other === undefined
      ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16))
      : (escapes[other] ?? other),
  );
}

function readDouble(text: string | undefined): string | undefined {
  return text?.replace(/\\(?:\r?\n|(["\\$`]))/g, (_, character = '') => character);
}
