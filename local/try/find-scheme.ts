import { type HmacScheme, isSigned, toHmacScheme } from '../../lambda/hr-systems/hmac-scheme.ts';
import { readKey, verifyHmac } from '../../lambda/receive/verify-hmac.ts';
import type { Authentication } from '../../lambda/shared/source.ts';

const bodyTemplates = ['{body}', 'POST{body}'];
const timedTemplates = ['{body}{timestamp}', '{timestamp}{body}', '{timestamp}.{body}', '{timestamp}:{body}'];
const namedTemplates = ['{id}.{timestamp}.{body}', '{id}{timestamp}{body}', '{timestamp}{id}{body}'];

/**
 * By which other scheme a signature would be right with the secret: the common templates, algorithms and encodings.
 * @returns what to set, as it stands in `hire-invites.json`; undefined if there is none.
 */
export function findScheme(
  way: Authentication,
  request: { headers: Readonly<Record<string, string>>; body: Buffer },
  secret: string,
): string | undefined {
  if (!isSigned(way)) return undefined;
  const own = toHmacScheme(way);
  const { keyBytes, ...open } = own;
  for (const template of templatesFor(own)) {
    for (const algorithm of ['sha256', 'sha512', 'sha1', 'sha384'] as const) {
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        for (const secretEncoding of ['utf8', 'base64', 'hex'] as const) {
          const scheme = { ...open, template, algorithm, encoding, secretEncoding };
          if (matches(scheme, request, secret)) return describe(scheme, own);
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

function matches(
  scheme: HmacScheme,
  request: { headers: Readonly<Record<string, string>>; body: Buffer },
  secret: string,
): boolean {
  const key = readKey(scheme, secret);
  if (key === undefined) return false;
  return verifyHmac(scheme, request, [key], { nowMs: 0, toleranceSeconds: 0 }) === 'verified';
}

/** Only what differs: the rest is set right. */
function describe(found: HmacScheme, own: HmacScheme): string {
  const names = ['template', 'algorithm', 'encoding', 'secretEncoding'] as const;
  const differing = names.filter((name) => found[name] !== own[name]);
  return differing.map((name) => `"${name}": "${found[name]}"`).join(', ');
}
