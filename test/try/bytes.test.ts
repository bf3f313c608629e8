import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { explain } from '../../try/explain.ts';
import { readCapture } from '../../try/read-capture.ts';
import { createConfiguration } from '../helpers/configuration.ts';

/** Captures whose bodies are bytes, not text: the secret is not to blame for them. */

const nowMs = Date.parse('2026-03-02T08:00:00Z');
const configuration = createConfiguration();
const settings = configuration.sources['bamboohr'];
if (settings === undefined) throw new Error('no source');
const event = '{"type":"employee.created","data":{"employeeId":"100","note":"Zoë"}}';
const sign = (signed: Buffer) => toAuthenticHeaders(settings, 'secret', signed, nowMs);

/** An HTTP message as a file. */
function capture(body: Buffer, headers: Record<string, string>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}

async function tried(file: string | Uint8Array) {
  const parts = { configuration, source: 'bamboohr', secrets: { current: 'secret' }, nowMs };
  const { lines, accepted } = await explain(readCapture(file), parts);
  return { text: lines.join('\n'), accepted };
}

const gzip = { 'content-encoding': 'gzip' };
const latin1 = { 'content-type': 'application/json; charset=iso-8859-1' };

test.each<[string, Buffer, Buffer, Record<string, string>, string]>([
  ['gzip, signed as it was sent', gzipSync(event), gzipSync(event), gzip, 'bytes stand for 69'],
  ['gzip, signed before that', gzipSync(event), Buffer.from(event), gzip, 'bytes stand for 69'],
  [
    'Latin-1',
    Buffer.from(event, 'latin1'),
    Buffer.from(event, 'latin1'),
    latin1,
    'the charset that it declares',
  ],
  ['UTF-16', Buffer.from(event, 'utf16le'), Buffer.from(event, 'utf16le'), {}, 'read as UTF-16'],
  [
    'what was undone by a gateway',
    Buffer.from(event),
    Buffer.from(event),
    gzip,
    'declared as gzip, but is not',
  ],
])('%s is read, byte by byte, and what became of it is said', async (_, sent, signed, headers, said) => {
  const { text, accepted } = await tried(capture(sent, { ...sign(signed), ...headers }));
  expect(accepted).toBe(true);
  expect(text).toContain('✓ hmac: right');
  expect(text).toContain(said);
  expect(text).toContain('employee id:      100');
});

test('gzip in an event of API Gateway is read too', async () => {
  const body = gzipSync(event);
  const request = {
    headers: { ...sign(body), ...gzip },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
  expect((await tried(JSON.stringify(request))).text).toContain('✓ hmac: right');
});

test('a curl command in Latin-1 keeps its bytes', () => {
  const { body } = readCapture(Buffer.from(`curl -d '${event}' https://x.example`, 'latin1'));
  expect(body.equals(Buffer.from(event, 'latin1'))).toBe(true);
});

test('a file in UTF-16, as PowerShell writes it, is read', async () => {
  const text = capture(Buffer.from(event), sign(Buffer.from(event))).toString('utf8');
  const file = Buffer.from(`\uFEFF${text}`, 'utf16le');
  expect((await tried(file)).text).toContain('✓ hmac: right');
});

test('a signature in another header is found over what a compressed body says', async () => {
  const { 'x-bamboohr-signature': signature = '', ...rest } = sign(Buffer.from(event));
  const { text } = await tried(capture(gzipSync(event), { ...rest, 'x-sig': signature, ...gzip }));
  expect(text).toContain('the header x-sig matches: set "authentication"');
});

describe('is explained: ', () => {
  test.each<[string, Buffer, Record<string, string>, string]>([
    [
      'gzip that was saved as text',
      Buffer.from(gzipSync(event).toString('utf8')),
      gzip,
      'it was captured as text',
    ],
    ['gzip that is cut off', gzipSync(event).subarray(0, 40), gzip, 'encoding-broken: it begins like gzip'],
    [
      'Brotli',
      Buffer.from([0x8b, 0x03, 0x80]),
      { 'content-encoding': 'br' },
      'only gzip and deflate can be undone',
    ],
    ['Latin-1 that nothing declares', Buffer.from(event, 'latin1'), {}, 'no other charset is declared'],
  ])('%s', async (_, body, headers, said) => {
    const { text, accepted } = await tried(capture(body, { ...sign(Buffer.from(event)), ...headers }));
    expect(accepted).toBe(false);
    expect(text).toContain(said);
  });
});
