import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createReceiveOf } from '../helpers/receive-sources.ts';

const key = 'k3y'.repeat(12);
const oldKey = 'old'.repeat(12);
const short = 'k'.repeat(31);
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const edge = '192.0.2.1';
const viewer = '198.51.100.9';
const authorization = `Basic ${Buffer.from('user:password').toString('base64')}`;

const start = (proxyKeySha256?: string[]) => {
  const sources = {
    near: { type: 'paylocity', sourceNetworks: ['198.51.100.0/24'] },
    any: { type: 'paylocity', refusalStatus: 503 },
  };
  const receive = createReceiveOf(sources, { nowMs: 0 }, proxyKeySha256 && { receive: { proxyKeySha256 } });
  for (const source of ['near', 'any']) receive.secrets.set(source, { current: 'user:password' });
  return (source: string, headers: Record<string, string>, sourceIp = edge) =>
    receive.post(source, { authorization, ...headers }, '{"employeeId":"1"}', { sourceIp });
};

/** As it comes by the proxy, API Gateway's own part added. */
const by = (proxyKey: string, forwardedFor: string) => ({
  'x-proxy-key': proxyKey,
  'x-forwarded-for': `${forwardedFor}, ${edge}`,
});

describe('behind a proxy', () => {
  const post = start([digest(oldKey), digest(key), digest(short)]);

  test.each([
    ['with the key', { ...by(key, viewer) }],
    ['with the other key that is listed', { ...by(oldKey, viewer) }],
    ['with the header in capitals', { 'X-Proxy-Key': key, 'X-Forwarded-For': `${viewer}, ${edge}` }],
    ['if API Gateway does not name the proxy', { 'x-proxy-key': key, 'x-forwarded-for': viewer }],
  ])('a webhook is accepted %s', async (_, headers) => {
    expect((await post('near', headers)).status).toBe(202);
  });

  test.each([
    ['without the key', { 'x-forwarded-for': `${viewer}, ${edge}` }, 'proxy-key-missing'],
    ['with another key', by('another'.repeat(6), viewer), 'proxy-key-mismatch'],
    ['with an empty key', by('', viewer), 'proxy-key-mismatch'],
    ['with the key twice', by(`${key},${key}`, viewer), 'proxy-key-mismatch'],
    ['with the digest of the key', by(digest(key), viewer), 'proxy-key-mismatch'],
    ['with a listed key that could be guessed', by(short, viewer), 'proxy-key-mismatch'],
    ['from elsewhere', by(key, '203.0.113.9'), 'network-not-allowed'],
    ['from elsewhere, if the sender names another', by(key, `${viewer}, 203.0.113.9`), 'network-not-allowed'],
    [
      'from the proxy itself, if it names nobody',
      { 'x-proxy-key': key, 'x-forwarded-for': edge },
      'network-not-allowed',
    ],
    ['if nobody is named', { 'x-proxy-key': key }, 'network-not-allowed'],
  ])('a webhook is refused %s', async (_, headers, reason) => {
    const { status, body, lines } = await post('near', headers);
    expect([status, body['code']]).toEqual([401, 'UNAUTHENTICATED']);
    const said = lines.join('\n');
    expect(said).toContain(`"reason":"${reason}"`);
    for (const secret of [key, oldKey, viewer, '203.0.113.9', edge]) expect(said).not.toContain(secret);
  });

  test('also an address that would be allowed is refused if it calls the API directly', async () => {
    expect((await post('near', { 'x-forwarded-for': viewer }, viewer)).status).toBe(401);
  });

  test('a source without networks needs the key too, and refuses as it is told', async () => {
    expect((await post('any', by(key, '203.0.113.9'))).status).toBe(202);
    expect((await post('any', {})).status).toBe(503);
  });
});

test('without a proxy, neither header is believed', async () => {
  const post = start();
  expect((await post('near', by(key, viewer))).status).toBe(401);
  expect((await post('near', {}, viewer)).status).toBe(202);
});
