import { timingSafeEqual } from 'node:crypto';
import type { Authentication } from '../../config/source-authentication.ts';
import type { RefusedBecause } from './refused-because.ts';

type Credential = Extract<Authentication, { type: 'basic' | 'bearer' | 'header' }>;

/** The header that carries the credential, in lower case. */
export function credentialHeader(way: Credential): string {
  return way.type === 'header' ? way.header.toLowerCase() : 'authorization';
}

/**
 * Checks a webhook's credential against the live secrets, in constant time: Basic's `user:password` (RFC 7617, in
 * UTF-8), a bearer token (RFC 6750) or the value of a header of its own.
 * @returns `verified`, or why not: for the log and a metric, never for the sender.
 */
export function verifyCredential(
  way: Credential,
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): 'verified' | RefusedBecause {
  const header = headers[credentialHeader(way)]?.trim() ?? '';
  if (header === '') return 'credential-missing';
  const sent = readCredential(way, header);
  if (sent === undefined) return 'credential-malformed';
  return secrets.some((secret) => isEqual(sent, Buffer.from(secret))) ? 'verified' : 'credential-mismatch';
}

/** Whether a sender of this kind can send this secret at all. */
export function isCredential({ type }: Credential, secret: string): boolean {
  return type !== 'basic' || secret.includes(':');
}

function readCredential({ type }: Credential, header: string): Buffer | undefined {
  if (type === 'header') return Buffer.from(header);
  const [, scheme = '', value = ''] = /^(\S+) +(\S+)$/.exec(header) ?? [];
  if (scheme.toLowerCase() !== type) return undefined;
  if (type === 'bearer') return Buffer.from(value);
  return /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? Buffer.from(value, 'base64') : undefined;
}

function isEqual(sent: Buffer, secret: Buffer): boolean {
  return sent.length === secret.length && timingSafeEqual(sent, secret);
}
