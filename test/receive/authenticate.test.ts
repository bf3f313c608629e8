import { beforeEach, expect, test } from '@jest/globals';
import { createSecretReader } from '../../lambda/aws/secrets.ts';
import { requireProof } from '../../lambda/receive/authenticate.ts';
import { createWebhookReader } from '../../lambda/receive/read-request.ts';
import type { Webhook } from '../../lambda/receive/webhook.ts';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { bambooHrSource, standardWebhooksSource } from '../helpers/sources.ts';

const rawBody = Buffer.from('{}');
const clock = { nowMs: 0 };
let value: string;
let fetches: number;
let secrets: ReturnType<typeof createSecretReader>;

beforeEach(() => {
  clock.nowMs = Date.parse('2026-03-02T08:00:00Z');
  value = 'old';
  fetches = 0;
  secrets = createSecretReader({
    client: {
      send: async () => {
        fetches += 1;
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

test('a flood of forged webhooks causes one call in 30 seconds, not one for each', async () => {
  await signedWith('old');
  for (let forged = 0; forged < 100; forged += 1) {
    clock.nowMs += 1000;
    await expect(signedWith('forged')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'signature-mismatch',
    });
  }
  expect(fetches).toBe(4);
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
