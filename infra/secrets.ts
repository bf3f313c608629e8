import { RemovalPolicy } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Configuration } from '../config/configuration.ts';
import type { Source } from '../config/source.ts';
import { apiSecretSchema, secretNames, secretPlaceholder } from '../lambda/aws/secrets.ts';

/** The keys of each secret's JSON that somebody has to fill in. */
export const secretKeys = {
  oneLogin: ['clientId', 'clientSecret'],
  webhook: ['current'],
  /** Those with which a source's API is asked; undefined if it has none. */
  api: ({ api }: Source): string[] | undefined =>
    api && Object.keys(apiSecretSchema(api.authentication).entries),
};

/**
 * The secrets, with placeholders that the functions refuse until somebody fills them in. They outlive the stack; a new
 * one adopts them by `"adopt": true`.
 */
export class Secrets extends Construct {
  readonly oneLogin: Secret | ISecret;
  /** What each source's HR system proves itself with, by source. */
  readonly webhooks: ReadonlyMap<string, Secret | ISecret>;
  /** For the HR systems that are asked for an employee. */
  readonly apis: (Secret | ISecret)[];

  constructor(
    scope: Construct,
    id: string,
    { name, sources, adopt }: Pick<Configuration, 'name' | 'sources' | 'adopt'>,
  ) {
    super(scope, id);
    const secret = (secretName: string, keys: string[]) =>
      adopt ? Secret.fromSecretNameV2(this, secretName, secretName) : this.create(secretName, keys);

    const all = Object.entries(sources);
    this.oneLogin = secret(secretNames.oneLogin(name), secretKeys.oneLogin);
    this.webhooks = new Map(
      all.map(([source]) => [source, secret(secretNames.webhook(name, source), secretKeys.webhook)]),
    );
    this.apis = all.flatMap(([source, settings]) => {
      const keys = secretKeys.api(settings);
      return keys === undefined ? [] : [secret(secretNames.api(name, source), keys)];
    });
  }

  /**
   * A generated secret, since a literal value would stand in the template; the generated key itself is of no use. What
   * is given here must never change: CloudFormation would then generate anew over what somebody filled in.
   */
  private create(secretName: string, keys: string[]): Secret {
    const placeholders = Object.fromEntries(keys.map((key) => [key, secretPlaceholder]));
    return new Secret(this, secretName, {
      secretName,
      removalPolicy: RemovalPolicy.RETAIN,
      generateSecretString: {
        secretStringTemplate: JSON.stringify(placeholders),
        generateStringKey: 'generated',
      },
    });
  }
}
