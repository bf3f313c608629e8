import { expect, test } from '@jest/globals';
import { createConfiguration } from '../helpers/configuration.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

/** A sender that reads the answer, such as one that wants SOAP. */

const nowMs = Date.parse('2026-03-02T08:00:00Z');
const soap = {
  type: 'generic',
  authentication: [{ type: 'bearer' }],
  formats: ['xml', 'json'],
  acceptedXml: '<ack at="{now}" by="{now}"/>',
};
const receive = createReceiveOf({ soap }, { nowMs });
receive.secrets.set('soap', { current: 'the-token' });
const authentic = { authorization: 'Bearer the-token' };

test('gets its text, with the time in it, and nothing of what it sent', async () => {
  const { status, headers, text, messages } = await receive.post('soap', authentic, '<a><id>{now}</id></a>');
  expect(messages).toHaveLength(1);
  expect([status, headers['content-type']]).toEqual([202, 'text/xml']);
  expect(text).toBe('<ack at="2026-03-02T08:00:00.000Z" by="2026-03-02T08:00:00.000Z"/>');
});

test('gets the counts for JSON', async () => {
  const { status, body } = await receive.post('soap', authentic, '{"id":"7"}');
  expect([status, body]).toEqual([202, { accepted: 1, ignored: 0, requestId: 'request-1' }]);
});

test('gets problem details for what is refused', async () => {
  const { status, body } = await receive.post('soap', {}, '<a/>');
  expect([status, body['code']]).toEqual([401, 'UNAUTHENTICATED']);
  const unreadable = await receive.post('soap', authentic, '<a>');
  expect([unreadable.status, unreadable.body['code']]).toEqual([400, 'BODY_UNREADABLE']);
});

test.each([
  ['{"ok":true}', 'XML, which begins with "<"'],
  [`<${'a'.repeat(2000)}`, 'XML of at most 2000 characters'],
])('%s is refused at synth', (acceptedXml, complaint) => {
  expect(() => createConfiguration({ sources: { hr: { ...soap, acceptedXml } } })).toThrow(complaint);
});
