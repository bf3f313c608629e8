import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { HmacScheme } from '../../lambda/hr-systems/hmac-scheme.ts';
import { readKey, type SignedRequest, sign, verifyHmac } from '../../lambda/receive/verify-hmac.ts';
import { bambooHrSource, schemeOf, standardWebhooksSource } from '../helpers/sources.ts';

const bambooHr = schemeOf(bambooHrSource);
const standardWebhooks = schemeOf(standardWebhooksSource);
const clock = (nowMs: number, toleranceSeconds = bambooHrSource.toleranceSeconds) => ({
  nowMs,
  toleranceSeconds,
});

function key(secret: string, scheme = bambooHr): Buffer {
  const bytes = readKey(scheme, secret);
  if (bytes === undefined) throw new Error('no key');
  return bytes;
}

describe('the published vector of Standard Webhooks', () => {
  // libraries/javascript/src/webhook.test.ts of standard-webhooks/standard-webhooks, "sign function works"
  const request: SignedRequest = {
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    rawBody: Buffer.from('{"test": 2432232314}'),
  };

  test.each(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
    'verifies with %s',
    (secret) => {
      expect(
        verifyHmac(standardWebhooks, request, [key(secret, standardWebhooks)], clock(1614265330_000, 300)),
      ).toBe('verified');
    },
  );
});

describe('BambooHR’s signature', () => {
  const nowMs = 1769884920_000;
  const secret = '123b929362d51613054f71e5e5d4bf2c';
  const rawBody = Buffer.from(
    '{"type":"employee.created","timestamp":"2025-02-18T15:30:00Z","data":{"companyId":"12345","employeeId":"100"}}',
  );
  // HMAC-SHA256(secret, body + timestamp) in hexadecimal, computed with OpenSSL.
  const signature = 'f4710bd3a340bc65d3c3c3fe13968e0bb3fd5d0e369a71a2b0184e1aca497680';
  const headers = { 'x-bamboohr-timestamp': '1769884920', 'x-bamboohr-signature': signature };
  const base64 = Buffer.from(signature, 'hex').toString('base64');
  const timestampFirst = sign({ ...bambooHr, template: '{timestamp}.{body}' }, key(secret), {
    id: '',
    timestamp: '1769884920',
    headers: {},
    rawBody,
  }).toString('hex');
  const sha1 = '0123456789abcdef0123456789abcdef01234567';

  test.each<[string, Partial<Record<string, string>>]>([
    ['as documented', {}],
    ['in upper case', { 'x-bamboohr-signature': signature.toUpperCase() }],
    ['with white space around it', { 'x-bamboohr-signature': ` ${signature} ` }],
    ['among several', { 'x-bamboohr-signature': `${'0'.repeat(64)},${signature}` }],
  ])('%s verifies', (_, change) => {
    expect(
      verifyHmac(bambooHr, { headers: { ...headers, ...change }, rawBody }, [key(secret)], clock(nowMs)),
    ).toBe('verified');
  });

  test.each<[string, Record<string, string>, string]>([
    ['missing', { 'x-bamboohr-signature': '' }, 'signature-missing'],
    ['of another encoding', { 'x-bamboohr-signature': base64 }, 'signature-malformed'],
    ['truncated', { 'x-bamboohr-signature': signature.slice(0, -2) }, 'signature-mismatch'],
    ['cut within a byte', { 'x-bamboohr-signature': signature.slice(0, -1) }, 'signature-malformed'],
    ['longer', { 'x-bamboohr-signature': `${signature}00` }, 'signature-mismatch'],
    ['in mixed case', { 'x-bamboohr-signature': `F${signature.slice(1)}` }, 'signature-malformed'],
    ['of another algorithm', { 'x-bamboohr-signature': sha1 }, 'signature-mismatch'],
    ['of the timestamp before the body', { 'x-bamboohr-signature': timestampFirst }, 'signature-mismatch'],
    ['without a timestamp', { 'x-bamboohr-timestamp': '' }, 'timestamp-missing'],
    ['with another timestamp', { 'x-bamboohr-timestamp': '1769884921' }, 'signature-mismatch'],
    ['with a repeated timestamp', { 'x-bamboohr-timestamp': '1769884920,1769884920' }, 'signature-mismatch'],
  ])('%s is refused', (_, change, reason) => {
    expect(
      verifyHmac(bambooHr, { headers: { ...headers, ...change }, rawBody }, [key(secret)], clock(nowMs)),
    ).toBe(reason);
  });

  test('of another body is refused', () => {
    const altered = Buffer.from(rawBody.toString().replace('100', '101'));
    expect(verifyHmac(bambooHr, { headers, rawBody: altered }, [key(secret)], clock(nowMs))).toBe(
      'signature-mismatch',
    );
  });

  test('by another secret is refused', () => {
    expect(verifyHmac(bambooHr, { headers, rawBody }, [key('another')], clock(nowMs))).toBe(
      'signature-mismatch',
    );
  });

  test('by the previous secret verifies', () => {
    expect(verifyHmac(bambooHr, { headers, rawBody }, [key('the new one'), key(secret)], clock(nowMs))).toBe(
      'verified',
    );
  });
});

