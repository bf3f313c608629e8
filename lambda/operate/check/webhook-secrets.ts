import * as v from 'valibot';
import { type AskSecrets, SecretsAnswer } from '../../aws/ask-secrets.ts';
import type { FunctionStates } from '../../aws/function-states.ts';
import type { Finding } from '../answer.ts';
import { fault, fine } from './finding.ts';

/** Only `receive` may read the webhook secrets, so it is asked whether it can use them. */
export async function checkWebhookSecrets(
  { ask }: Pick<FunctionStates, 'ask'>,
  { name, sources }: { name: string; sources: readonly string[] },
): Promise<Finding[]> {
  const question: AskSecrets = { ask: 'webhook-secrets' };
  const answer = v.safeParse(SecretsAnswer, await ask(`${name}-receive`, question));
  if (!answer.success) return [fault('RECEIVE_FAILS', `${name}-receive`, name)];
  const { unusable } = answer.output;
  return sources.map((source) => {
    const reason = unusable[source];
    if (reason !== undefined) return fault('WEBHOOK_SECRET_UNUSABLE', source, name, reason);
    return fine(source, 'WEBHOOK_SECRET_USABLE', 'The webhook secret can be used.');
  });
}
