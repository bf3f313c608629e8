import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { BodyFormat } from '../../config/source.ts';
import type { Webhook } from './read-request.ts';
import { Refusal } from './refusal.ts';

/** What a content type declares; undefined if it leaves it open, as many senders do. */
function declaredFormat(contentType: string): BodyFormat | 'other' | undefined {
  if (/^\s*[\w.-]+\/(?:[\w.-]+\+)?xml\b/i.test(contentType)) return 'xml';
  if (/^\s*application\/x-www-form-urlencoded\b/i.test(contentType)) return 'form';
  if (/^\s*multipart\//i.test(contentType)) return 'other';
  return /^\s*[\w.-]+\/(?:[\w.-]+\+)?json\b/i.test(contentType) ? 'json' : undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const json = httpJsonBodyParser({ disableContentTypeCheck: true });

/**
 * Turns a webhook's bytes into what they say. The parsers of XML and forms are loaded when one comes.
 * @throws Refusal BODY_UNREADABLE: declared as a format that the source does not send, no UTF-8, empty, malformed, or
 *   neither an object nor a list.
 */
export async function parseBody(webhook: Webhook): Promise<unknown> {
  const { formats } = webhook.settings;
  const declared = declaredFormat(webhook.headers['content-type'] ?? '');
  const text = decodeUtf8(webhook.rawBody);
  if (text.trim() === '') throw unreadable('body-empty');
  const format = chooseFormat(formats, declared, text);
  if (format === undefined) throw unreadable('content-type-unsupported');
  return requireObjectOrList(await parse(format, text));
}

/** What is not declared, or declared as plain text, is known by how it begins. */
function chooseFormat(
  formats: readonly BodyFormat[],
  declared: ReturnType<typeof declaredFormat>,
  text: string,
): BodyFormat | undefined {
  if (declared !== undefined) return formats.find((format) => format === declared);
  const seen = /^\s*</.test(text) ? 'xml' : /^\s*[[{]/.test(text) ? 'json' : undefined;
  return formats.find((format) => format === seen) ?? formats[0];
}

async function parse(format: BodyFormat, text: string): Promise<unknown> {
  switch (format) {
    case 'json':
      return parseJson(text);
    case 'xml':
      return readOrRefuse((await import('./parse-xml.ts')).parseXml, text, 'body-no-xml');
    case 'form':
      return readOrRefuse((await import('./parse-form.ts')).parseForm, text, 'body-no-form');
  }
}

/** The parser's own errors carry the body: nothing of them is kept but that there was one. */
async function parseJson(text: string): Promise<unknown> {
  const request = { event: { body: text } };
  try {
    await Reflect.apply(json.before ?? (() => undefined), undefined, [request]);
  } catch {
    throw unreadable('body-no-json');
  }
  return request.event.body;
}

function readOrRefuse(read: (text: string) => unknown, text: string, reason: string): unknown {
  try {
    return read(text);
  } catch {
    throw unreadable(reason);
  }
}

/** The JSON parser also lets `null` and scalars pass. */
function requireObjectOrList(body: unknown): object {
  if (typeof body !== 'object' || body === null) throw unreadable('body-no-object');
  return body;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw unreadable('body-no-utf8');
  }
}

function unreadable(reason: string): Refusal {
  return new Refusal('BODY_UNREADABLE', reason);
}
