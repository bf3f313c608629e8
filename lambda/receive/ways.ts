import type { Source } from '../../config/source.ts';
import type { Authentication } from '../../config/source-authentication.ts';
import { isSigned, toHmacScheme } from '../hr-systems/hmac-scheme.ts';
import { undoUnproven } from './compression.ts';
import type { RefusedBecause } from './refused-because.ts';
import { credentialHeader, isCredential, verifyCredential } from './verify-credential.ts';
import { readKey, type SignedRequest, verifyHmac } from './verify-hmac.ts';

export type Verdict = 'verified' | RefusedBecause;

/** One way for a webhook to prove where it comes from. */
export interface Way {
  /** The header that this way needs, in lower case. */
  header: string;
  missing: RefusedBecause;
  /** Whether a secret's text fits this way at all. */
  takes: (secret: string) => boolean;
  verify: (request: SignedRequest, secrets: readonly string[], nowMs: number) => Verdict;
}

/** The ways of a source. */
export function waysOf({
  authentication,
  toleranceSeconds,
}: Pick<Source, 'authentication' | 'toleranceSeconds'>): Way[] {
  return authentication.map((one) => createWay(one, toleranceSeconds));
}

/** @param toleranceSeconds how far a signed timestamp may be from now. 0 means not checked. */
export function createWay(authentication: Authentication, toleranceSeconds: number): Way {
  if (!isSigned(authentication))
    return {
      header: credentialHeader(authentication),
      missing: 'credential-missing',
      takes: (secret) => isCredential(authentication, secret),
      verify: ({ headers }, secrets) => verifyCredential(authentication, headers, secrets),
    };
  const scheme = toHmacScheme(authentication);
  return {
    header: scheme.signatureHeader,
    missing: 'signature-missing',
    takes: (secret) => readKey(scheme, secret) !== undefined,
    verify(request, secrets, nowMs) {
      const keys = secrets.map((secret) => readKey(scheme, secret)).filter((key) => key !== undefined);
      const check = (rawBody: Buffer) =>
        verifyHmac(scheme, { ...request, rawBody }, keys, { nowMs, toleranceSeconds });
      const verdict = check(request.rawBody);
      if (verdict !== 'signature-mismatch') return verdict;
      // Some senders sign a body before they compress it.
      const plain = undoUnproven(request);
      return plain === undefined ? verdict : check(plain);
    },
  };
}
