import type { BodyFormat } from '../../config/source.ts';
import type { Webhook } from './webhook.ts';

/**
 * The format of a body; undefined if the source does not send it. How the body begins counts before its content type,
 * because many senders, and curl, declare what is not there.
 */
export function recogniseFormat(
  { settings: { formats }, headers }: Pick<Webhook, 'settings' | 'headers'>,
  text: string,
): BodyFormat | undefined {
  const takes = (wanted: BodyFormat | undefined) => formats.find((format) => format === wanted);
  const seen = takes(seenFormat(text));
  if (seen !== undefined) return seen;
  const declared = declaredFormat(headers['content-type'] ?? '');
  if (declared === 'other') return undefined;
  if (isFormLike(text) && takes('form')) return 'form';
  return declared === undefined ? formats[0] : takes(declared);
}

function seenFormat(text: string): BodyFormat | undefined {
  if (/^\s*</.test(text)) return 'xml';
  return /^\s*[[{]/.test(text) ? 'json' : undefined;
}

/** A name and `=`, with which neither JSON nor XML can begin. */
function isFormLike(text: string): boolean {
  return /^[\w.%+[\]-]{1,200}=/.test(text);
}

/** The format that a content type declares; undefined if it does not say, as from many senders. */
function declaredFormat(contentType: string): BodyFormat | 'other' | undefined {
  if (/^\s*[\w.-]+\/(?:[\w.-]+\+)?xml\b/i.test(contentType)) return 'xml';
  if (/^\s*application\/x-www-form-urlencoded\b/i.test(contentType)) return 'form';
  if (/^\s*multipart\//i.test(contentType)) return 'other';
  return /^\s*[\w.-]+\/(?:[\w.-]+\+)?json\b/i.test(contentType) ? 'json' : undefined;
}
