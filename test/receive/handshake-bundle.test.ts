import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signAs, vendorSignatures } from '../fixtures/vendor-signatures.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startReceiveFunction } from '../helpers/receive-function.ts';

/** Handshakes through the bundle, with Secrets Manager's stand-in behind it. */

const configuration = createConfiguration({
  sources: {
    gusto: { type: 'gusto' },
    hub: {
      type: 'generic',
      authentication: [{ type: 'bearer' }],
      handshakes: [
        { type: 'echo', query: 'hub.challenge' },
        { type: 'get' },
        { type: 'ping', json: { test: true } },
        { type: 'echo', from: '[].data.validationCode', field: 'validationResponse' },
      ],
    },
  },
});
const token = 'a-verification-token-of-gusto';
const event = '{"event_type":"employee.created","entity_uuid":"e-1"}';

let receive: Awaited<ReturnType<typeof startReceiveFunction>>;
beforeAll(async () => {
  const placeholder = JSON.stringify({ current: 'REPLACE-ME', generated: 'x7/Zk' });
  receive = await startReceiveFunction(configuration, new Map([['hire-invites/gusto/webhook', placeholder]]));
});
afterAll(() => receive.close());

function signed(key: string): Record<string, string> {
  const { gusto } = vendorSignatures;
  if (gusto === undefined) throw new Error('no signature');
  return { 'content-type': 'application/json', ...signAs(gusto, key, event, 0) };
}

test('the first token that is posted becomes the secret, and no later one; none is logged', async () => {
  expect((await receive.post('gusto', signed(token), event)).status).toBe(503);
  const handshake = (value: string) =>
    receive.post('gusto', {}, JSON.stringify({ verification_token: value }));
  expect(await handshake(token)).toMatchObject({ status: 200, body: { accepted: 0, ignored: 0 } });
  expect((await receive.post('gusto', signed(token), event)).status).toBe(202);
  expect((await handshake('another-token-of-somebody')).status).toBe(200);
  expect((await receive.post('gusto', signed('another-token-of-somebody'), event)).status).toBe(401);
  expect((await receive.post('gusto', signed(token), event)).status).toBe(202);
  expect(receive.logs.join('\n')).not.toMatch(/token-of/);
});

test('declared handshakes are answered before there is a secret', async () => {
  const asked = await receive.ask('hub', 'GET', 'hub.mode=subscribe&hub.challenge=42');
  expect([asked.statusCode, asked.body]).toEqual([200, '42']);
  expect(asked.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect((await receive.ask('hub', 'HEAD', '')).statusCode).toBe(200);
  expect((await receive.ask('gusto', 'GET', '')).statusCode).toBe(404);
  expect(await receive.post('hub', {}, '{"test":true}')).toMatchObject({
    status: 200,
    body: { accepted: 0 },
  });
  const validation = JSON.stringify([{ id: 'x', data: { validationCode: '512d38b6-c7b8' } }]);
  expect(await receive.post('hub', {}, validation)).toMatchObject({
    status: 200,
    body: { validationResponse: '512d38b6-c7b8' },
  });
  expect(receive.batches).toHaveLength(2); // Gusto's
});
