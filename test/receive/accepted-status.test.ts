import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { explain } from '../../try/explain.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

const clock = { nowMs: Date.parse('2026-03-02T08:00:00Z') };
const secret = 'the-secret';

/**
 * Greenhouse, which takes nothing but 200 (https://developers.greenhouse.io/webhooks.html, read 2026-11): it signs
 * `Signature: sha256 <hex>` over the body, and sends a signed `ping` when the webhook is saved.
 */
const greenhouse = {
  type: 'generic',
  authentication: [{ type: 'hmac', signatureHeader: 'Signature' }],
  acceptedStatus: 200,
  event: { type: 'action', created: ['hire_candidate'] },
  employee: {
    id: 'payload.application.candidate.id',
    workEmail: 'payload.application.candidate.custom_fields.work_email.value',
    startDate: 'payload.application.offer.starts_at',
  },
};
const receive = createReceiveOf({ greenhouse, usual: { ...greenhouse, acceptedStatus: 202 } }, clock);
for (const source of ['greenhouse', 'usual']) receive.secrets.set(source, { current: secret });
const signed = (body: string) => ({
  'content-type': 'application/json',
  signature: `sha256 ${createHmac('sha256', secret).update(body).digest('hex')}`,
});

const hire = JSON.stringify({
  action: 'hire_candidate',
  payload: {
    application: {
      candidate: { id: 46, custom_fields: { work_email: { value: 'ada@acme.example' } } },
      offer: { starts_at: '2026-03-09' },
    },
  },
});

describe('a sender that wants 200', () => {
  test.each([
    ['a hire', hire, 1],
    ['its signed test', '{"action":"ping","payload":{"webhook":{"id":7}}}', 0],
    ['an event of another kind', '{"action":"unhire_candidate","payload":{}}', 0],
    ['an event without a kind', '{"payload":{}}', 0],
    ['an empty list', '[]', 0],
  ])('gets it for %s', async (_, body, hires) => {
    const { status, body: answer, messages } = await receive.post('greenhouse', signed(body), body);
    expect([status, answer['accepted'], messages.length]).toEqual([200, hires, hires]);
    const usual = await receive.post('usual', signed(body), body);
    expect([usual.status, usual.body]).toEqual([202, answer]);
  });

  test('gets what anybody gets for what is refused', async () => {
    expect((await receive.post('greenhouse', signed('{}'), hire)).status).toBe(401);
    expect((await receive.post('greenhouse', signed('{"a":'), '{"a":')).status).toBe(400);
    expect((await receive.post('greenhouse', signed(hire), hire, { method: 'PUT' })).status).toBe(404);
  });

  test('is told so by try', async () => {
    const { configuration } = receive;
    const capture = { method: 'POST', headers: signed(hire), body: Buffer.from(hire), readAs: 'JSON' };
    const parts = { configuration, source: 'greenhouse', secrets: { current: secret }, nowMs: clock.nowMs };
    const { lines, accepted } = await explain(capture, parts);
    expect(accepted).toBe(true);
    expect(lines.at(-1)).toContain('✓ 200 {"accepted":1,"ignored":0}');
  });

  test.each([204, 201, 500, '200', null])('cannot ask for %j', (acceptedStatus) => {
    expect(() => createConfiguration({ sources: { hr: { ...greenhouse, acceptedStatus } } })).toThrow(
      /sources\.hr\.acceptedStatus: got .*; allowed: 202 or 200/,
    );
  });
});
