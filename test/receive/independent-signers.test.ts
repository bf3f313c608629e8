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
  'WebCrypto, with other headers, as SmartRecruiters signs': {
    authentication: {
      type: 'hmac',
      signatureHeader: 'SmartRecruiters-Signature',
      signatureList: { version: 'v1', versionSeparator: '=' },
      template:
        '{timestamp}.{body}.{header:event-id}.{header:Event-Name}.{header:event-version}.{header:link}',
      timestampHeader: 'SmartRecruiters-Timestamp',
    },
    secret: plain,
    signature: 'smartrecruiters-signature',
    signedHeaders: ['smartrecruiters-timestamp', 'event-id', 'event-name', 'link'],
    // `event-version` does not come: its text is empty.
    async sign(secret, body, seconds) {
      const link = '<https://api.example/x>; rel=self';
      const text = `${seconds}.${body}.e-1.application.status.updated..${link}`;
      const digest = await hmac('SHA-256', secret, text);
      return {
        headers: {
          'smartrecruiters-timestamp': String(seconds),
          'event-id': 'e-1',
          'event-name': 'application.status.updated',
          link,
          'smartrecruiters-signature': `v1=${digest.toString('hex')}`,
        },
        body,
      };
    },
  },
};

/** Between the signatures of a list. */
const separators: Record<string, string> = {
  'x-signature': ',',
  'x-hub-signature-256': ',',
  'smartrecruiters-signature': ';',
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
            const joined = list.map(({ headers }) => headers[signature]).join(separators[signature] ?? ' ');
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

describe('signed headers', () => {
  const smartRecruiters = {
    type: 'hmac',
    signatureHeader: 'smartrecruiters-signature',
    signatureList: { version: 'v1', versionSeparator: '=' },
    template: '{timestamp}.{body}.{header:event-id}.{header:event-name}.{header:event-version}.{header:link}',
    timestampHeader: 'smartrecruiters-timestamp',
  };
  const [settings] = createSource({ type: 'generic', authentication: [smartRecruiters] }).authentication;
  const headers = {
    'smartrecruiters-timestamp': '1772438400',
    'event-id': '123',
    'event-name': 'application.created',
    'event-version': 'v201910',
    link: '<https://hr.example/endpoint>; rel=self',
    // printf '%s' '1772438400.{"job_id":"j1"}.123.application.created.v201910.<https://hr.example/endpoint>; rel=self' |
    //   openssl dgst -sha256 -hmac 'a key of our own'
    'smartrecruiters-signature': 'v1=fc6537ab8f91bbaaa58461fa6752649d7ad47a8228b388743c846ecb7e0077cc',
  };
  const verdict = (change: Record<string, string | undefined>, body = '{"job_id":"j1"}') => {
    if (settings === undefined) throw new Error('no way');
    const all = Object.entries({ ...headers, ...change }).filter((entry) => entry[1] !== undefined);
    const request = { headers: Object.fromEntries(all), rawBody: Buffer.from(body) };
    return createWay(settings, 300).verify(request, ['a key of our own'], 1772438400_000);
  };

  test('as OpenSSL signs them are right, also behind another signature', () => {
    expect(verdict({})).toBe('verified');
    const other = `v1=${'0'.repeat(64)};${headers['smartrecruiters-signature']};v2=${'0'.repeat(64)}`;
    expect(verdict({ 'smartrecruiters-signature': other })).toBe('verified');
  });

  test.each([
    ['another value', { 'event-name': 'application.status.updated' }],
    ['a value in another case', { 'event-name': 'Application.created' }],
    ['a header less', { 'event-version': undefined }],
    ['an empty header', { link: '' }],
    [
      'a text moved into the next header without its mark',
      { 'event-id': '12', 'event-name': '3application.created' },
    ],
    ['a stale timestamp', { 'smartrecruiters-timestamp': '1772438099' }],
    ['no timestamp', { 'smartrecruiters-timestamp': undefined }],
    [
      'a signature cut short',
      { 'smartrecruiters-signature': headers['smartrecruiters-signature'].slice(0, -2) },
    ],
    [
      'a signature of another version',
      { 'smartrecruiters-signature': headers['smartrecruiters-signature'].replace('v1', 'v2') },
    ],
  ])('with %s are not', (_, change) => {
    expect(verdict(change)).not.toBe('verified');
  });

  test('are not with another body', () => {
    expect(verdict({}, '{"job_id":"j2"}')).toBe('signature-mismatch');
  });

  test('that hold the mark themselves can be moved, as is said; what a body takes makes it unreadable', () => {
    const name = { 'event-id': '123.application', 'event-name': 'created' };
    expect(verdict(name)).toBe('verified');
    const taken = '{"job_id":"j1"}.123';
    const left = {
      'event-id': 'application',
      'event-name': 'created',
      'event-version': 'v201910.<https://hr',
      link: 'example/endpoint>; rel=self',
    };
    expect(verdict(left, taken)).toBe('verified');
    expect(() => JSON.parse(taken)).toThrow(SyntaxError);
  });
});

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
