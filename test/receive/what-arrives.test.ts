import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';
import { createReceiveOf } from '../helpers/receive-sources.ts';

/** Bodies that are compressed, in another charset, or declared as what they are not: read rightly, or refused by name. */

const nowMs = Date.parse('2026-03-02T08:00:00Z');
const bearer = [{ type: 'bearer' }];
const receive = createReceiveOf(
  {
    bamboohr: { type: 'bamboohr', company: 'acme' },
    any: { type: 'generic', authentication: bearer, formats: ['json', 'xml', 'form'] },
    xml: { type: 'generic', authentication: bearer, formats: ['xml'] },
  },
  { nowMs },
);
for (const source of ['bamboohr', 'any', 'xml']) receive.secrets.set(source, { current: 'token' });

const name = 'Zoë Łukasz';
const json = `{"id":"7","name":"${name}"}`;
const xml = `<a><id>7</id><name>${name}</name></a>`;
const xmlRead = { a: { id: '7', name } };
const jsonRead = { id: '7', name };
const utf16 = (text: string, { mark = false, big = false } = {}) => {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};

async function post(body: Buffer | string, headers: Record<string, string> = {}, source = 'any') {
  return receive.post(source, { authorization: 'Bearer token', ...headers }, body);
}

describe('is read', () => {
  const gzip = { 'content-encoding': 'gzip' };
  const deflate = { 'content-encoding': 'deflate' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  test.each<[string, Buffer | string, Record<string, string>, object]>([
    ['JSON as curl -d declares it', json, form, jsonRead],
    ['JSON as text/xml', json, { 'content-type': 'text/xml' }, jsonRead],
    ['JSON behind line breaks as text/plain', `\r\n ${json}`, { 'content-type': 'text/plain' }, jsonRead],
    ['JSON as octets', json, { 'content-type': 'application/octet-stream' }, jsonRead],
    ['XML as JSON', xml, { 'content-type': 'application/json' }, xmlRead],
    ['a form as JSON', 'id=7', { 'content-type': 'application/json' }, { id: '7' }],
    ['gzip', gzipSync(json), gzip, jsonRead],
    ['gzip by its old name', gzipSync(json), { 'content-encoding': 'X-GZip' }, jsonRead],
    ['gzip that nothing declares', gzipSync(json), {}, jsonRead],
    ['gzip of XML', gzipSync(xml), { ...gzip, 'content-type': 'text/xml' }, xmlRead],
    ['gzip of a form', gzipSync('id=7'), { ...gzip, ...form }, { id: '7' }],
    ['gzip of UTF-16', gzipSync(utf16(json)), gzip, jsonRead],
    ['gzip in two parts', Buffer.concat([gzipSync('{"id":'), gzipSync('"7"}')]), gzip, { id: '7' }],
    ['what a gateway has undone, but still declares', json, gzip, jsonRead],
    ['deflate', deflateSync(json), deflate, jsonRead],
    ['deflate without zlib’s header', deflateRawSync(json), deflate, jsonRead],
    ['deflate that was undone', json, deflate, jsonRead],
    ['what is not encoded, and says so', json, { 'content-encoding': 'identity' }, jsonRead],
    ['a charset as an encoding', json, { 'content-encoding': 'utf-8' }, jsonRead],
    ['UTF-8 behind a byte order mark', `\uFEFF${json}`, {}, jsonRead],
    ['XML behind a byte order mark', `\uFEFF${xml}`, {}, xmlRead],
    ['UTF-16', utf16(json), {}, jsonRead],
    ['UTF-16 behind a byte order mark', utf16(json, { mark: true }), {}, jsonRead],
    ['UTF-16, big end first', utf16(json, { big: true }), {}, jsonRead],
    ['UTF-16, big end first, behind a mark', utf16(json, { mark: true, big: true }), {}, jsonRead],
    ['XML in UTF-16', utf16(`<?xml version="1.0" encoding="UTF-16"?>${xml}`, { mark: true }), {}, xmlRead],
    [
      'Latin-1 that is declared',
      Buffer.from('{"name":"Zoë"}', 'latin1'),
      { 'content-type': 'application/json; charset=ISO-8859-1' },
      { name: 'Zoë' },
    ],
    [
      'XML in Latin-1 that declares itself',
      Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><name>Zoë</name>', 'latin1'),
      { 'content-type': 'text/xml' },
      { name: 'Zoë' },
    ],
    [
      'UTF-8 that is declared as Latin-1',
      json,
      { 'content-type': 'application/json; charset=latin1' },
      jsonRead,
    ],
    ['a form with escapes in Latin-1', 'name=Zo%EB+%C3%AB+100%', form, { name: 'Zoë ë 100%' }],
  ])('%s', async (_, body, headers, record) => {
    const { status, messages } = await post(body, headers);
    expect([status, messages.map((message) => message.record)]).toEqual([202, [record]]);
  });
});

describe('is refused by name', () => {
  const latin1 = Buffer.from('{"name":"Zoë"}', 'latin1');
  const cut = gzipSync(json).subarray(0, -12);
  test.each<[string, Buffer, Record<string, string>, string, string]>([
    [
      'Brotli',
      Buffer.from([0x8b, 0x03, 0x80, 0xff]),
      { 'content-encoding': 'br' },
      'any',
      'encoding-unsupported',
    ],
    [
      'gzip twice',
      gzipSync(gzipSync(json)),
      { 'content-encoding': 'gzip, gzip' },
      'any',
      'encoding-unsupported',
    ],
    ['gzip that is cut off', cut, { 'content-encoding': 'gzip' }, 'any', 'encoding-broken'],
    ['gzip of nothing', gzipSync(''), { 'content-encoding': 'gzip' }, 'any', 'body-empty'],
    ['Latin-1 that nothing declares', latin1, {}, 'any', 'body-no-utf8'],
    [
      'Latin-1 as UTF-8',
      latin1,
      { 'content-type': 'application/json; charset=utf-8' },
      'any',
      'body-no-utf8',
    ],
    [
      'a charset that nobody knows',
      latin1,
      { 'content-type': 'application/json; charset=x-acme' },
      'any',
      'charset-unsupported',
    ],
    ['UTF-16 that is cut off', utf16(json).subarray(0, -1), {}, 'any', 'body-no-utf16'],
    ['UTF-32', Buffer.from('{\0\0\0}\0\0\0'), {}, 'any', 'body-no-json'],
    [
      'JSON that the source does not send',
      Buffer.from(json),
      { 'content-type': 'text/xml' },
      'xml',
      'body-no-xml',
    ],
  ])('%s', async (_, body, headers, source, reason) => {
    const { status, body: answer, lines, messages } = await post(body, headers, source);
    expect([status, answer['code'], messages]).toEqual([400, 'BODY_UNREADABLE', []]);
    expect(lines.join('\n')).toContain(`"reason":"${reason}"`);
    expect(lines.join('\n')).not.toContain('Zo');
  });
});

describe('a signature over a compressed body', () => {
  const settings = receive.configuration.sources['bamboohr'];
  if (settings === undefined) throw new Error('no source');
  const hire = Buffer.from('{"type":"employee.created","data":{"employeeId":"7"}}');
  const sign = (bytes: Buffer) => toAuthenticHeaders(settings, 'token', bytes, nowMs);
  const gzip = { 'content-encoding': 'gzip' };

  test.each<[string, Buffer, Buffer, number]>([
    ['may be over what is sent', gzipSync(hire), gzipSync(hire), 202],
    ['may be over what it says', hire, gzipSync(hire), 202],
    ['may be over what it says, in deflate', hire, deflateSync(hire), 202],
    ['may not be over something else', Buffer.from('{}'), gzipSync(hire), 401],
    ['may not be over what is hidden behind it', hire, Buffer.concat([hire, gzipSync(hire)]), 401],
  ])('%s', async (_, signed, sent, status) => {
    const encoding = sent[0] === 0x78 ? { 'content-encoding': 'deflate' } : gzip;
    const posted = await receive.post('bamboohr', { ...sign(signed), ...encoding }, sent);
    expect([posted.status, posted.messages.length]).toEqual([status, status === 202 ? 1 : 0]);
  });

  test('of 6 MB and more counts as too large only once it is authentic', async () => {
    const bomb = gzipSync(Buffer.alloc(7 * 1024 * 1024, ' '));
    const forged = await receive.post('bamboohr', { ...sign(hire), ...gzip }, bomb);
    expect(forged.status).toBe(401);
    const authentic = await receive.post('bamboohr', { ...sign(bomb), ...gzip }, bomb);
    expect([authentic.status, authentic.body['code']]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  test('of megabytes that look all alike is read, if it is over what is sent', async () => {
    const large = gzipSync(
      `{"type":"employee.created","data":{"employeeId":"7","note":"${'x'.repeat(3_000_000)}"}}`,
    );
    const posted = await receive.post('bamboohr', { ...sign(large), ...gzip }, large);
    expect([posted.status, posted.messages.length]).toEqual([202, 1]);
  });
});
