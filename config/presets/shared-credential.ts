import type { SourceInput } from '../source.ts';

/**
 * For senders whose administrator chooses the credential: a user and password, a bearer token or a header. All are
 * compared with the same secret.
 */
export const sharedCredential: SourceInput['authentication'] = [
  { type: 'basic' },
  { type: 'bearer' },
  { type: 'header', header: 'x-api-key' },
];
