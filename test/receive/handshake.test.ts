import { beforeEach, describe, expect, test } from '@jest/globals';
import { signAs, vendorSignatures } from '../fixtures/vendor-signatures.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

const clock = { nowMs: Date.parse('2026-03-02T08:00:00Z') };
const receive = createReceiveOf(
  {
    hibob: { type: 'hibob' },
    gusto: { type: 'gusto' },
    'other-gusto': { type: 'gusto' },
    cloudevents: { type: 'cloudevents' },
    merge: { type: 'merge' },
    'near-gusto': { type: 'gusto', sourceNetworks: ['198.51.100.0/24'] },
    told: {
      type: 'generic',
      authentication: [{ type: 'bearer' }],
      handshakes: [{ type: 'echo', field: 'challenge' }],
      event: { type: 'kind', created: ['hired'] },
    },
    echo: {
      type: 'generic',
      authentication: [{ type: 'bearer' }],
      handshakes: [{ type: 'echo', field: 'challenge' }],
      employee: { workEmail: 'mail' },
    },
  },
  clock,
);
/** As the stack makes it. */
const placeholder = { current: 'REPLACE-ME', generated: 'x7/Zk' };
beforeEach(() => {
  for (const source of Object.keys(receive.configuration.sources)) receive.secrets.set(source, placeholder);
});

const nothingQueued = { accepted: 0, ignored: 0, requestId: 'request-1' };

describe('HiBob’s ping', () => {
  test.each([
    ['text', 'text/plain', 'Ping test'],
    ['text in JSON', 'application/json', '"Ping test"'],
    ['an object', 'application/json', '{"text":"Ping test"}'],
    ['an object with white space', 'application/json; charset=utf-8', ' { "text" : "Ping test" }\n'],
  ])('as %s is answered, unsigned and before there is a secret', async (_, contentType, body) => {
    const {
      status,
      body: answer,
      messages,
    } = await receive.post('hibob', { 'content-type': contentType }, body);
    expect(status).toBe(200);
    expect(answer).toEqual(nothingQueued);
    expect(messages).toEqual([]);
  });

  test.each([
    ['other text', 'Ping tests'],
    ['more in the object', '{"text":"Ping test","type":"employee.created"}'],
    ['a list', '["Ping test"]'],
    ['nothing', ''],
  ])('is not %s', async (_, body) => {
    expect((await receive.post('hibob', {}, body)).status).toBe(401);
  });

  test('does not work for another source', async () => {
    expect((await receive.post('merge', {}, 'Ping test')).status).toBe(401);
  });
});

describe('Gusto’s verification token', () => {
  const token = 'a-verification-token-of-gusto';
  const body = JSON.stringify({ verification_token: token, webhook_subscription_uuid: 'w' });
  const event = '{"event_type":"employee.created","entity_uuid":"e-1"}';
  const signed = (key: string) => {
    const { gusto } = vendorSignatures;
    if (gusto === undefined) throw new Error('no signature');
    return signAs(gusto, key, event, clock.nowMs / 1000);
  };

  test('is kept while the secret is the placeholder, and signs the next webhook', async () => {
    const { status, body: answer, lines } = await receive.post('gusto', {}, body);
    expect([status, answer]).toEqual([200, nothingQueued]);
    expect(receive.secrets.get('gusto')).toEqual({ current: token });
    expect(lines.join('\n')).toContain('"reason":"token-kept"');
    expect(`${lines.join('\n')}${JSON.stringify(answer)}`).not.toContain(token);
    expect((await receive.post('gusto', signed(token), event)).status).toBe(202);
  });

  test.each([
    ['a secret that somebody filled in', { current: 'filled in by hand' }],
    ['a secret that was kept before', { current: 'another-verification-token' }],
    ['a secret that is no JSON object', 'text'],
    ['a secret that is blank', { current: ' ' }],
  ])('never replaces %s', async (_, secret) => {
    receive.secrets.set('gusto', secret);
    expect((await receive.post('gusto', {}, body)).status).toBe(200);
    expect(receive.secrets.get('gusto')).toEqual(secret);
  });

  test('is kept only from the source’s networks', async () => {
    const refused = await receive.post('near-gusto', {}, body, { sourceIp: '203.0.113.9' });
    expect([refused.status, refused.body['code']]).toEqual([401, 'UNAUTHENTICATED']);
    expect(receive.secrets.get('near-gusto')).toEqual(placeholder);
    const near = await receive.post('near-gusto', {}, body, { sourceIp: '198.51.100.9' });
    expect([near.status, receive.secrets.get('near-gusto')]).toEqual([200, { current: token }]);
  });

  test('is an ordinary field in an event that has a signature', async () => {
    receive.secrets.set('gusto', { current: token });
    const { gusto } = vendorSignatures;
    if (gusto === undefined) throw new Error('no signature');
    const both = JSON.stringify({ ...JSON.parse(event), verification_token: 'another-token-of-gusto' });
    const headers = signAs(gusto, token, both, clock.nowMs / 1000);
    const { status, messages } = await receive.post('gusto', headers, both);
    expect([status, messages.length]).toEqual([202, 1]);
  });

  test('fills in the secret of its own source, and no other', async () => {
    await receive.post('gusto', {}, body);
    const others = [...receive.secrets].filter(([source]) => source !== 'gusto').map(([, secret]) => secret);
    expect(new Set(others)).toEqual(new Set([placeholder]));
  });

  test.each([
    ['a source without this handshake', 'merge', body],
    ['a token with odd characters', 'gusto', '{"verification_token":"a\\nb-cdefgh"}'],
    ['a token that is too short', 'gusto', '{"verification_token":"short"}'],
    ['a token that is no text', 'gusto', '{"verification_token":{"a":1}}'],
    ['a body that is too large for a handshake', 'gusto', `${' '.repeat(5000)}${body}`],
  ])('is not kept for %s', async (_, source, sent) => {
    const { status } = await receive.post(source, {}, sent);
    expect(status).toBe(401);
    expect(receive.secrets.get(source)).toEqual(placeholder);
  });
});

