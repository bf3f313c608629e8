import * as v from 'valibot';
import { expression } from './checks.ts';
import { matching, oneOf, section } from './settings.ts';

/** How a webhook proves where it comes from, and what the sender sends before the first one. */

/** Not `constructor`: every object has one, so the header would always seem to be there. */
export const headerName = matching(
  /^(?!constructor$)[a-z0-9][a-z0-9_-]{0,63}$/i,
  'a header name of letters, digits, hyphens and underscores, not "constructor"',
);

/** How the HMAC of a webhook is computed and written, as data: one verifier reads every scheme. */
const Hmac = v.pipe(
  section({
    type: v.literal('hmac'),
    algorithm: v.optional(oneOf(['sha256', 'sha512', 'sha384', 'sha1']), 'sha256'),
    /** How the digest is written in the header. */
    encoding: v.optional(oneOf(['hex', 'base64', 'base64url']), 'hex'),
    signatureHeader: headerName,
    /** The text before the signature, such as `sha256=`. */
    signaturePrefix: v.optional(
      matching(/^[!-+\--~]{1,32}$/, 'visible characters, without a comma, that stand before the signature'),
    ),
    /** For headers that list several signatures: `v1,<signature> v1,<signature>`, `t=<seconds>,v1=<signature>`. */
    signatureList: v.optional(
      section({
        /** The mark of a signature; signatures with another mark are ignored. */
        version: matching(/^[\w-]{1,16}$/, 'the mark before a signature, such as "v1"'),
        versionSeparator: v.optional(oneOf([',', '=']), ','),
        /** The mark of the timestamp, if it is in the same header. */
        timestamp: v.optional(matching(/^[\w-]{1,16}$/, 'the mark before the timestamp, such as "t"')),
      }),
    ),
    /** What is signed. Everything except the names in braces is taken literally. A header that is not sent is empty. */
    template: v.optional(
      v.pipe(
        matching(
          /^(?=[\s\S]*\{body\})(?:[^{}]|\{(?:body|timestamp|id)\}|\{header:[A-Za-z0-9][\w-]{0,63}\})*$/,
          'a text with {body}, and {timestamp}, {id} and {header:name} if they are signed, such as "{timestamp}.{body}"',
        ),
        // A header's value has no form by which its end is known.
        v.check(
          (text) => !/\}\{header:|\{header:[^}]+\}\{/.test(text),
          'a text with a mark, such as ".", before and after each {header:name}',
        ),
        v.check((text) => !/\{header:constructor\}/i.test(text), 'another header than "constructor"'),
      ),
      '{body}',
    ),
    timestampHeader: v.optional(headerName),
    timestampFormat: v.optional(oneOf(['seconds', 'milliseconds', 'iso-8601']), 'seconds'),
    idHeader: v.optional(headerName),
    /** How the secret's text becomes the key, and a prefix that it may have. */
    secretEncoding: v.optional(oneOf(['utf8', 'base64', 'hex']), 'utf8'),
    secretPrefix: v.optional(
      matching(/^[!-~]{1,32}$/, 'visible characters that may stand before the secret'),
    ),
  }),
  v.check(
    ({ template, timestampHeader, signatureList, idHeader }) =>
      template.includes('{timestamp}') ===
        (timestampHeader !== undefined || signatureList?.timestamp !== undefined) &&
      template.includes('{id}') === (idHeader !== undefined),
    'a "template" with {timestamp} together with "timestampHeader" or "signatureList.timestamp", and with {id} together with "idHeader": both or neither',
  ),
);

/** The names of the Standard Webhooks headers; some senders use others. */
export const standardWebhooksHeaders = v.optional(
  section({
    id: v.optional(headerName, 'webhook-id'),
    timestamp: v.optional(headerName, 'webhook-timestamp'),
    signature: v.optional(headerName, 'webhook-signature'),
  }),
  {},
);

export const Authentication = v.variant(
  'type',
  [
    Hmac,
    section({
      type: v.literal('standard-webhooks'),
      headers: standardWebhooksHeaders,
    }),
    section({ type: v.literal('basic') }),
    section({ type: v.literal('bearer') }),
    section({ type: v.literal('header'), header: headerName }),
  ],
  'an object with a "type" of "hmac", "standard-webhooks", "basic", "bearer" or "header"',
);

/** A body that is always the same, and is never a hire. */
const Ping = v.pipe(
  section({
    type: v.literal('ping'),
    text: v.optional(v.pipe(v.string('the text of the ping'), v.minLength(1), v.maxLength(200))),
    json: v.optional(
      v.pipe(
        v.unknown(),
        v.check(
          (json) => JSON.stringify(json).length <= 2000,
          'the JSON of the ping, of at most 2000 characters',
        ),
      ),
    ),
  }),
  v.check(
    ({ text, json }) => (text === undefined) !== (json === undefined),
    'either "text" or "json": the whole body of the ping',
  ),
);

/** Something of the request that is given back: from its body, its query or a header. */
const Echo = v.pipe(
  section({
    type: v.literal('echo'),
    /** The name under which it is given back. */
    field: v.optional(matching(/^[\w-]{1,64}$/, 'the name of the field that is sent back')),
    /** Where it is in the body, if not in a field of that name. */
    from: v.optional(expression),
    query: v.optional(
      matching(/^[\w.[\]-]{1,64}$/, 'the name of a parameter of the address, such as "hub.challenge"'),
    ),
    header: v.optional(
      matching(/^x-[a-z0-9-]{1,62}$/i, 'the name of a header that begins with "X-", such as "X-Hook-Secret"'),
    ),
  }),
  v.check(
    ({ field, from, query, header }) =>
      [from, query, header].filter((place) => place !== undefined).length <= 1 &&
      (field !== undefined || query !== undefined || header !== undefined),
    'one place ("from", "query" or "header"; without them the body’s "field"), and a "field" if it is in the body',
  ),
);

export const Handshake = v.variant(
  'type',
  [
    Ping,
    Echo,
    section({
      type: v.literal('keep-token'),
      field: matching(/^[\w-]{1,64}$/, 'the name of the field that holds the token'),
    }),
    section({ type: v.literal('cloudevents') }),
    section({ type: v.literal('get') }),
  ],
  'an object with a "type" of "ping", "echo", "keep-token", "cloudevents" or "get"',
);

export type Authentication = v.InferOutput<typeof Authentication>;
export type HmacSettings = v.InferOutput<typeof Hmac>;
export type Handshake = v.InferOutput<typeof Handshake>;
