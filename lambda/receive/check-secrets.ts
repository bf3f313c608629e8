import type { Configuration } from '../../config/configuration.ts';
import type { SecretsAnswer } from '../aws/ask-secrets.ts';
import { type SecretReader, SecretUnavailable, secretNames, WebhookSecret } from '../aws/secrets.ts';
import { waysOf } from './ways.ts';

/** Whether the secrets of now can be used, of each source as a webhook would need it. */
export async function checkSecrets(
  { name, sources }: Pick<Configuration, 'name' | 'sources'>,
  secrets: Pick<SecretReader, 'read'>,
): Promise<SecretsAnswer> {
  const unusable: SecretsAnswer['unusable'] = {};
  await Promise.all(
    Object.entries(sources).map(async ([source, settings]) => {
      const secret = secretNames.webhook(name, source);
      try {
        const { current } = await secrets.read(secret, WebhookSecret);
        if (!waysOf(settings).some(({ takes }) => takes(current)))
          unusable[source] = `${secret}: current is not a key of this source`;
      } catch (error) {
        if (!(error instanceof SecretUnavailable)) throw error;
        unusable[source] = error.message;
      }
    }),
  );
  return { unusable };
}
