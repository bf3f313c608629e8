import * as v from 'valibot';
import { Authentication } from '../config/source-authentication.ts';
import { type HmacScheme, isSigned, toHmacScheme } from '../lambda/hr-systems/hmac-scheme.ts';
import { undoUnproven } from '../lambda/receive/compression.ts';
import { readKey, type SignedRequest, verifyHmac } from '../lambda/receive/verify-hmac.ts';

const bodyTemplates = ['{body}', 'POST{body}'];
const timedTemplates = ['{body}{timestamp}', '{timestamp}{body}', '{timestamp}.{body}', '{timestamp}:{body}'];
const namedTemplates = ['{id}.{timestamp}.{body}', '{id}{timestamp}{body}', '{timestamp}{id}{body}'];

/**
 * Finds the settings with which the signature in a way's header would match the secret. It tries the common templates,
 * algorithms and encodings.
 * @returns the way, as it is written in `authentication`; undefined if none matches.
 */
export function findScheme(way: Authentication, request: SignedRequest, secret: string): string | undefined {
  if (!isSigned(way)) return undefined;
  const own = toHmacScheme(way);
  const suspected = suspect(own.signatureHeader, request.headers).map(toHmacScheme);
  return firstOf([own, ...suspected], request, secret);
}

export interface SuspectedSignature {
  header: string;
  /** The way by which it matches, as it is written in `authentication`; absent if no common way matches. */
  way?: string;
}

/** Headers with a value that looks like a signature, and the way by which it would match the secret. */
export function findSignatures(request: SignedRequest, secret: string): SuspectedSignature[] {
  return Object.keys(request.headers).flatMap((header) => {
    const schemes = suspect(header, request.headers).map(toHmacScheme);
    const way = firstOf(schemes, request, secret);
    return schemes.length === 0 ? [] : [{ header, ...(way !== undefined && { way }) }];
  });
}

type SignedWay = Parameters<typeof toHmacScheme>[0];
type HmacWay = Extract<SignedWay, { type: 'hmac' }>;

/** An optional scheme, an optional prefix, then hexadecimal digits or base64. */
const digestLike = /^(?:[\w-]+ )?([a-z][\w.-]*[=:])?([\w+/-]+={0,2})$/i;
const digestBytes = [20, 32, 48, 64];
const timeLike = {
  seconds: /^\d{10}$/,
  milliseconds: /^\d{13}$/,
  'iso-8601': /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/,
};

/** The ways in which a header may hold a signature. */
function suspect(signatureHeader: string, headers: SignedRequest['headers']): SignedWay[] {
  const value = headers[signatureHeader] ?? '';
  const stem = signatureHeader.replace(/signature$/, '');
  const standard = { id: `${stem}id`, timestamp: `${stem}timestamp`, signature: signatureHeader };
  if (/^v1,\S/.test(value) && standard.id in headers && standard.timestamp in headers)
    return [{ type: 'standard-webhooks', headers: standard }];
  const hmac = (more: Partial<HmacWay>): HmacWay => ({
    type: 'hmac',
    algorithm: 'sha256',
    encoding: 'hex',
    template: '{body}',
    timestampFormat: 'seconds',
    secretEncoding: 'utf8',
    signatureHeader,
    ...more,
  });
  if (/^t=\d+,v1=/.test(value))
    return [hmac({ signatureList: { version: 'v1', versionSeparator: '=', timestamp: 't' } })];
  const [, signaturePrefix, digest = ''] = digestLike.exec(value) ?? [];
  const lengths = [digest.length / 2, Buffer.from(digest, 'base64').length];
  if (!digestBytes.some((bytes) => lengths.includes(bytes))) return [];
  const prefix = signaturePrefix === undefined ? {} : { signaturePrefix };
  const timed = Object.keys(headers).filter((name) => formatOf(headers[name] ?? '') !== undefined);
  const named = [undefined, ...Object.keys(headers).filter((name) => /(?:^|[-_])id$/.test(name))];
  const ways = timed.flatMap((timestampHeader) =>
    named.map((idHeader) =>
      hmac({ ...prefix, timestampHeader, ...(idHeader !== undefined && { idHeader }) }),
    ),
  );
  return [hmac(prefix), ...ways];
}

