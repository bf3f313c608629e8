import { beforeEach, expect, test } from '@jest/globals';
import { createSecretReader } from '../../lambda/aws/secrets.ts';
import { requireProof } from '../../lambda/receive/authenticate.ts';
import { createWebhookReader } from '../../lambda/receive/read-request.ts';
import { Refusal } from '../../lambda/receive/refusal.ts';
import type { Webhook } from '../../lambda/receive/webhook.ts';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { bambooHrSource, standardWebhooksSource } from '../helpers/sources.ts';

const rawBody = Buffer.from('{}');
const clock = { nowMs: 0 };
let value: string;
let fetches: number;
let isReachable: boolean;
let secrets: ReturnType<typeof createSecretReader>;

beforeEach(() => {
  clock.nowMs = Date.parse('2026-03-02T08:00:00Z');
  value = 'old';
  fetches = 0;
  isReachable = true;
  secrets = createSecretReader({
    client: {
      send: async () => {
        fetches += 1;
        if (!isReachable) throw new Error('unreachable');
        return { SecretString: JSON.stringify({ current: value }) };
      },
    },
    nowMs: () => clock.nowMs,
  });
});

const readWebhook = createWebhookReader(
  { sources: { bamboohr: bambooHrSource, own: standardWebhooksSource } },
  () => clock.nowMs,
);
const webhookWith = (headers: Record<string, string>, source = 'bamboohr'): Webhook =>
  readWebhook({
    headers,
    pathParameters: { source },
    body: rawBody.toString(),
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', http: { method: 'POST', sourceIp: '' } },
  });
const parts = () => ({ name: 'hire-invites', secrets, nowMs: () => clock.nowMs });

const signedWith = (key: string) =>
  requireProof(webhookWith(toAuthenticHeaders(bambooHrSource, key, rawBody, clock.nowMs)), parts());

async function flood(): Promise<void> {
  for (let forged = 0; forged < 20; forged += 1) {
    clock.nowMs += 1;
    await signedWith('forged').catch(() => undefined);
  }
}

test('a secret that was just changed is fetched once more, so that its first webhook is not lost', async () => {
  await signedWith('old');
  value = 'new';
  clock.nowMs += 60 * 1000;
  await expect(signedWith('new')).resolves.toBeUndefined();
  expect(fetches).toBe(2);
});

test('a secret that was unusable and was just changed is fetched once more too', async () => {
  value = 'no base64!';
  const whsec = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const send = () =>
    requireProof(
      webhookWith(toAuthenticHeaders(standardWebhooksSource, whsec, rawBody, clock.nowMs), 'own'),
      parts(),
    );
  await expect(send()).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE' });
  value = whsec;
  clock.nowMs += 60 * 1000;
  await expect(send()).resolves.toBeUndefined();
  expect(fetches).toBe(2);
});

test('a flood of forged webhooks causes a few calls, then one in 30 seconds, and is refused for certain only after a call', async () => {
  await signedWith('old');
  const statuses: unknown[] = [];
  for (let forged = 0; forged < 100; forged += 1) {
    clock.nowMs += 1000;
    const refused = await signedWith('forged').catch((error: unknown) => error);
    expect(refused).toMatchObject({ reason: 'signature-mismatch' });
    statuses.push(refused instanceof Refusal ? refused.status : undefined);
  }
  const certain = statuses.filter((status) => status === 401).length;
  expect(statuses.slice(0, 11)).toEqual([...Array.from({ length: 10 }, () => 401), 503]);
  expect(statuses.filter((status) => status === 503)).toHaveLength(100 - certain);
  expect(certain).toBe(13);
  expect(fetches).toBe(1 + certain);
});

test('a secret that is changed amid forged webhooks costs no webhook: each of the new secret is accepted or to be sent again', async () => {
  await signedWith('old');
  await flood();
  value = 'new';
  clock.nowMs += 1;
  await expect(signedWith('new')).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE', status: 503 });
  await expect(signedWith('old')).resolves.toBeUndefined();
  clock.nowMs += 30 * 1000;
  await expect(signedWith('new')).resolves.toBeUndefined();
});

test('a secret that is changed right after one forged webhook is fetched at once', async () => {
  await signedWith('old');
  clock.nowMs += 60 * 1000;
  await expect(signedWith('forged')).rejects.toMatchObject({ status: 401 });
  value = 'new';
  clock.nowMs += 1;
  await expect(signedWith('new')).resolves.toBeUndefined();
});

test('while Secrets Manager cannot be reached, a mismatch is no proof', async () => {
  await signedWith('old');
  clock.nowMs += 60 * 1000;
  isReachable = false;
  await expect(signedWith('new')).rejects.toMatchObject({ code: 'SECRET_UNAVAILABLE', status: 503 });
  await expect(signedWith('old')).resolves.toBeUndefined();
  isReachable = true;
  clock.nowMs += 5000;
  await expect(signedWith('forged')).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
});

test('what no change of the secret can explain is refused at once, also amid a flood', async () => {
  await signedWith('old');
  await flood();
  const stale = toAuthenticHeaders(bambooHrSource, 'old', rawBody, clock.nowMs - 7 * 24 * 60 * 60 * 1000);
  await expect(requireProof(webhookWith(stale), parts())).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    reason: 'timestamp-outside-tolerance',
  });
});

test('a webhook without a signature causes no call', async () => {
  const attempt = requireProof(webhookWith({}), parts());
  await expect(attempt).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    reason: 'signature-missing',
    status: 401,
  });
  expect(fetches).toBe(0);
});
