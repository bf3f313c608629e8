import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** The secrets where the stack runs. */
export interface SecretStore {
  /** Whether somebody has filled it in since it was made. It is not read for that. */
  isFilledIn(secret: string): Promise<boolean>;
  /** @returns `not-allowed` if the caller may not read it. */
  read(secret: string): Promise<{ text: string } | 'not-allowed'>;
  write(secret: string, value: object): Promise<void>;
}

/** Each call throws the errors of the SDK. */
export function createSecretStore(client: Pick<SecretsManagerClient, 'send'>): SecretStore {
  return {
    async isFilledIn(secret) {
      const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: secret }));
      // The first version is the placeholder. Whoever filled it in made it the previous one.
      return Object.values(VersionIdsToStages).flat().includes('AWSPREVIOUS');
    },
    async read(secret) {
      try {
        const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secret }));
        return { text: SecretString };
      } catch (error) {
        if (error instanceof Error && error.name === 'AccessDeniedException') return 'not-allowed';
        throw error;
      }
    },
    async write(secret, value) {
      await client.send(new PutSecretValueCommand({ SecretId: secret, SecretString: JSON.stringify(value) }));
    },
  };
}