describe('the signed timestamp', () => {
  const signed = (timestamp: string): SignedRequest => {
    const rawBody = Buffer.from('{}');
    const digest = sign(bambooHr, key('secret'), { id: '', timestamp, headers: {}, rawBody }).toString('hex');
    return { headers: { 'x-bamboohr-timestamp': timestamp, 'x-bamboohr-signature': digest }, rawBody };
  };
  const nowMs = 1_000_000_000_000;
  const tolerance = 300;

  test.each([
    ['now', '1000000000', 'verified'],
    ['at the edge of the past', '999999700', 'verified'],
    ['beyond it', '999999699', 'timestamp-outside-tolerance'],
    ['at the edge of the future', '1000000300', 'verified'],
    ['beyond it', '1000000301', 'timestamp-outside-tolerance'],
    ['in milliseconds', '1000000000000', 'timestamp-malformed'],
    ['with letters behind it', '1000000000abc', 'timestamp-malformed'],
    ['with an exponent', '1e9', 'timestamp-malformed'],
    ['with a sign', '+1000000000', 'timestamp-malformed'],
    ['negative', '-1', 'timestamp-malformed'],
    ['with a fraction', '1000000000.5', 'timestamp-malformed'],
    ['with white space', ' 1000000000', 'timestamp-malformed'],
    ['in words', 'now', 'timestamp-malformed'],
    ['with a zero before it, as if it had been the body’s last digit', '01000000000', 'timestamp-malformed'],
  ])('%s (%s): %s', (_, timestamp, verdict) => {
    expect(verifyHmac(bambooHr, signed(timestamp), [key('secret')], clock(nowMs, tolerance))).toBe(verdict);
  });

  test('may be of any time when the tolerance is 0, but is still signed, and has its form', () => {
    const verdict = (timestamp: string, scheme = bambooHr) =>
      verifyHmac(scheme, signed(timestamp), [key('secret')], clock(nowMs, 0));
    expect(verdict('1000000001')).toBe('verified');
    expect(verdict('4102444800')).toBe('verified');
    expect(verdict('now')).toBe('timestamp-malformed');
    expect(verdict('1000000000000')).toBe('timestamp-malformed');
    const inMilliseconds = { ...bambooHr, timestampFormat: 'milliseconds' } as const;
    expect(verdict('1000000000001', inMilliseconds)).toBe('verified');
    expect(verdict('51000000000001', inMilliseconds)).toBe('timestamp-malformed');
  });

  test.each(['12', '123', '1234', '123451', '1234517'])(
    'cannot lend its digits to a body that ends in others, nor borrow them: %s',
    (cut) => {
      const sent = 'employeeId=12345';
      const timestamp = '1772438400';
      const digest = sign(bambooHr, key('secret'), {
        id: '',
        timestamp,
        headers: {},
        rawBody: Buffer.from(sent),
      });
      const rawBody = Buffer.from(`employeeId=${cut}`);
      const moved = `${sent}${timestamp}`.slice(rawBody.length);
      const headers = { 'x-bamboohr-timestamp': moved, 'x-bamboohr-signature': digest.toString('hex') };
      expect(verifyHmac(bambooHr, { headers, rawBody }, [key('secret')], clock(nowMs, 0))).toBe(
        'timestamp-malformed',
      );
    },
  );
});

