import type * as v from 'valibot';
import type { CountMetric } from '../aws/metrics.ts';
import { type SecretReader, SecretUnavailable, secretNames, WebhookSecret } from '../aws/secrets.ts';
import { Refusal } from './refusal.ts';
import { isMismatch, type RefusedBecause } from './refused-because.ts';
import type { Verdict, Way } from './ways.ts';
import type { Step, Webhook } from './webhook.ts';

interface AuthenticateParts {
  /** The configuration's `name`, the first part of the secrets' names. */
  name: string;
  secrets: Pick<SecretReader, 'read' | 'doubt' | 'isReadSince'>;
  nowMs: () => number;
}

/**
 * Lets only authentic webhooks pass. Those of a source that must not fall silent are counted, whatever they say.
 * @throws Refusal UNAUTHENTICATED (401, or the source's `refusalStatus`), SECRET_UNAVAILABLE (503).
 */
export function authenticate({ count, ...parts }: AuthenticateParts & { count: CountMetric }): Step {
  return {
    async before({ event: { webhook } }) {
      await requireProof(webhook, parts);
      const { source, settings } = webhook;
      if (settings.alarms?.silentDays !== undefined) count('WebhookAuthentic', 1, { source });
    },
  };
}

/**
 * Requires that a webhook proves, in one of its source's ways, that its sender knows the current or the previous
 * secret. After a mismatch the secret is fetched once more, because it may have been changed a moment ago. Strangers could
 * make that a flood of calls, so it is not always possible. Then a mismatch is no proof, and the sender is to try again.
 * @throws Refusal UNAUTHENTICATED, SECRET_UNAVAILABLE.
 */
export async function requireProof(
  webhook: Webhook,
  { name, secrets, nowMs }: AuthenticateParts,
): Promise<void> {
  const secret = secretNames.webhook(name, webhook.source);
  const refuse = (reason: RefusedBecause) =>
    new Refusal('UNAUTHENTICATED', reason, webhook.settings.refusalStatus);
  // This comes before the secret is read: a sender without proof must not cause a call to Secrets Manager.
  if (waysTaken(webhook).length === 0) throw refuse(missingIn(webhook));
  const askedAtMs = nowMs();
  const attempt = async () => judge(webhook, await readSecret(secrets, secret), nowMs());
  const mayBeOurs = (found: Verdict | 'secret-unusable') =>
    (found === 'secret-unusable' || isMismatch(found)) && !secrets.isReadSince(secret, askedAtMs);
  let verdict = await attempt();
  if (mayBeOurs(verdict) && secrets.doubt(secret)) verdict = await attempt();
  if (verdict === 'secret-unusable')
    throw new Refusal('SECRET_UNAVAILABLE', 'current is not a key of this source');
  if (mayBeOurs(verdict)) throw new Refusal('SECRET_UNAVAILABLE', verdict);
  if (verdict !== 'verified') throw refuse(verdict);
}

/**
 * Whether a webhook proves, in one of the ways, that its sender knows a secret. If not, why not. `secret-unusable`
 * means that our secret does not fit any of the ways whose header came.
 */
export function judge(
  webhook: Pick<Webhook, 'ways' | 'headers' | 'rawBody'>,
  { current, previous }: v.InferOutput<typeof WebhookSecret>,
  nowMs: number,
): Verdict | 'secret-unusable' {
  const live = previous === undefined ? [current] : [current, previous];
  const ways = waysTaken(webhook);
  const verdicts = ways.map((way) => way.verify(webhook, live, nowMs));
  if (verdicts.includes('verified')) return 'verified';
  const mismatch = verdicts.find(isMismatch);
  if (mismatch !== undefined && !ways.some(({ takes }) => takes(current))) return 'secret-unusable';
  return mismatch ?? verdicts[0] ?? missingIn(webhook);
}

/** The ways whose header the webhook has. */
export function waysTaken({ ways, headers }: Pick<Webhook, 'ways' | 'headers'>): Way[] {
  return ways.filter(({ header }) => headers[header] !== undefined);
}

function missingIn({ ways }: Pick<Webhook, 'ways'>): RefusedBecause {
  return ways[0]?.missing ?? 'credential-missing';
}

async function readSecret(
  secrets: AuthenticateParts['secrets'],
  secret: string,
): Promise<v.InferOutput<typeof WebhookSecret>> {
  try {
    return await secrets.read(secret, WebhookSecret);
  } catch (error) {
    if (error instanceof SecretUnavailable) throw new Refusal('SECRET_UNAVAILABLE', error.message);
    throw error;
  }
}
