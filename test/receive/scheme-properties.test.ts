import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import * as v from 'valibot';
import { Source } from '../../config/source.ts';
import { createWay } from '../../lambda/receive/ways.ts';
import { toAuthenticHeaders } from '../../local/sample-hire.ts';

/** Whatever scheme the settings allow: what it signs is authentic, and with any one bit changed it is not. */

const literal = fc.constantFrom('', '.', ':', '\n', 'POST', 'v0=');
const parts = fc
  .subarray(['{timestamp}', '{id}'] as const)
  .chain((more) => fc.shuffledSubarray(['{body}', ...more], { minLength: more.length + 1 }));
const template = fc
  .tuple(parts, fc.array(literal, { minLength: 4, maxLength: 4 }))
  .map(
    ([names, between]) =>
      names.map((name, index) => `${between[index]}${name}`).join('') + (between[3] ?? ''),
  );

const schemes = fc
  .record({
    template,
    algorithm: fc.constantFrom('sha1', 'sha256', 'sha384', 'sha512'),
    encoding: fc.constantFrom('hex', 'base64', 'base64url'),
    prefix: fc.constantFrom(undefined, 'sha256=', 'sig:'),
    list: fc.constantFrom(undefined, { version: 'v1' }, { version: 'v1', versionSeparator: '=' }),
    isTimeInList: fc.boolean(),
    timestampFormat: fc.constantFrom('seconds', 'milliseconds', 'iso-8601'),
    secretEncoding: fc.constantFrom('utf8', 'base64', 'hex'),
    secretPrefix: fc.constantFrom(undefined, 'whsec_'),
  })
  .map(({ prefix, list, isTimeInList, secretPrefix, ...rest }) => {
    const isTimed = rest.template.includes('{timestamp}');
    // A prefix, or base64's padding, that holds the separator of the list could not be told from it.
    const isClear =
      list?.versionSeparator !== '=' || (prefix === undefined && rest.timestampFormat !== 'iso-8601');
    const marks = isClear ? list : undefined;
    const inList = isTimed && isTimeInList && marks !== undefined;
    return {
      type: 'hmac',
      signatureHeader: 'X-Signature',
      ...rest,
      ...(prefix !== undefined && { signaturePrefix: prefix }),
      ...(marks !== undefined && { signatureList: { ...marks, ...(inList && { timestamp: 't' }) } }),
      ...(isTimed && !inList && { timestampHeader: 'X-Time' }),
      ...(rest.template.includes('{id}') && { idHeader: 'X-Id' }),
      ...(secretPrefix !== undefined && { secretPrefix }),
    };
  });

const secrets = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
const bodies = fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => Buffer.from(bytes));

function flipBit(bytes: Buffer, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  const at = bit % (changed.length * 8);
  changed.writeUInt8(changed.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
  return changed;
}

test('a signature by any scheme is authentic, but not with one bit of any part changed', () => {
  fc.assert(
    fc.property(schemes, secrets, bodies, fc.nat(), (scheme, key, body, bit) => {
      const source = v.parse(Source, { type: 'generic', authentication: [scheme] });
      const [settings] = source.authentication;
      if (settings === undefined) throw new Error('no way');
      const way = createWay(settings, 300);
      const text =
        scheme.secretEncoding === 'utf8'
          ? key.toString('hex')
          : key.toString(scheme.secretEncoding === 'hex' ? 'hex' : 'base64');
      const secret = `${'secretPrefix' in scheme ? scheme.secretPrefix : ''}${text}`;
      const nowMs = 1_772_438_400_000;
      const sent = toAuthenticHeaders(source, secret, body, nowMs);
      const headers = Object.fromEntries(
        Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const verdict = (changed: Partial<{ headers: Record<string, string>; rawBody: Buffer }>) =>
        way.verify({ headers, rawBody: body, ...changed }, [secret], nowMs);

      expect(verdict({})).toBe('verified');
      expect(verdict({ rawBody: flipBit(body, bit) })).not.toBe('verified');
      for (const name of ['x-time', 'x-id', 'x-signature'].filter((one) => headers[one] !== undefined)) {
        const changed = flipBit(Buffer.from(headers[name] ?? ''), bit).toString('latin1');
        // The mark before a signature, and the padding behind it, are no part of what is signed.
        if (name === 'x-signature' && !isInSignature(headers[name] ?? '', changed)) continue;
        expect(verdict({ headers: { ...headers, [name]: changed } })).not.toBe('verified');
      }
    }),
    { numRuns: 2000 },
  );
});

/** Whether the change is of the digest's own characters; in hexadecimal the other case is the same digest. */
function isInSignature(text: string, changed: string): boolean {
  const at = [...text].findIndex((character, index) => character !== changed[index]);
  const digestFrom = Math.max(
    text.lastIndexOf(','),
    text.lastIndexOf(':'),
    text.replace(/=+$/, '').lastIndexOf('='),
  );
  const isPadding = at >= text.replace(/=+$/, '').length;
  return at > digestFrom && !isPadding && /[A-Za-z0-9+/_-]/.test(changed[at] ?? '');
}
