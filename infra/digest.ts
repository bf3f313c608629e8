import { createHash } from 'node:crypto';
import type { Configuration } from '../config/configuration.ts';

/** The digest by which what was deployed is compared with what is here. An editor's schema does not count. */
export function digestConfiguration({ $schema, ...settings }: Configuration): string {
  return sha256(JSON.stringify(settings));
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
