import type { BodyFormat } from '../../config/source.ts';
import { TooMuch } from '../hr-systems/too-much.ts';
import { namesUnknownEncoding, undoCompression } from './compression.ts';
import { decodeText } from './decode-text.ts';
import { NestedTooDeep, parseJson } from './parse-json.ts';
import { recogniseFormat } from './recognise-format.ts';
import { Refusal } from './refusal.ts';
import type { Step, Webhook } from './webhook.ts';

/**
 * Turns the bytes of an authentic webhook into values: undoes its compression, decodes the text, finds out which of the
 * source's formats it is in, and parses it. The parsers for XML and forms are loaded when they are needed.
 * @param maxBodyBytes also counts for what a compressed body stands for.
 * @throws Refusal BODY_UNREADABLE, BODY_TOO_LARGE.
 */
export function readBody(maxBodyBytes: number): Step {
  return {
    async before({ event }) {
      event.body = await parseBody(event.webhook, decodeBody(event.webhook, maxBodyBytes));
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

/** @throws Refusal BODY_UNREADABLE, BODY_TOO_LARGE. */
async function parseBody(webhook: Webhook, text: string): Promise<unknown> {
  if (text.trim() === '') throw unreadable('body-empty');
  const format = recogniseFormat(webhook, text);
  if (format === undefined) throw unreadable('content-type-unsupported');
  const parse = await parserOf(format);
  try {
    return parse(text);
  } catch (error) {
    // A parser's own error may contain the body, so only the fact that there was one is kept.
    if (error instanceof TooMuch) throw error;
    throw unreadable(error instanceof NestedTooDeep ? 'body-nested-too-deep' : `body-no-${format}`);
  }
}

async function parserOf(format: BodyFormat): Promise<(text: string) => unknown> {
  switch (format) {
    case 'json':
      return parseJson;
    case 'xml':
      return (await import('./parse-xml.ts')).parseXml;
    case 'form':
      return (await import('./parse-form.ts')).parseForm;
  }
}

function unreadable(reason: string): Refusal {
  return new Refusal('BODY_UNREADABLE', reason);
}
