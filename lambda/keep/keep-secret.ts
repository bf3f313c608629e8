import { randomBytes } from 'node:crypto';
import {
  CreateSecretCommand,
  InvalidRequestException,
  ResourceExistsException,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import type { KeptSecret } from '../aws/kept.ts';
import { secretPlaceholder } from '../aws/secrets.ts';
import { Unkept } from './unkept.ts';

/**
 * Makes a secret if there is none of its name. One that exists keeps its value; only the key that encrypts it may be
 * another. If no key is named, it keeps the one that it has.
 * @returns whether it was made.
 * @throws Unkept if a secret of this name was deleted and still waits for its end; the errors of Secrets Manager.
 */
export async function keepSecret(
  { ResourceProperties }: KeptSecret,
  client: SecretsManagerClient,
): Promise<boolean> {
  const { SecretName: name, Placeholders, Random, KmsKeyId } = ResourceProperties;
  const key = KmsKeyId === undefined ? {} : { KmsKeyId };
  const value = Object.fromEntries([
    ...Placeholders.map((field) => [field, secretPlaceholder]),
    ...Random.map((field) => [field, randomBytes(32).toString('hex')]),
  ]);
  try {
    await client.send(new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(value), ...key }));
    return true;
  } catch (error) {
    if (error instanceof InvalidRequestException)
      throw new Unkept(
        `The secret ${name} was deleted, and AWS keeps it for some days. Restore it with "aws secretsmanager restore-secret --secret-id ${name}", and deploy again.`,
      );
    if (!(error instanceof ResourceExistsException)) throw error;
  }
  if (KmsKeyId !== undefined) await client.send(new UpdateSecretCommand({ SecretId: name, KmsKeyId }));
  return false;
}
