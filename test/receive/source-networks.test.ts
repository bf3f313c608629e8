import { expect, test } from '@jest/globals';
import { createNetworkCheck } from '../../lambda/receive/source-networks.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

test.each([
  ['203.0.113.0/24', '203.0.113.255', true],
  ['203.0.113.0/24', '203.0.114.0', false],
  ['203.0.113.7', '203.0.113.7', true],
  ['203.0.113.7', '203.0.113.8', false],
  ['0.0.0.0/0', '198.51.100.1', true],
  ['2001:db8::/32', '2001:db8:1::1', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['2001:db8::1', '2001:db8::1', true],
  ['203.0.113.0/24', 'no address', false],
  ['203.0.113.0/24', '', false],
])('%s and %s: %s', (network, address, isIn) => {
  expect(createNetworkCheck([network])(address)).toBe(isIn);
});

test('without networks, every address may send', () => {
  expect(createNetworkCheck(undefined)('')).toBe(true);
});

test('networks are checked in addition to the sender’s proof', async () => {
  const sources = {
    hr: { type: 'paylocity', sourceNetworks: ['198.51.100.0/24', '2001:db8::/32'] },
  };
  const receive = createReceiveOf(sources, { nowMs: 0 });
  receive.secrets.set('hr', { current: 'user:password' });
  const headers = { authorization: `Basic ${Buffer.from('user:password').toString('base64')}` };
  const post = (sourceIp: string, sent: Record<string, string> = headers) =>
    receive.post('hr', sent, '{"employeeId":"1"}', { sourceIp });
  expect((await post('198.51.100.9')).status).toBe(202);
  expect((await post('2001:db8::9')).status).toBe(202);
  const refused = await post('203.0.113.9');
  expect([refused.status, refused.body['code']]).toEqual([401, 'UNAUTHENTICATED']);
  expect(refused.lines.join('\n')).toContain('"reason":"network-not-allowed"');
  expect(refused.lines.join('\n')).not.toContain('203.0.113.9');
  expect((await post('198.51.100.9', {})).status).toBe(401);
});
