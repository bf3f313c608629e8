import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { ConfigurationError } from '../infra/config.ts';
import { connectHrSystem } from '../lambda/hr-systems/index.ts';
import type { Configuration } from '../lambda/shared/configuration.ts';
import { ApiKeySecret, OneLoginSecret, secretNames, WebhookSecret } from '../lambda/shared/secrets.ts';

/** Secrets by name, as text in JSON. */
export type LocalSecrets = ReadonlyMap<string, string>;

/** Sample values for every secret of a configuration, another one each time. */
export function generateSecrets({ name, sources }: Pick<Configuration, 'name' | 'sources'>): LocalSecrets {
  const random = () => randomBytes(24);
  const secrets = new Map<string, unknown>([
    [secretNames.oneLogin(name), { clientId: 'sandbox', clientSecret: random().toString('hex') }],
  ]);
  for (const [source, settings] of Object.entries(sources)) {
    const hr = connectHrSystem(settings);
    const current =
      hr.scheme.secretEncoding === 'base64'
        ? `whsec_${random().toString('base64')}`
        : random().toString('hex');
    secrets.set(secretNames.webhook(name, source), { current });
    if (hr.api !== undefined)
      secrets.set(secretNames.api(name, source), { apiKey: random().toString('hex') });
  }
  return new Map([...secrets].map(([secret, value]) => [secret, JSON.stringify(value)]));
}

/**
 * Secrets from a file: a JSON object, secret name → value (text, or an object that becomes JSON).
 * @throws ConfigurationError if it is none.
 */
export function readSecrets(file: string): LocalSecrets {
  try {
    const values = v.parse(v.record(v.string(), v.unknown()), JSON.parse(readFileSync(file, 'utf8')));
    return new Map(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
  } catch {
    throw new ConfigurationError(
      `${file} is no JSON object of secrets, such as {"hire-invites/onelogin": {...}}.`,
    );
  }
}

/** What the sandboxes must know so that they accept what the functions send. Undefined where the secret is unusable. */
export function readCredentials(secrets: LocalSecrets, name: string) {
  const read = <Schema extends v.GenericSchema>(
    secret: string,
    schema: Schema,
  ): v.InferOutput<Schema> | undefined => {
    try {
      return v.parse(schema, JSON.parse(secrets.get(secret) ?? ''));
    } catch {
      return undefined;
    }
  };
  return {
    oneLogin: read(secretNames.oneLogin(name), OneLoginSecret),
    apiKey: (source: string) => read(secretNames.api(name, source), ApiKeySecret)?.apiKey,
    webhook: (source: string) => read(secretNames.webhook(name, source), WebhookSecret)?.current,
  };
}
