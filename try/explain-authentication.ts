import type { Authentication } from '../config/source-authentication.ts';
import { isSigned } from '../lambda/hr-systems/hmac-scheme.ts';
import { judge } from '../lambda/receive/authenticate.ts';
import type { RefusedBecause } from '../lambda/receive/refused-because.ts';
import type { SignedRequest } from '../lambda/receive/verify-hmac.ts';
import { createWay, type Way } from '../lambda/receive/ways.ts';
import type { Webhook } from '../lambda/receive/webhook.ts';
import { findScheme, findSignatures } from './find-scheme.ts';
import { bad, good, note, open } from './marks.ts';

export interface Secrets {
  current: string;
  previous?: string;
}

/**
 * The result: `unknown` without a secret; `unusable` if the secret cannot be the sender's; `stale` if everything but
 * the time is right.
 */
export type AuthenticationEnd = 'verified' | 'stale' | 'unknown' | 'unusable' | 'refused';

/** Says for each way of a source whether the request is authentic by it. If not, it says why and what to do. */
export function explainAuthentication(
  webhook: Webhook,
  secrets: Secrets | undefined,
  nowMs: number,
): { lines: string[]; end: AuthenticationEnd } {
  const { settings, ways, sourceIp, isAllowedFrom } = webhook;
  if (settings.sourceNetworks !== undefined && !isAllowedFrom(sourceIp))
    return {
      lines: [
        bad(
          `sourceNetworks: ${sourceIp === '' ? 'the capture has no sender address' : `${sourceIp} is not in any of them`}`,
        ),
      ],
      end: sourceIp === '' ? 'unknown' : 'refused',
    };
  const judged = settings.authentication.map((authentication, index) =>
    explainWay(authentication, ways[index], webhook, secrets, nowMs),
  );
  const ends = judged.map(({ end }) => end);
  const isUnusable = secrets !== undefined && judge(webhook, secrets, nowMs) === 'secret-unusable';
  const end =
    (['verified', 'stale', 'unknown'] as const).find((one) => ends.includes(one)) ??
    (isUnusable ? 'unusable' : 'refused');
  // One way is enough: if one is right, leave out the others.
  const told = end === 'verified' ? judged.filter((one) => one.end === end) : judged;
  const lines = told.flatMap(({ lines: own }) => own);
  return {
    lines: end === 'refused' || end === 'unusable' ? [...lines, ...hintAtOthers(webhook, secrets)] : lines,
    end,
  };
}

/** What else in a refused request may prove who sent it: perhaps the source should check that instead. */
function hintAtOthers({ headers, rawBody, settings }: Webhook, secrets: Secrets | undefined): string[] {
  const request = { headers, rawBody };
  const secret = secrets?.current ?? '';
  const ways = secrets === undefined ? [] : credentialWays(headers);
  const found = ways.filter((way) => isRight(way, request, secret));
  const signatures = findSignatures(request, secret);
  const signed = settings.authentication.filter(isSigned);
  const known = new Set([...signed, ...found].map((way) => createWay(way, 0).header));
  return [
    ...found.map((way) => note(`a header holds the secret: set "authentication": [${JSON.stringify(way)}]`)),
    ...signatures
      .filter(({ header }) => !known.has(header))
      .map(({ header, way }) => {
        if (way !== undefined) return note(`the header ${header} matches: set "authentication": [${way}]`);
        return secrets === undefined
          ? open(`the header ${header} may be a signature; give the secret to check it`)
          : note(`the header ${header} may be a signature, but no common scheme matches with this secret`);
      }),
  ];
}

/** The ways in which a header may hold the secret itself. */
function credentialWays(headers: Webhook['headers']): Authentication[] {
  const own = Object.keys(headers).map((header) => ({ type: 'header', header }) as const);
  return [{ type: 'basic' }, { type: 'bearer' }, ...own];
}

function isRight(way: Authentication, request: SignedRequest, secret: string): boolean {
  return createWay(way, 0).verify(request, [secret], 0) === 'verified';
}