test('a creation without an id, and with a handshake’s field, is a creation', async () => {
  receive.secrets.set('told', { current: 'the-token' });
  const body = '{"kind":"hired","challenge":"abcdefgh1234"}';
  const { status, messages } = await receive.post('told', { authorization: 'Bearer the-token' }, body);
  expect([status, messages.length]).toEqual([202, 1]);
  const other = body.replace('hired', 'verify');
  expect((await receive.post('told', { authorization: 'Bearer the-token' }, other)).status).toBe(200);
});

describe('CloudEvents’ OPTIONS', () => {
  const ask = (headers: Record<string, string>, source = 'cloudevents') =>
    receive.post(source, headers, '', { method: 'OPTIONS' });

  test('allows every sender that asks', async () => {
    const { status, headers } = await ask({ 'WebHook-Request-Origin': 'eventemitter.example.com' });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ allow: 'POST', 'webhook-allowed-origin': 'eventemitter.example.com' });
    expect(headers).not.toHaveProperty('webhook-allowed-rate');
  });

  test('allows any rate, if one was asked for', async () => {
    const asked = { 'webhook-request-origin': 'a.example', 'webhook-request-rate': '120' };
    expect((await ask(asked)).headers['webhook-allowed-rate']).toBe('*');
  });

  test.each([
    ['no origin', {}],
    ['an origin that is none', { 'webhook-request-origin': '<script>' }],
    ['an origin of two lines', { 'webhook-request-origin': 'a\r\nx: y' }],
  ])('with %s is not a handshake', async (_, headers) => {
    const { status, body } = await ask(headers);
    expect([status, body['code']]).toEqual([404, 'UNKNOWN_SOURCE']);
  });

  test('does not work for another source', async () => {
    expect((await ask({ 'webhook-request-origin': 'a.example' }, 'merge')).status).toBe(404);
  });
});

describe('a challenge', () => {
  test('is sent back even with a signature, unless it announces an employee', async () => {
    receive.secrets.set('echo', { current: 'the-token' });
    const headers = { authorization: 'Bearer the-token' };
    const challenge = await receive.post('echo', headers, '{"challenge":"abcdefgh1234"}');
    expect([challenge.status, challenge.body]).toEqual([200, { challenge: 'abcdefgh1234' }]);
    for (const who of ['"id":"7"', '"mail":"a@acme.example"']) {
      const event = await receive.post('echo', headers, `{"challenge":"abcdefgh1234",${who}}`);
      expect([event.status, event.messages.length]).toEqual([202, 1]);
    }
  });

  test('is sent back', async () => {
    const { status, body } = await receive.post(
      'echo',
      {},
      '{"challenge":"3eZbrw1aBm2r","type":"url_verification"}',
    );
    expect([status, body]).toEqual([200, { challenge: '3eZbrw1aBm2r' }]);
  });

  test('is not sent back if it isn’t plain text', async () => {
    expect((await receive.post('echo', {}, '{"challenge":"<b>hello</b> you"}')).status).toBe(401);
  });
});