describe('a Standard Webhooks signature', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const body = '{"type":"employee.created"}';
  const id = 'msg_1';
  const at = new Date(1769884920_000);
  const signature = new Webhook(secret).sign(id, at, body);
  const verify = (headers: Record<string, string>) =>
    verifyHmac(
      standardWebhooks,
      {
        headers: {
          'webhook-id': id,
          'webhook-timestamp': '1769884920',
          'webhook-signature': signature,
          ...headers,
        },
        rawBody: Buffer.from(body),
      },
      [key(secret, standardWebhooks)],
      clock(at.getTime(), standardWebhooksSource.toleranceSeconds),
    );

  test('made by the reference library verifies', () => {
    expect(verify({})).toBe('verified');
  });

  test.each([
    ['a list, ours last', `v1,${Buffer.alloc(32).toString('base64')} ${signature}`],
    ['a list with another version', `v1a,c29tZXRoaW5n ${signature}`],
    ['a repeated header, joined', `v1,${Buffer.alloc(32).toString('base64')},${signature}`],
  ])('in %s verifies', (_, list) => {
    expect(verify({ 'webhook-signature': list })).toBe('verified');
  });

  test.each([
    ['without its version', signature.slice('v1,'.length), 'signature-malformed'],
    ['a separator thousands of times', ', '.repeat(50_000), 'signature-malformed'],
    ['under another version', signature.replace('v1,', 'v2,'), 'signature-malformed'],
    [
      'in hexadecimal',
      `v1,${Buffer.from(signature.slice(3), 'base64').toString('hex')}`,
      'signature-mismatch',
    ],
    ['truncated', signature.slice(0, -4), 'signature-mismatch'],
    ['with something behind it', `${signature}x`, 'signature-malformed'],
  ])('%s is refused', (_, header, reason) => {
    expect(verify({ 'webhook-signature': header })).toBe(reason);
  });

  test('without an id is refused', () => {
    expect(verify({ 'webhook-id': '' })).toBe('id-missing');
  });

  test('with another id is refused', () => {
    expect(verify({ 'webhook-id': 'msg_2' })).toBe('signature-mismatch');
  });
});

test.each(['not base64!', '', 'whsec_', '====', 'a', 'mysecret', 'whsec_AAAA', 'A'.repeat(88)])(
  '"%s" is no key of a base64 scheme',
  (secret) => {
    expect(readKey(standardWebhooks, secret)).toBeUndefined();
  },
);

test.each([
  ['hex', 'sha256'],
  ['hex', 'sha512'],
  ['base64', 'sha512'],
  ['base64url', 'sha256'],
] as const)(
  'a scheme of %s and %s verifies its own signatures, and no other encoding’s',
  (encoding, algorithm) => {
    const scheme: HmacScheme = {
      algorithm,
      encoding,
      signatureHeader: 's',
      template: '{body}',
      timestampFormat: 'seconds',
      secretEncoding: 'utf8',
    };
    const rawBody = Buffer.from('a body whose digest has + and / in base64: 7');
    const digest = sign(scheme, Buffer.from('key'), { id: '', timestamp: '', headers: {}, rawBody });
    const verdict = (signature: string) =>
      verifyHmac(scheme, { headers: { s: signature }, rawBody }, [Buffer.from('key')], clock(0, 0));
    expect(verdict(digest.toString(encoding))).toBe('verified');
    for (const other of (['hex', 'base64', 'base64url'] as const).filter((name) => name !== encoding)) {
      const text = digest.toString(other);
      if (text.replace(/=+$/, '') !== digest.toString(encoding).replace(/=+$/, ''))
        expect(verdict(text)).not.toBe('verified');
    }
  },
);

test('white space of a body cannot be moved to a moment that stands beside it', () => {
  const scheme: HmacScheme = { ...bambooHr, timestampFormat: 'iso-8601' };
  const timestamp = '2026-03-02T08:00:00Z';
  const signed = sign(scheme, key('secret'), { id: '', timestamp, headers: {}, rawBody: Buffer.from('{} ') });
  const verdict = (body: string, written: string) =>
    verifyHmac(
      scheme,
      {
        headers: { 'x-bamboohr-signature': signed.toString('hex'), 'x-bamboohr-timestamp': written },
        rawBody: Buffer.from(body),
      },
      [key('secret')],
      clock(Date.parse(timestamp)),
    );
  expect(verdict('{} ', timestamp)).toBe('verified');
  expect(verdict('{}', ` ${timestamp}`)).toBe('timestamp-malformed');
});