function formatOf(time: string): HmacScheme['timestampFormat'] | undefined {
  return (['seconds', 'milliseconds', 'iso-8601'] as const).find((format) => timeLike[format].test(time));
}

function firstOf(schemes: readonly HmacScheme[], request: SignedRequest, secret: string): string | undefined {
  for (const scheme of schemes) {
    const found = search(scheme, request, secret);
    const way = found && describe(found, request);
    if (way !== undefined) return way;
  }
  return undefined;
}

function search(own: HmacScheme, request: SignedRequest, secret: string): HmacScheme | undefined {
  if (matches(own, request, secret)) return own;
  const { keyBytes, ...open } = own;
  for (const template of templatesFor(own)) {
    for (const algorithm of ['sha256', 'sha512', 'sha1', 'sha384'] as const) {
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        for (const secretEncoding of ['utf8', 'base64', 'hex'] as const) {
          const scheme = { ...open, template, algorithm, encoding, secretEncoding };
          if (matches(scheme, request, secret)) return scheme;
        }
      }
    }
  }
  return undefined;
}

function templatesFor({ template, timestampHeader, signatureList, idHeader }: HmacScheme): Set<string> {
  const hasTime = timestampHeader !== undefined || signatureList?.timestamp !== undefined;
  return new Set([
    template,
    ...(hasTime ? timedTemplates : []),
    ...(idHeader === undefined ? [] : namedTemplates),
    ...bodyTemplates,
  ]);
}

function matches(scheme: HmacScheme, request: SignedRequest, secret: string): boolean {
  const key = readKey(scheme, secret);
  if (key === undefined) return false;
  // The request does not need an id if the template does not use it.
  const { idHeader, ...rest } = scheme;
  const judged = scheme.template.includes('{id}') ? scheme : rest;
  const timestampFormat = formatOf(timeIn(scheme, request)) ?? scheme.timestampFormat;
  const plain = undoUnproven(request);
  const signed = plain === undefined ? [request.rawBody] : [request.rawBody, plain];
  return signed.some((rawBody) => {
    const clock = { nowMs: 0, toleranceSeconds: 0 };
    return verifyHmac({ ...judged, timestampFormat }, { ...request, rawBody }, [key], clock) === 'verified';
  });
}

/** The timestamp of a request, in a header of its own or beside the signature. */
function timeIn(
  { timestampHeader, signatureHeader, signatureList }: HmacScheme,
  request: SignedRequest,
): string {
  if (timestampHeader !== undefined) return request.headers[timestampHeader] ?? '';
  const inList = new RegExp(`(?:^|[ ,])${signatureList?.timestamp}=([^ ,]+)`);
  return inList.exec(request.headers[signatureHeader] ?? '')?.[1] ?? '';
}

/** As written in `authentication`, without unsigned parts and defaults; undefined if it would not be allowed there. */
function describe(found: HmacScheme, request: SignedRequest): string | undefined {
  const { signatureHeader, signaturePrefix, signatureList, template, timestampHeader, idHeader } = found;
  if (found.keyBytes !== undefined)
    return JSON.stringify({
      type: 'standard-webhooks',
      headers: { id: idHeader, timestamp: timestampHeader, signature: signatureHeader },
    });
  const isTimed = template.includes('{timestamp}');
  const { timestamp, ...list } = signatureList ?? { timestamp: undefined };
  const format = formatOf(timeIn(found, request));
  const unless = <Value>(usual: Value, value: Value) => (value === usual ? undefined : value);
  const way = {
    type: 'hmac',
    algorithm: unless('sha256', found.algorithm),
    encoding: unless('hex', found.encoding),
    signatureHeader,
    signaturePrefix,
    signatureList: signatureList && { ...list, ...(isTimed && timestamp !== undefined && { timestamp }) },
    template: unless('{body}', template),
    timestampHeader: isTimed ? timestampHeader : undefined,
    timestampFormat: isTimed ? unless('seconds', format) : undefined,
    idHeader: template.includes('{id}') ? idHeader : undefined,
    secretEncoding: unless('utf8', found.secretEncoding),
    secretPrefix: found.secretPrefix,
  };
  const text = JSON.stringify(way);
  return v.is(Authentication, JSON.parse(text)) ? text : undefined;
}
