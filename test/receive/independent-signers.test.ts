import { describe, expect, test } from '@jest/globals';
import { sign as signAsGitHub } from '@octokit/webhooks-methods';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { createWay } from '../../lambda/receive/ways.ts';
import { createSource } from '../helpers/sources.ts';

/** What other people's libraries sign is authentic by a source's settings, and with any one bit changed it is not. */

interface Signed {
  headers: Record<string, string>;
  body: string;
}

interface Signer {
  authentication: object;
  secret: fc.Arbitrary<string>;
  sign: (secret: string, body: string, seconds: number) => Promise<Signed> | Signed;
  /** The header with the signature, and those that are signed. */
  signature: string;
  signedHeaders: string[];
}

const toleranceSeconds = 300;
const whsec = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .map((key) => `whsec_${Buffer.from(key).toString('base64')}`);
const plain = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => text.trim() === text);

/** By WebCrypto, whose code has nothing in common with `node:crypto`'s HMAC. */
async function hmac(hash: string, secret: string, text: string): Promise<Buffer> {
  const algorithm = { name: 'HMAC', hash };
  const key = await crypto.subtle.importKey('raw', Buffer.from(secret), algorithm, false, ['sign']);
  return Buffer.from(await crypto.subtle.sign('HMAC', key, Buffer.from(text)));
}

const svixHeaders = { id: 'svix-id', timestamp: 'svix-timestamp', signature: 'svix-signature' };

const signers: Record<string, Signer> = {
  standardwebhooks: {
    authentication: { type: 'standard-webhooks' },
    secret: whsec,
    signature: 'webhook-signature',
    signedHeaders: ['webhook-id', 'webhook-timestamp'],
    sign: (secret, body, seconds) => ({
      headers: {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(seconds),
        'webhook-signature': new StandardWebhook(secret).sign('msg_1', new Date(seconds * 1000), body),
      },
      body,
    }),
  },
  svix: {
    authentication: { type: 'standard-webhooks', headers: svixHeaders },
    secret: whsec,
    signature: 'svix-signature',
    signedHeaders: ['svix-id', 'svix-timestamp'],
    sign: (secret, body, seconds) => ({
      headers: {
        'svix-id': 'msg_1',
        'svix-timestamp': String(seconds),
        'svix-signature': new SvixWebhook(secret).sign('msg_1', new Date(seconds * 1000), body),
      },
      body,
    }),
  },
  '@octokit/webhooks-methods': {
    authentication: { type: 'hmac', signatureHeader: 'X-Hub-Signature-256', signaturePrefix: 'sha256=' },
    secret: plain,
    signature: 'x-hub-signature-256',
    signedHeaders: [],
    sign: async (secret, body) => ({
      headers: { 'x-hub-signature-256': await signAsGitHub(secret, body) },
      body,
    }),
  },
  'WebCrypto, the timestamp beside the signature': {
    authentication: {
      type: 'hmac',
      signatureHeader: 'X-Signature',
      signatureList: { version: 'v1', versionSeparator: '=', timestamp: 't' },
      template: '{timestamp}.{body}',
    },
    secret: plain,
    signature: 'x-signature',
    signedHeaders: [],
    async sign(secret, body, seconds) {
      const digest = await hmac('SHA-256', secret, `${seconds}.${body}`);
      return {
        headers: { 'x-signature': `t=${seconds},v1=${digest.toString('hex')},v0=${'0'.repeat(64)}` },
        body,
      };
    },
  },
  'WebCrypto, in base64url of SHA-512 with a timestamp in ISO 8601': {
    authentication: {
      type: 'hmac',
      algorithm: 'sha512',
      encoding: 'base64url',
      signatureHeader: 'X-Signature',
      template: '{timestamp}\n{body}',
      timestampHeader: 'X-Time',
      timestampFormat: 'iso-8601',
    },
    secret: plain,
    signature: 'x-signature',
    signedHeaders: ['x-time'],
    async sign(secret, body, seconds) {
      const time = new Date(seconds * 1000).toISOString();
      const digest = await hmac('SHA-512', secret, `${time}\n${body}`);
      return { headers: { 'x-time': time, 'x-signature': digest.toString('base64url') }, body };
    },
  },
  'WebCrypto, with a timestamp in milliseconds and a literal': {
    authentication: {
      type: 'hmac',
      signatureHeader: 'X-Signature',
      template: 'POST:{timestamp}:{body}',
      timestampHeader: 'X-Time',
      timestampFormat: 'milliseconds',
    },
    secret: plain,
    signature: 'x-signature',
    signedHeaders: ['x-time'],
    async sign(secret, body, seconds) {
      const digest = await hmac('SHA-256', secret, `POST:${seconds * 1000}:${body}`);
      return { headers: { 'x-time': String(seconds * 1000), 'x-signature': digest.toString('hex') }, body };
    },
  },
};

