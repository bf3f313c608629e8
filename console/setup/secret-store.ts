import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { NotDone } from '../command.ts';

/** The secrets where the stack runs. */
export interface SecretStore {
  /** Whether somebody has filled it in since it was made. It is not read for that. */
  isFilledIn(secret: string): Promise<boolean>;
  /** @returns `not-allowed` if the caller may not read it. */
  read(secret: string): Promise<{ text: string } | 'not-allowed'>;
  write(secret: string, value: object): Promise<void>;
}

/** Each call throws the errors of the SDK, and NotDone, which names the right that the caller lacks. */
export function createSecretStore(client: Pick<SecretsManagerClient, 'send'>): SecretStore {
  return {
    async isFilledIn(secret) {
      const described = client.send(new DescribeSecretCommand({ SecretId: secret }));
      const { VersionIdsToStages = {} } = await needing('secretsmanager:DescribeSecret', secret, described);
      // The first version is the placeholder. It became the previous one when somebody filled it in.
      return Object.values(VersionIdsToStages).flat().includes('AWSPREVIOUS');
    },
    async read(secret) {
      try {
        const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
        return { text: SecretString };
      } catch (error) {
        if (isDenied(error)) return 'not-allowed';
        throw error;
      }
    },
    async write(secret, value) {
      const SecretString = JSON.stringify(value);
      const put = client.send(new PutSecretValueCommand({ SecretId: secret, SecretString }));
      await needing('secretsmanager:PutSecretValue', secret, put);
    },
  };
}

/** No policy of the stack has these rights. */
async function needing<Answer>(right: string, secret: string, call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (isDenied(error)) throw new NotDone(`Your AWS credentials need the right ${right} on ${secret}.`);
    throw error;
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name === 'AccessDeniedException';
}
