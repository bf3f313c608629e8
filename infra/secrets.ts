import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Configuration } from '../config/configuration.ts';
import type { Source } from '../config/source.ts';
import { apiSecretSchema, secretNames } from '../lambda/aws/secrets.ts';

/** The keys of each secret's JSON that a person has to fill in. */
export const secretKeys = {
  oneLogin: ['clientId', 'clientSecret'],
  webhook: ['current'],
  /** The keys for a source's API; undefined if the source has no API. */
  api: ({ api }: Source): string[] | undefined =>
    api && Object.keys(apiSecretSchema(api.authentication).entries),
};

/** A secret that the stack needs, and what its JSON holds at first. */
export interface NeededSecret {
  name: string;
  /** What a person has to fill in. The functions refuse the placeholders. */
  placeholders?: string[];
  /** What gets a random value, and nobody has to fill in. */
  random?: string[];
}

/**
 * The secrets, by their names: CloudFormation neither makes nor changes nor deletes them, so no deployment can overwrite
 * what a person has filled in. The function `keep` makes those that are missing.
 */
export class Secrets extends Construct {
  readonly oneLogin: NeededSecret;
  /** The key to the pseudonyms in the tables. With another one, nobody in them would be found. */
  readonly lookup: NeededSecret;
  /** The secrets with which the HR systems prove who they are, by source. */
  readonly webhooks: ReadonlyMap<string, NeededSecret>;
  /** The secrets for the APIs of HR systems. */
  readonly apis: readonly NeededSecret[];
  private readonly stackName: string;

  constructor(scope: Construct, id: string, { name, sources }: Pick<Configuration, 'name' | 'sources'>) {
    super(scope, id);
    this.stackName = name;
    const all = Object.entries(sources);
    this.oneLogin = { name: secretNames.oneLogin(name), placeholders: secretKeys.oneLogin };
    this.lookup = { name: secretNames.lookup(name), random: ['key'] };
    this.webhooks = new Map(
      all.map(([source]) => [
        source,
        { name: secretNames.webhook(name, source), placeholders: secretKeys.webhook },
      ]),
    );
    this.apis = all.flatMap(([source, settings]) => {
      const placeholders = secretKeys.api(settings);
      return placeholders === undefined ? [] : [{ name: secretNames.api(name, source), placeholders }];
    });
  }

  get all(): NeededSecret[] {
    return [this.oneLogin, this.lookup, ...this.webhooks.values(), ...this.apis];
  }

  /** What is needed to call OneLogin and the HR systems, and to name addresses by their pseudonyms. */
  get forOutgoingCalls(): NeededSecret[] {
    return [this.oneLogin, this.lookup, ...this.apis];
  }

  grantRead(lambda: LambdaFunction, secrets: readonly NeededSecret[]): void {
    this.grant(lambda, 'GetSecretValue', secrets);
  }

  /**
   * To make secrets below the stack's name. It is not documented whether AWS judges that by the ARN with the six characters at
   * its end, or by the name alone.
   */
  grantCreate(lambda: LambdaFunction): void {
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['secretsmanager:CreateSecret'],
        resources: [this.arnOf(`${this.stackName}/*`)],
      }),
    );
  }

  /** An action on secrets, once for a function: the ids of the statements are unique. At the end of a secret's ARN are six characters that nobody knows before it is made. */
  grant(lambda: LambdaFunction, action: string, secrets: readonly NeededSecret[]): void {
    const arns = secrets.map(({ name }) => this.arnOf(`${name}-??????`));
    // A role's own policy may have no room for those of fifty sources. CDK moves statements that do not fit to another
    // policy, but only whole ones, and merges those without an id.
    for (let from = 0; from < arns.length; from += mostInStatement)
      lambda.addToRolePolicy(
        new PolicyStatement({
          sid: `${action}${from / mostInStatement + 1}`,
          actions: [`secretsmanager:${action}`],
          resources: arns.slice(from, from + mostInStatement),
        }),
      );
  }

  private arnOf(name: string): string {
    const { partition, region, account } = Stack.of(this);
    return `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`;
  }
}

/** With the longest names, a statement then fills a policy of 6,144 characters. */
const mostInStatement = 35;
