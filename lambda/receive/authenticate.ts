import type * as v from 'valibot';
import { type SecretReader, SecretUnavailable, WebhookSecret } from '../aws/secrets.ts';
import type { Webhook } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { isMismatch, type RefusedBecause } from './refused-because.ts';
import type { Verdict, Way } from './ways.ts';

/** @throws Refusal UNAUTHENTICATED if the sender's address is in none of the source's networks. */
export function requireNetwork({ settings, sourceIp, isAllowedFrom }: Webhook): void {
  if (!isAllowedFrom(sourceIp))
    throw new Refusal('UNAUTHENTICATED', 'network-not-allowed', settings.refusalStatus);
}

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
  const { settings } = webhook;
  const refuse = (reason: RefusedBecause) => new Refusal('UNAUTHENTICATED', reason, settings.refusalStatus);
  // Before the secret is read: whoever proves nothing must not cause a call to Secrets Manager.
  if (waysTaken(webhook).length === 0) throw refuse(missingIn(webhook));
  const attempt = async () => judge(webhook, await readSecret(secrets, secret), nowMs());
  let verdict = await attempt();
  const mayBeOurs = verdict === 'secret-unusable' || isMismatch(verdict);
  if (mayBeOurs && secrets.distrust(secret)) verdict = await attempt();
  if (verdict === 'secret-unusable') throw secretUnavailable('current is no key of this source');
  if (verdict !== 'verified') throw refuse(verdict);
}

/**
 * Whether a webhook proves in one of the ways that its sender knows a secret, or why in none. `secret-unusable` if ours can
 * be the key of none of the ways whose header came.
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

/** The ways by which a webhook says that it is authentic. */
export function waysTaken({ ways, headers }: Pick<Webhook, 'ways' | 'headers'>): Way[] {
  return ways.filter(({ header }) => headers[header] !== undefined);
}

function missingIn({ ways }: Pick<Webhook, 'ways'>): RefusedBecause {
  return ways[0]?.missing ?? 'credential-missing';
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
