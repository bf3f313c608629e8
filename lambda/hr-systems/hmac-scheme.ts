import type { Authentication, HmacSettings } from '../../config/source-authentication.ts';

/** How the HMAC of a webhook is computed and written. Header names in lower case, also in the template. */
export interface HmacScheme extends Omit<HmacSettings, 'type'> {
  /** How many bytes a key has, if the scheme says so. It rules out other text that happens to be base64. */
  keyBytes?: { min: number; max: number };
}

type Signed = Extract<Authentication, { type: 'hmac' | 'standard-webhooks' }>;

export function isSigned(authentication: Authentication): authentication is Signed {
  return authentication.type === 'hmac' || authentication.type === 'standard-webhooks';
}

export function toHmacScheme(authentication: Signed): HmacScheme {
  if (authentication.type === 'standard-webhooks') return standardWebhooks(authentication.headers);
  const { type, timestampHeader, idHeader, signatureHeader, template, ...rest } = authentication;
  return {
    ...rest,
    signatureHeader: signatureHeader.toLowerCase(),
    template: template.replace(/\{header:[^}]+\}/g, (part) => part.toLowerCase()),
    ...(timestampHeader !== undefined && { timestampHeader: timestampHeader.toLowerCase() }),
    ...(idHeader !== undefined && { idHeader: idHeader.toLowerCase() }),
  };
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md (read 2026-11). */
function standardWebhooks(headers: { id: string; timestamp: string; signature: string }): HmacScheme {
  return {
    algorithm: 'sha256',
    encoding: 'base64',
    template: '{id}.{timestamp}.{body}',
    signatureHeader: headers.signature.toLowerCase(),
    signatureList: { version: 'v1', versionSeparator: ',' },
    timestampHeader: headers.timestamp.toLowerCase(),
    timestampFormat: 'seconds',
    idHeader: headers.id.toLowerCase(),
    secretEncoding: 'base64',
    secretPrefix: 'whsec_',
    keyBytes: { min: 24, max: 64 },
  };
}
