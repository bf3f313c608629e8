import type { BodyFormat } from '../../config/source.ts';
import { Refusal } from './refusal.ts';
import type { Step, Webhook } from './webhook.ts';

/** By its content type the JSON parser knows what is for it. */
const contentTypes: Record<BodyFormat, string> = {
  json: 'application/json',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
};

/**
 * Turns the bytes into text and says in which of the source's formats that is written. XML and forms are parsed here;
 * JSON is left to the next step. The parsers of XML and forms are loaded when one comes.
 * @throws Refusal BODY_UNREADABLE: declared as a format that the source does not send, not UTF-8, empty, malformed.
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

/** What is not declared, or declared as plain text, is known by how it begins. */
function chooseFormat({ settings: { formats }, headers }: Webhook, text: string): BodyFormat | undefined {
  const declared = declaredFormat(headers['content-type'] ?? '');
  if (declared !== undefined) return formats.find((format) => format === declared);
  const seen = /^\s*</.test(text) ? 'xml' : /^\s*[[{]/.test(text) ? 'json' : undefined;
  return formats.find((format) => format === seen) ?? formats[0];
}

/** What a content type declares; undefined if it leaves it open, as many senders do. */
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

/** A parser's own error may carry the body: nothing of it is kept but that there was one. */
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
