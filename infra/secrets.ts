import { RemovalPolicy } from 'aws-cdk-lib';
import { type ISecret, Secret, type SecretStringGenerator } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Configuration } from '../config/configuration.ts';
import type { Source } from '../config/source.ts';
import { apiSecretSchema, secretNames, secretPlaceholder } from '../lambda/aws/secrets.ts';

/** The keys of each secret's JSON that a person has to fill in. */
export const secretKeys = {
  oneLogin: ['clientId', 'clientSecret'],
  webhook: ['current'],
  /** The keys for a source's API; undefined if the source has no API. */
  api: ({ api }: Source): string[] | undefined =>
    api && Object.keys(apiSecretSchema(api.authentication).entries),
};

/**
 * The secrets, with placeholders that the functions refuse until a person fills them in, and the key to the pseudonyms.
 * They outlive the stack, and a new stack can take them over with `"adopt": true`.
 */
export class Secrets extends Construct {
  readonly oneLogin: Secret | ISecret;
  /** The key to the pseudonyms in the tables, which nobody has to fill in. */
  readonly lookup: Secret | ISecret;
  /** The secrets with which the HR systems prove who they are, by source. */
  readonly webhooks: ReadonlyMap<string, Secret | ISecret>;
  /** The secrets for the APIs of HR systems. */
  readonly apis: (Secret | ISecret)[];

  constructor(
    scope: Construct,
    id: string,
    { name, sources, adopt }: Pick<Configuration, 'name' | 'sources' | 'adopt'>,
  ) {
    super(scope, id);
    const generated = (secretName: string, generateSecretString: SecretStringGenerator) =>
      adopt
        ? Secret.fromSecretNameV2(this, secretName, secretName)
        : this.create(secretName, generateSecretString);
    const secret = (secretName: string, keys: string[]) => generated(secretName, withPlaceholders(keys));

    const all = Object.entries(sources);
    this.oneLogin = secret(secretNames.oneLogin(name), secretKeys.oneLogin);
    this.lookup = generated(secretNames.lookup(name), randomKey);
    this.webhooks = new Map(
      all.map(([source]) => [source, secret(secretNames.webhook(name, source), secretKeys.webhook)]),
    );
    this.apis = all.flatMap(([source, settings]) => {
      const keys = secretKeys.api(settings);
      return keys === undefined ? [] : [secret(secretNames.api(name, source), keys)];
    });
  }

  private create(secretName: string, generateSecretString: SecretStringGenerator): Secret {
    return new Secret(this, secretName, {
      secretName,
      removalPolicy: RemovalPolicy.RETAIN,
      generateSecretString,
    });
  }
}

// The properties of both kinds must never change: CloudFormation would generate the secret again, and overwrite what was
// filled in, or the key by which everybody in the tables is found.

/** Generated, because a literal value would show in the template. The generated key itself is not used. */
function withPlaceholders(keys: string[]): SecretStringGenerator {
  const placeholders = Object.fromEntries(keys.map((key) => [key, secretPlaceholder]));
  return { secretStringTemplate: JSON.stringify(placeholders), generateStringKey: 'generated' };
}

const randomKey: SecretStringGenerator = {
  secretStringTemplate: '{}',
  generateStringKey: 'key',
  passwordLength: 64,
  excludePunctuation: true,
};
