import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Configuration } from '../config/configuration.ts';
import { ConfigurationError } from '../config/read-configuration.ts';
import type { ApiSettings, Source } from '../config/source.ts';
import { whyUnreadable } from '../config/why-unreadable.ts';
import {
  ApiKeySecret,
  type ApiSecret,
  apiSecretSchema,
  LookupSecret,
  OneLoginSecret,
  secretNames,
  secretPlaceholder,
  WebhookSecret,
} from '../lambda/aws/secrets.ts';
import { isSigned, toHmacScheme } from '../lambda/hr-systems/hmac-scheme.ts';

/** Secrets by name, as JSON text. */
export type LocalSecrets = ReadonlyMap<string, string>;

/** Random sample values for every secret of a configuration. */
export function generateSecrets({ name, sources }: Pick<Configuration, 'name' | 'sources'>): LocalSecrets {
  const random = () => randomBytes(24);
  const secrets = new Map<string, unknown>([
    [secretNames.oneLogin(name), { clientId: 'sandbox', clientSecret: random().toString('hex') }],
  ]);
  for (const [source, settings] of Object.entries(sources)) {
    secrets.set(secretNames.webhook(name, source), { current: createWebhookSecret(settings, random()) });
    if (settings.api === undefined) continue;
    const keys = Object.keys(apiSecretSchema(settings.api.authentication).entries);
    const api = Object.fromEntries(keys.map((key) => [key, random().toString('hex')]));
    secrets.set(secretNames.api(name, source), api);
  }
  return withLookupKey(name, new Map([...secrets].map(([secret, value]) => [secret, JSON.stringify(value)])));
}

/** The secrets, with the key that in AWS the stack makes, so that nobody has to give one. A given one is kept. */
export function withLookupKey(name: string, secrets: LocalSecrets): LocalSecrets {
  const key = randomBytes(24).toString('hex');
  return new Map([[secretNames.lookup(name), JSON.stringify({ key })], ...secrets]);
}

/** The same secrets as a deployment makes them, with placeholders for what a person has to fill in. */
export function withPlaceholders(name: string, secrets: LocalSecrets): LocalSecrets {
  const lookup = secretNames.lookup(name);
  return new Map(
    [...secrets].map(([secret, text]) => [secret, secret === lookup ? text : toPlaceholders(text)]),
  );
}

function toPlaceholders(text: string): string {
  const keys = Object.keys(v.parse(SecretJson, text));
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, secretPlaceholder])));
}

const SecretJson = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/** A key for a source's first way of authentication. */
function createWebhookSecret({ authentication: [way] }: Source, random: Buffer): string {
  if (way !== undefined && isSigned(way)) {
    const { secretEncoding, secretPrefix = '' } = toHmacScheme(way);
    return `${secretPrefix}${random.toString(secretEncoding === 'base64' ? 'base64' : 'hex')}`;
  }
  return way?.type === 'basic' ? `hr-system:${random.toString('hex')}` : random.toString('hex');
}

/**
 * Secrets from a file: a JSON object, secret name → value (text, or an object that becomes JSON).
 * @throws ConfigurationError if the file cannot be read, or is not such an object. It does not quote the file.
 */
export function readSecrets(file: string): LocalSecrets {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`The file of secrets ${file} ${whyUnreadable(error)}.`);
  }
  return parseSecrets(text, file);
}

/**
 * The same, from a text.
 * @param from where the text is from, for the message.
 * @throws ConfigurationError if it is not such an object. It does not quote the text.
 */
export function parseSecrets(text: string, from: string): LocalSecrets {
  try {
    const values = v.parse(v.record(v.string(), v.unknown()), JSON.parse(text));
    return new Map(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
  } catch {
    throw new ConfigurationError(
      `${from} isn’t a JSON object of secrets, such as {"hire-invites/onelogin": {...}}.`,
    );
  }
}

/** The values of the secrets, such as the sandboxes accept. Undefined if the secret is unusable. */
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
    api: (source: string, { authentication }: ApiSettings) =>
      read<v.GenericSchema<ApiSecret>>(secretNames.api(name, source), apiSecretSchema(authentication)),
    lookupKey: read(secretNames.lookup(name), LookupSecret)?.key,
    webhook: (source: string) => read(secretNames.webhook(name, source), WebhookSecret)?.current,
  };
}
