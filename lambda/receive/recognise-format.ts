import type { BodyFormat } from '../../config/source.ts';
import { Refusal } from './refusal.ts';
import type { Step, Webhook } from './webhook.ts';

/** The content type tells the JSON parser which bodies to parse. */
const contentTypes: Record<BodyFormat, string> = {
  json: 'application/json',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
};

/**
 * Turns the bytes into text, and finds out which of the source's formats it is in. XML and forms are parsed here; JSON
 * is left to the next step. The parsers for XML and forms are loaded when they are needed.
 * @throws Refusal BODY_UNREADABLE if the body is declared as a format that the source does not send, is not UTF-8,
 * empty or malformed.
 */
export function recogniseFormat(): Step {
  return {
    async before({ event }) {
      const text = decodeUtf8(event.webhook.rawBody);
      if (text.trim() === '') throw unreadable('body-empty');
      const format = chooseFormat(event.webhook, text);
      if (format === undefined) throw unreadable('content-type-unsupported');
      event.headers = { 'content-type': contentTypes[format] };
      event.body = await parseIfNotJson(format, text);
    },
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw unreadable('body-no-utf8');
  }
}

/** A body without a declared type, or declared as plain text, is recognised by how it begins. */
function chooseFormat({ settings: { formats }, headers }: Webhook, text: string): BodyFormat | undefined {
  const declared = declaredFormat(headers['content-type'] ?? '');
  if (declared !== undefined) return formats.find((format) => format === declared);
  const seen = /^\s*</.test(text) ? 'xml' : /^\s*[[{]/.test(text) ? 'json' : undefined;
  return formats.find((format) => format === seen) ?? formats[0];
}

/** The format that a content type declares; undefined if it does not say, as from many senders. */
function declaredFormat(contentType: string): BodyFormat | 'other' | undefined {
  if (/^\s*[\w.-]+\/(?:[\w.-]+\+)?xml\b/i.test(contentType)) return 'xml';
  if (/^\s*application\/x-www-form-urlencoded\b/i.test(contentType)) return 'form';
  if (/^\s*multipart\//i.test(contentType)) return 'other';
  return /^\s*[\w.-]+\/(?:[\w.-]+\+)?json\b/i.test(contentType) ? 'json' : undefined;
}

async function parseIfNotJson(format: BodyFormat, text: string): Promise<unknown> {
  switch (format) {
    case 'json':
      return text;
    case 'xml':
      return readOrRefuse((await import('./parse-xml.ts')).parseXml, text, 'body-no-xml');
    case 'form':
      return readOrRefuse((await import('./parse-form.ts')).parseForm, text, 'body-no-form');
  }
}

/** A parser's own error may contain the body, so only the fact that there was one is kept. */
function readOrRefuse(read: (text: string) => unknown, text: string, reason: string): unknown {
  try {
    return read(text);
  } catch {
    throw unreadable(reason);
  }
}

function unreadable(reason: string): Refusal {
  return new Refusal('BODY_UNREADABLE', reason);
}
