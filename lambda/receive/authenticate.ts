import type * as v from 'valibot';
import { type SecretReader, SecretUnavailable, WebhookSecret } from '../shared/secrets.ts';
import type { Webhook } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { isMismatch, type RefusedBecause } from './refused-because.ts';
import type { Verdict } from './ways.ts';

/**
 * Lets a webhook pass only if it proves in one of its source's ways that its sender knows the current or the previous
 * secret. After a mismatch the secret is fetched once more: it may have been changed a moment ago.
 * @param secret the secret's name.
 * @throws Refusal UNAUTHENTICATED (401, or the source's `refusalStatus`), SECRET_UNAVAILABLE (503).
 */
export async function authenticate(
  webhook: Webhook,
  { secrets, secret, nowMs }: { secrets: SecretReader; secret: string; nowMs: () => number },
): Promise<void> {
  const { settings, headers, sourceIp } = webhook;
  const refuse = (reason: RefusedBecause) => new Refusal('UNAUTHENTICATED', reason, settings.refusalStatus);
  if (!webhook.isAllowedFrom(sourceIp)) throw refuse('network-not-allowed');
  const tried = webhook.ways.filter(({ header }) => headers[header] !== undefined);
  // Before the secret is read: whoever proves nothing must not cause a call to Secrets Manager.
  if (tried.length === 0) throw refuse(webhook.ways[0]?.missing ?? 'credential-missing');

  const attempt = async (): Promise<Verdict> => {
    const { current, previous } = await readSecret(secrets, secret);
    const live = previous === undefined ? [current] : [current, previous];
    const verdicts = tried.map((way) => way.verify(webhook, live, nowMs()));
    const verdict = verdicts.includes('verified') ? 'verified' : (verdicts.find(isMismatch) ?? verdicts[0]);
    if (verdict === undefined || (isMismatch(verdict) && !tried.some(({ takes }) => takes(current))))
      throw secretUnavailable('current is no key of this source');
    return verdict;
  };
  let verdict = await attempt();
  if (isMismatch(verdict) && secrets.distrust(secret)) verdict = await attempt();
  if (verdict !== 'verified') throw refuse(verdict);
}

async function readSecret(
  secrets: SecretReader,
  secret: string,
): Promise<v.InferOutput<typeof WebhookSecret>> {
  try {
    return await secrets.read(secret, WebhookSecret);
  } catch (error) {
    if (error instanceof SecretUnavailable) throw secretUnavailable(error.reason);
    throw error;
  }
}

function secretUnavailable(reason: string): Refusal {
  return new Refusal('SECRET_UNAVAILABLE', reason);
}
