import { type HmacScheme, isSigned, toHmacScheme } from '../../lambda/hr-systems/hmac-scheme.ts';
import { readKey, type SignedRequest, verifyHmac } from '../../lambda/receive/verify-hmac.ts';
import type { Authentication } from '../../lambda/shared/source-authentication.ts';

const bodyTemplates = ['{body}', 'POST{body}'];
const timedTemplates = ['{body}{timestamp}', '{timestamp}{body}', '{timestamp}.{body}', '{timestamp}:{body}'];
const namedTemplates = ['{id}.{timestamp}.{body}', '{id}{timestamp}{body}', '{timestamp}{id}{body}'];

/**
 * By which other scheme the signature in a way's header would be right with the secret: the common templates, algorithms
 * and encodings.
 * @returns what to set in the way, as it stands in `hire-invites.json`; undefined if there is none.
 */
export function findScheme(way: Authentication, request: SignedRequest, secret: string): string | undefined {
  if (!isSigned(way)) return undefined;
  const own = toHmacScheme(way);
  const found = search(own, request, secret);
  const differing = found && Object.entries(differences(found, own));
  return differing?.map(([name, value]) => `"${name}": "${value}"`).join(', ');
}

export interface SuspectedSignature {
  header: string;
  /** The way by which it is right, as it stands in `authentication`; absent if by no common one. */
  way?: string;
}

/** Headers that hold what looks like a signature, and by which way it would be right with the secret. */
export function findSignatures(request: SignedRequest, secret: string): SuspectedSignature[] {
  return Object.keys(request.headers).flatMap((header) => {
    const ways = suspect(header, request.headers);
    for (const way of ways) {
      const own = toHmacScheme(way);
      const found = search(own, request, secret);
      if (found !== undefined) return [{ header, way: describe(way, found, own) }];
    }
    return ways.length === 0 ? [] : [{ header }];
  });
}

type SignedWay = Parameters<typeof toHmacScheme>[0];
type HmacWay = Extract<SignedWay, { type: 'hmac' }>;

/** Forty hexadecimal digits or more, or as many bytes in base64; before it perhaps a scheme, and a prefix. */
const digestLike = /^(?:[\w-]+ )?([a-z][\w.-]*[=:])?(?:[\da-f]{40,128}|[\w+/-]{27,88}={0,2})$/i;
const timeLike = {
  seconds: /^\d{10}$/,
  milliseconds: /^\d{13}$/,
  'iso-8601': /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/,
};
const timestampFormats = ['seconds', 'milliseconds', 'iso-8601'] as const;

/** The ways by which a header might hold a signature. */
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
  const [isDigest, signaturePrefix] = digestLike.exec(value) ?? [];
  if (isDigest === undefined) return [];
  const prefix = signaturePrefix === undefined ? {} : { signaturePrefix };
  const timed = Object.keys(headers).flatMap((timestampHeader) => {
    const [timestampFormat] = timestampFormats.filter((one) =>
      timeLike[one].test(headers[timestampHeader] ?? ''),
    );
    return timestampFormat === undefined ? [] : [hmac({ ...prefix, timestampHeader, timestampFormat })];
  });
  return [hmac(prefix), ...timed];
}

function search(own: HmacScheme, request: SignedRequest, secret: string): HmacScheme | undefined {
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
  return verifyHmac(scheme, request, [key], { nowMs: 0, toleranceSeconds: 0 }) === 'verified';
}

/** Only what differs: the rest is set right. */
function differences(found: HmacScheme, own: HmacScheme): Record<string, string> {
  const names = ['template', 'algorithm', 'encoding', 'secretEncoding'] as const;
  return Object.fromEntries(
    names.filter((name) => found[name] !== own[name]).map((name) => [name, found[name]]),
  );
}

/** What has a default is left out if that is it. */
function describe(way: SignedWay, found: HmacScheme, own: HmacScheme): string {
  if (way.type === 'standard-webhooks') return JSON.stringify(way);
  const { type, signatureHeader, signaturePrefix, signatureList, timestampHeader, timestampFormat } = way;
  const isTimed = found.template.includes('{timestamp}');
  return JSON.stringify({
    type,
    signatureHeader,
    signaturePrefix,
    signatureList,
    ...(isTimed && timestampHeader !== undefined && { timestampHeader }),
    ...(isTimed && timestampFormat !== 'seconds' && { timestampFormat }),
    ...differences(found, own),
  });
}
