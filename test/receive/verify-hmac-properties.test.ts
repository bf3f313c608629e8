import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { Webhook } from 'standardwebhooks';
import type { HmacScheme } from '../../lambda/hr-systems/hmac-scheme.ts';
import { readKey, verifyHmac } from '../../lambda/receive/verify-hmac.ts';
import { schemeOf, standardWebhooksSource } from '../helpers/sources.ts';

/** Whatever somebody else's implementation signs verifies, and with any one bit changed it does not. */

interface Signed {
  id: string;
  timestamp: string;
  body: Buffer;
  signature: Buffer;
}

const headerText = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
});
const toleranceSeconds = 300;
const nowSeconds = fc.integer({ min: 1_000_000, max: 9_999_999_999 });
const bytes = (limits: fc.IntArrayConstraints) => fc.uint8Array(limits).map((array) => Buffer.from(array));

/** The same with one bit of one part changed. */
function flip(signed: Signed, part: keyof Signed, bit: number): Signed {
  const changed = Buffer.from(signed[part]);
  const at = bit % (changed.length * 8);
  changed.writeUInt8(changed.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
  return { ...signed, [part]: part === 'id' || part === 'timestamp' ? changed.toString('latin1') : changed };
}

function verify(scheme: HmacScheme, key: Buffer, { id, timestamp, body, signature }: Signed, nowMs: number) {
  const text = signature.toString(scheme.encoding);
  const version = scheme.signatureList === undefined ? '' : `${scheme.signatureList.version},`;
  const headers = {
    ...(scheme.idHeader !== undefined && { [scheme.idHeader]: id }),
    ...(scheme.timestampHeader !== undefined && { [scheme.timestampHeader]: timestamp }),
    [scheme.signatureHeader]: `${version}${text}`,
  };
  return verifyHmac(scheme, { headers, rawBody: body }, [key], { nowMs, toleranceSeconds });
}

describe('with the reference library of Standard Webhooks', () => {
  const scheme = schemeOf(standardWebhooksSource);
  const signed = fc
    .record({
      secret: bytes({ minLength: 24, maxLength: 64 }).map((key) => `whsec_${key.toString('base64')}`),
      id: headerText,
      seconds: nowSeconds,
      body: fc.string({ unit: 'grapheme', minLength: 1 }),
      offSeconds: fc.integer({ min: -toleranceSeconds, max: toleranceSeconds }),
      bit: fc.nat(),
    })
    .map(({ secret, id, seconds, body, offSeconds, bit }) => {
      const text = new Webhook(secret).sign(id, new Date(seconds * 1000), body);
      return {
        key: readKey(scheme, secret) ?? Buffer.alloc(0),
        nowMs: (seconds + offSeconds) * 1000,
        bit,
        signed: {
          id,
          timestamp: String(seconds),
          body: Buffer.from(body),
          signature: Buffer.from(text.slice('v1,'.length), 'base64'),
        },
      };
    });

  test('its signatures verify', () => {
    fc.assert(
      fc.property(signed, ({ key, nowMs, signed: webhook }) => {
        expect(verify(scheme, key, webhook, nowMs)).toBe('verified');
      }),
    );
  });

  test.each(['body', 'timestamp', 'id', 'signature'] as const)(
    'not with one bit of the %s changed',
    (part) => {
      fc.assert(
        fc.property(signed, ({ key, nowMs, bit, signed: webhook }) => {
          expect(verify(scheme, key, flip(webhook, part, bit), nowMs)).not.toBe('verified');
        }),
      );
    },
  );
});

describe('with WebCrypto, by any scheme', () => {
  const schemes = fc
    .record({
      algorithm: fc.constantFrom('sha256', 'sha512'),
      encoding: fc.constantFrom('hex', 'base64', 'base64url'),
      signatureVersion: fc.constantFrom(undefined, 'v1', 't'),
      separator: fc.constantFrom('', '.', ':'),
      parts: fc.constantFrom(
        ['{body}', '{timestamp}', '{id}'],
        ['{id}', '{timestamp}', '{body}'],
        ['{timestamp}', '{body}', '{id}'],
      ),
    })
    .map(
      ({ signatureVersion, separator, parts, ...rest }): HmacScheme => ({
        ...rest,
        ...(signatureVersion !== undefined && {
          signatureList: { version: signatureVersion, versionSeparator: ',' },
        }),
        template: parts.join(separator),
        timestampFormat: 'seconds',
        signatureHeader: 'x-signature',
        timestampHeader: 'x-timestamp',
        idHeader: 'x-id',
        secretEncoding: 'utf8',
      }),
    );
  const webhooks = fc.record({
    scheme: schemes,
    secret: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
    id: headerText,
    seconds: nowSeconds,
    body: bytes({ minLength: 1, maxLength: 200 }),
    part: fc.constantFrom('body', 'timestamp', 'id', 'signature'),
    bit: fc.nat(),
  });

  async function sign(scheme: HmacScheme, secret: string, webhook: Omit<Signed, 'signature'>) {
    const pieces = new Map<string, Buffer | string>([
      ['{body}', webhook.body],
      ['{timestamp}', webhook.timestamp],
      ['{id}', webhook.id],
    ]);
    const content = Buffer.concat(
      scheme.template.split(/(\{\w+\})/).map((part) => Buffer.from(pieces.get(part) ?? part)),
    );
    const hash = scheme.algorithm.replace('sha', 'SHA-');
    const algorithm = { name: 'HMAC', hash };
    const key = await crypto.subtle.importKey('raw', Buffer.from(secret), algorithm, false, ['sign']);
    return { ...webhook, signature: Buffer.from(await crypto.subtle.sign('HMAC', key, content)) };
  }

  test('a signature verifies, but not with one bit of any part changed', async () => {
    await fc.assert(
      fc.asyncProperty(webhooks, async ({ scheme, secret, id, seconds, body, part, bit }) => {
        const signed = await sign(scheme, secret, { id, timestamp: String(seconds), body });
        const key = readKey(scheme, secret) ?? Buffer.alloc(0);
        expect(verify(scheme, key, signed, seconds * 1000)).toBe('verified');
        expect(verify(scheme, key, flip(signed, part, bit), seconds * 1000)).not.toBe('verified');
      }),
      { numRuns: 500 },
    );
  });
});
