import httpJsonBodyParser from '@middy/http-json-body-parser';
import * as v from 'valibot';
import type { Webhook } from './read-request.ts';
import { Refusal } from './refusal.ts';

/** Content types that declare another format than JSON. Everything else, also none at all, may be JSON. */
const anotherFormat = /^\s*(?:[\w.-]+\/(?:[\w.-]+\+)?xml|application\/x-www-form-urlencoded|multipart\/)/i;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Turns the bytes into the text that the JSON parser takes.
 * @throws Refusal BODY_UNREADABLE: declared as another format, no UTF-8, empty.
 */
export function decodeBody(webhook: Webhook): string {
  if (anotherFormat.test(webhook.headers['content-type'] ?? '')) throw unreadable('content-type-unsupported');
  const text = decodeUtf8(webhook.rawBody);
  if (text.trim() === '') throw unreadable('body-empty');
  return text;
}

/** The JSON parser, as a middleware. The content type has been looked at by then, and many senders leave it out. */
export const parseJson = () => httpJsonBodyParser({ disableContentTypeCheck: true });

const ObjectOrList = v.union([
  v.array(v.unknown()),
  v.custom<Record<string, unknown>>((input) => typeof input === 'object' && input !== null),
]);

/**
 * What a webhook can be read from; the JSON parser also lets `null` and scalars pass.
 * @throws Refusal BODY_UNREADABLE.
 */
export function requireObjectOrList(body: unknown): v.InferOutput<typeof ObjectOrList> {
  const result = v.safeParse(ObjectOrList, body);
  if (!result.success) throw unreadable('body-no-object');
  return result.output;
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
