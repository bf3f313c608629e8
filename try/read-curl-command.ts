import { type Capture, CaptureError, toHeaders, toQuery } from './capture.ts';

/**
 * A curl command, as browsers and request bins copy it.
 * @param encoding how the file is written, and so the body in it.
 * @returns undefined if the text is not a curl command.
 * @throws CaptureError if the body is in a file, or is made by an option that is not known here.
 */
export function readCurlCommand(text: string, encoding: 'utf8' | 'latin1'): Capture | undefined {
  // A prompt or a comment may come before it.
  const [program, ...words] = splitShellWords(text.replace(/^(?:\s*#.*\n)*\s*(?:\$\s+)?/, ''));
  if (program !== 'curl') return undefined;
  if (/\s\^"/.test(text.replace(/'[^']*'/g, '')))
    throw new CaptureError('it is quoted for cmd on Windows: copy it for bash');
  const given = readOptions(words);
  const body = given.data.join('&');
  const headers = toHeaders(given.headers);
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const type = given.isJson ? 'application/json' : 'application/x-www-form-urlencoded';
  const user = given.user && { authorization: `Basic ${Buffer.from(given.user).toString('base64')}` };
  return {
    method: given.method ?? 'POST',
    ...toQuery(words.find((word) => /^https?:/i.test(word))),
    headers: { ...(!hasType && body !== '' && { 'content-type': type }), ...user, ...headers },
    body: Buffer.from(body, encoding),
    readAs: 'a curl command',
  };
}

interface Options {
  method?: string;
  user?: string;
  headers: string[];
  data: string[];
  isJson?: true;
}

/** An option with its value: `-X POST`, `-XPOST`, `-sX POST`, `--request POST`, `--request=POST`. */
function readOptions(words: readonly string[]): Options {
  const options: Options = { headers: [], data: [] };
  const left = words.values();
  for (const word of left) {
    const [, long, short = '', joined] =
      /^(?:(--[\w-]+)|-[sSkLvifgNjJaqnpORGIlMBZ#0-46]*([XHudFT]))(?:=?(.+))?$/s.exec(word) ?? [];
    const name = long ?? (short && `-${short}`);
    if (takesValue.test(name)) readOption(options, name, joined ?? left.next().value ?? '');
  }
  return options;
}

const takesValue = /^(?:-[XHudFT]|--(?:request|header|user|json|data.*|form.*|upload-file))$/;

function readOption(options: Options, name: string, value: string): void {
  if (name === '-X' || name === '--request') options.method = value.toUpperCase();
  if (name === '-H' || name === '--header') options.headers.push(value);
  if (name === '-u' || name === '--user') options.user = value;
  if (name === '--json') options.isJson = true;
  if (name === '-d' || /^--(?:json|data(?:-raw|-binary|-ascii)?)$/.test(name)) {
    if (value.startsWith('@') && name !== '--data-raw')
      throw new CaptureError(
        `its body is in the file ${value.slice(1)}: put it into the command with --data-raw '...'`,
      );
    options.data.push(value);
  }
  if (/^(?:--data-urlencode|-F|--form|-T|--upload-file)/.test(name))
    throw new CaptureError(`the option ${name} is not known here: give the body with --data-raw '...'`);
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/**
 * Splits into words as a POSIX shell does, with `$'...'` as browsers write it. A backslash at a line end continues it.
 */
function splitShellWords(text: string): string[] {
  const pattern =
    /\$'((?:\\.|[^'\\])*)'|'([^']*)'|"((?:\\.|[^"\\])*)"|\\\r?\n|\\(.)|(\s+)|([^\s'"\\$]+|\$)/gs;
  const words: string[] = [];
  let word: string | undefined;
  for (const [, ansi, single, double, escaped, space, plain] of text.trim().matchAll(pattern)) {
    const part = readAnsi(ansi) ?? single ?? readDouble(double) ?? escaped ?? plain;
    if (part !== undefined) word = (word ?? '') + part; // even if it is empty: `''` is a word
    if (space === undefined || word === undefined) continue;
    words.push(word);
    word = undefined;
  }
  return word === undefined ? words : [...words, word];
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
