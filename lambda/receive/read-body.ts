import type { BodyFormat } from '../../config/source.ts';
import { TooMuch } from '../hr-systems/too-much.ts';
import { namesUnknownEncoding, undoCompression } from './compression.ts';
import { decodeText } from './decode-text.ts';
import { recogniseFormat } from './recognise-format.ts';
import { Refusal } from './refusal.ts';
import { NestedTooDeep, requireHandyJson } from './require-handy-json.ts';
import type { Step, Webhook } from './webhook.ts';

/** Tells the JSON parser which bodies to parse. */
const jsonHeaders = { 'content-type': 'application/json' };

/**
 * Turns the bytes of an authentic webhook into values: undoes its compression, decodes the text, finds out which of the
 * source's formats it is in, and parses it. JSON is only measured here, and left to the next step. The parsers for XML
 * and forms are loaded when they are needed.
 * @param maxBodyBytes also counts for what a compressed body stands for.
 * @throws Refusal BODY_UNREADABLE, BODY_TOO_LARGE.
 */
export function readBody(maxBodyBytes: number): Step {
  return {
    async before({ event }) {
      const text = decodeBody(event.webhook, maxBodyBytes);
      if (text.trim() === '') throw unreadable('body-empty');
      const format = recogniseFormat(event.webhook, text);
      if (format === undefined) throw unreadable('content-type-unsupported');
      event.format = format;
      event.headers = format === 'json' ? jsonHeaders : {};
      event.body = await readAs(format, text);
    },
  };
}

/** @throws Refusal BODY_UNREADABLE, BODY_TOO_LARGE. */
export function decodeBody(webhook: Webhook, maxBodyBytes: number): string {
  const { headers } = webhook;
  const bytes = undoCompression(webhook, maxBodyBytes);
  if (bytes === 'too-large') throw new Refusal('BODY_TOO_LARGE', 'body-too-large');
  if (bytes === 'broken') throw unreadable('encoding-broken');
  try {
    return decodeText(bytes, headers['content-type'] ?? '');
  } catch (error) {
    // That it is no text follows from an encoding that is not known here.
    throw namesUnknownEncoding(headers) ? unreadable('encoding-unsupported') : error;
  }
}

/** @throws Refusal BODY_UNREADABLE. @throws TooMuch. */
async function readAs(format: BodyFormat, text: string): Promise<unknown> {
  const read = await readerOf(format);
  try {
    return read(text);
  } catch (error) {
    // A parser's own error may contain the body, so only the fact that there was one is kept.
    if (error instanceof TooMuch) throw error;
    throw unreadable(error instanceof NestedTooDeep ? 'body-nested-too-deep' : `body-no-${format}`);
  }
}

async function readerOf(format: BodyFormat): Promise<(text: string) => unknown> {
  switch (format) {
    case 'json':
      return measureJson;
    case 'xml':
      return (await import('./parse-xml.ts')).parseXml;
    case 'form':
      return (await import('./parse-form.ts')).parseForm;
  }
}

function measureJson(text: string): string {
  requireHandyJson(text);
  return text;
}

function unreadable(reason: string): Refusal {
  return new Refusal('BODY_UNREADABLE', reason);
}