function explainWay(
  authentication: Authentication,
  way: Way | undefined,
  webhook: Webhook,
  secrets: Secrets | undefined,
  nowMs: number,
): { lines: string[]; end: AuthenticationEnd } {
  const { type } = authentication;
  if (way === undefined || webhook.headers[way.header] === undefined)
    return { lines: [bad(`${type}: the request has no header ${way?.header}`)], end: 'refused' };
  if (secrets === undefined)
    return {
      lines: [
        open(
          `${type}: the header ${way.header} is there; give the secret to check it (--secrets FILE or --secret VALUE)`,
        ),
      ],
      end: 'unknown',
    };
  const verify = (secret: string) => way.verify(webhook, [secret], nowMs);
  const byCurrent = verify(secrets.current);
  const byPrevious = secrets.previous === undefined ? byCurrent : verify(secrets.previous);
  if (byCurrent === 'verified')
    return { lines: [good(`${type}: right, by the secret’s "current"`)], end: 'verified' };
  if (byPrevious === 'verified')
    return { lines: [good(`${type}: right, by the secret’s "previous"`)], end: 'verified' };
  const stale = [byCurrent, byPrevious].includes('timestamp-outside-tolerance');
  return {
    lines: [
      bad(`${type}: ${whyNot[stale ? 'timestamp-outside-tolerance' : byCurrent](webhook, way)}`),
      ...hints(),
    ],
    end: stale ? 'stale' : 'refused',
  };

  function hints(): string[] {
    const secret = secrets?.current ?? '';
    const hint = stale ? undefined : hintAtScheme(authentication, webhook, secret);
    if (hint !== undefined) return [note(hint)];
    if (!way?.takes(secret))
      return [
        note(
          'the secret’s "current" is not a valid key for this type: compare it with what the HR system shows',
        ),
      ];
    if (stale || !isSigned(authentication)) return [];
    return [
      note(
        'no other common scheme matches either: either the secret is wrong, or the body was rewritten when it was captured (compare the bytes)',
      ),
    ];
  }
}

/** Another explanation of the signature in a way's header. */
function hintAtScheme(way: Authentication, request: SignedRequest, secret: string): string | undefined {
  if (!isSigned(way)) return undefined;
  const other = findScheme(way, request, secret);
  if (other !== undefined) return `it matches with other settings: set "authentication": [${other}]`;
  const trimmed = Buffer.from(request.rawBody.toString('latin1').trimEnd(), 'latin1');
  if (isRight(way, { ...request, rawBody: trimmed }, secret))
    return 'it matches without the white space at the end of the body: the capture holds more than was sent';
  if (request.rawBody.length === 0)
    return 'the capture has no body: it was not captured, or an empty line is missing before it';
  return undefined;
}

type Why = (webhook: Webhook, way: Way) => string;

const whyNot: Record<RefusedBecause | 'verified', Why> = {
  verified: () => 'right',
  'network-not-allowed': ({ sourceIp }) => `${sourceIp} is not in any of "sourceNetworks"`,
  'credential-missing': (_, { header }) => `the header ${header} is empty`,
  'credential-malformed': (_, { header }) => `the header ${header} is not of this type`,
  'credential-mismatch': (_, { header }) => `the header ${header} does not match the secret`,
  'signature-missing': (_, { header }) => `the header ${header} is empty`,
  'signature-malformed': (_, { header }) =>
    `the header ${header} has no signature with the encoding, mark or prefix that this source expects`,
  'signature-mismatch': () => 'the signature does not match the secret and the body',
  'id-missing': () => 'the header with the id (idHeader) is missing',
  'timestamp-missing': () => 'the timestamp is missing (timestampHeader, or signatureList.timestamp)',
  'timestamp-malformed': () => 'the timestamp is not in the format that timestampFormat says',
  'timestamp-outside-tolerance': ({ settings }) =>
    `the signature is right, but its timestamp is more than toleranceSeconds (${settings.toleranceSeconds}) from now, so a live request would be refused`,
};
