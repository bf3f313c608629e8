import { LookupSecret, type SecretReader, secretNames } from '../../aws/secrets.ts';
import { isFailure } from '../../hire/outcomes.ts';
import type { Finding } from '../answer.ts';
import { fault, fine } from './finding.ts';

export async function checkLookupKey(secrets: SecretReader, name: string): Promise<Finding[]> {
  const subject = 'lookup';
  const secret = await secrets.readOr('SECRET_UNAVAILABLE', secretNames.lookup(name), LookupSecret);
  if (isFailure(secret)) return [fault('LOOKUP_KEY_UNUSABLE', subject, name, secret.reason)];
  return [fine(subject, 'LOOKUP_KEY_READABLE', 'The key by which people are found by e-mail can be read.')];
}