const bodies = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
const times = fc.integer({ min: 1_000_000_000, max: 4_000_000_000 });

function flipBit(text: Buffer, bit: number): Buffer {
  const changed = Buffer.from(text);
  const at = bit % (changed.length * 8);
  changed.writeUInt8(changed.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
  return changed;
}

describe.each(Object.entries(signers))(
  '%s',
  (_, { authentication, secret, sign, signature, signedHeaders }) => {
    const [settings] = createSource({ type: 'generic', authentication: [authentication] }).authentication;
    if (settings === undefined) throw new Error('no way');
    const way = createWay(settings, toleranceSeconds);
    const verdict = (
      { headers, body }: { headers: Record<string, string>; body: string | Buffer },
      key: string[],
      seconds: number,
    ) => way.verify({ headers, rawBody: Buffer.from(body) }, key, seconds * 1000);

    test('signs what is authentic, with the current secret or the previous one, within the tolerance', async () => {
      const off = fc.integer({ min: -toleranceSeconds, max: toleranceSeconds });
      await fc.assert(
        fc.asyncProperty(
          secret,
          secret,
          bodies,
          times,
          off,
          async (key, other, body, seconds, offSeconds) => {
            const signed = await sign(key, body, seconds);
            expect(verdict(signed, [key], seconds + offSeconds)).toBe('verified');
            expect(verdict(signed, [other, key], seconds + offSeconds)).toBe('verified');
          },
        ),
      );
    });

    test('with one bit of the body or of a signed header changed is not', async () => {
      await fc.assert(
        fc.asyncProperty(secret, bodies, times, fc.nat(), async (key, body, seconds, bit) => {
          const signed = await sign(key, body, seconds);
          expect(verdict({ ...signed, body: flipBit(Buffer.from(body), bit) }, [key], seconds)).not.toBe(
            'verified',
          );
          for (const name of signedHeaders) {
            const value = flipBit(Buffer.from(signed.headers[name] ?? ''), bit).toString('latin1');
            const headers = { ...signed.headers, [name]: value };
            expect(verdict({ ...signed, headers }, [key], seconds)).not.toBe('verified');
          }
        }),
      );
    });

    test('cut short, of another secret, or stale is not', async () => {
      await fc.assert(
        fc.asyncProperty(secret, secret, bodies, times, async (key, other, body, seconds) => {
          fc.pre(key !== other);
          const signed = await sign(key, body, seconds);
          expect(verdict(signed, [other], seconds)).not.toBe('verified');
          const text = signed.headers[signature] ?? '';
          const first = text.split(',v0')[0] ?? '';
          expect(
            verdict(
              { ...signed, headers: { ...signed.headers, [signature]: first.slice(0, -6) } },
              [key],
              seconds,
            ),
          ).not.toBe('verified');
          const isTimed =
            JSON.stringify(authentication).includes('timestamp') || settings.type === 'standard-webhooks';
          const late = verdict(signed, [key], seconds + toleranceSeconds + 1);
          expect(late).toBe(isTimed ? 'timestamp-outside-tolerance' : 'verified');
        }),
      );
    });

    test('beside a signature that is wrong is authentic', async () => {
      await fc.assert(
        fc.asyncProperty(secret, secret, bodies, times, async (key, other, body, seconds) => {
          const [right, wrong] = [await sign(key, body, seconds), await sign(other, body, seconds)];
          for (const list of [
            [wrong, right],
            [right, wrong],
          ]) {
            const joined = list
              .map(({ headers }) => headers[signature])
              .join(signature === 'x-signature' || signature.startsWith('x-hub') ? ',' : ' ');
            expect(
              verdict({ ...right, headers: { ...right.headers, [signature]: joined } }, [key], seconds),
            ).toBe('verified');
          }
        }),
        { numRuns: 30 },
      );
    });
  },
);

test.each([
  ['with the prefix', 'sha256=', 'verified'],
  ['with another prefix of the same length', 'sha512=', 'signature-malformed'],
  ['with the prefix in another case', 'SHA256=', 'signature-malformed'],
  ['without a prefix', '', 'signature-malformed'],
])('GitHub’s signature %s: %s', async (_, prefix, verdict) => {
  const github = signers['@octokit/webhooks-methods'];
  if (github === undefined) throw new Error('no signer');
  const [settings] = createSource({
    type: 'generic',
    authentication: [github.authentication],
  }).authentication;
  if (settings === undefined) throw new Error('no way');
  const { headers, body } = await github.sign('secret', '{}', 0);
  const text = (headers['x-hub-signature-256'] ?? '').replace('sha256=', prefix);
  const webhook = { headers: { 'x-hub-signature-256': text }, rawBody: Buffer.from(body) };
  expect(createWay(settings, 0).verify(webhook, ['secret'], 0)).toBe(verdict);
});
