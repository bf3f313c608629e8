/** Why a webhook is not authentic: for the log and a metric, never for the sender. */
export type RefusedBecause =
  | 'network-not-allowed'
  | 'credential-missing'
  | 'credential-malformed'
  | 'credential-mismatch'
  | 'signature-missing'
  | 'signature-malformed'
  | 'signature-mismatch'
  | 'id-missing'
  | 'timestamp-missing'
  | 'timestamp-malformed'
  | 'timestamp-outside-tolerance';

/** Our own secret may be wrong, or may have been changed a moment ago. */
export function isMismatch(reason: string): boolean {
  return reason === 'signature-mismatch' || reason === 'credential-mismatch';
}
