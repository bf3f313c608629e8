import type { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LogFields } from '../../lambda/aws/log.ts';
import { createPseudonyms } from '../../lambda/aws/pseudonyms.ts';
import { createSecretReader } from '../../lambda/aws/secrets.ts';

const secret = 'hire-invites/lookup';
const key = JSON.stringify({ key: 'a key that is long enough' });
const minutes = 60 * 1000;
const clock = { nowMs: 0 };
let values: Map<string, string>;
let logged: { level: string; message: string; fields: LogFields }[];

beforeEach(() => {
  values = new Map([[secret, key]]);
  logged = [];
});

function create(name = 'hire-invites') {
  const nowMs = () => clock.nowMs;
  const send = async ({ input: { SecretId = '' } }: GetSecretValueCommand) => {
    const SecretString = values.get(SecretId);
    if (SecretString === undefined) throw new Error('ResourceNotFoundException');
    return { SecretString };
  };
  const keep =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      logged.push({ level, message, fields });
  return createPseudonyms({
    name,
    secrets: createSecretReader({ client: { send }, nowMs }),
    log: { info: keep('info'), warn: keep('warn'), error: keep('error') },
    nowMs,
  });
}

describe('an address’s pseudonym', () => {
  test('never changes, since rows are found by it', async () => {
    // printf ada@acme.example | openssl dgst -sha256 -hmac 'a key that is long enough'
    expect(await create().of('ada@acme.example')).toBe('26cdc7266cc823b2d3900ad34295d5cf');
  });

  test.each(['Ada@ACME.example', ' ada@acme.example\n'])('is the same for “%s”', async (spelling) => {
    const pseudonyms = create();
    expect(await pseudonyms.of(spelling)).toBe(await pseudonyms.of('ada@acme.example'));
  });

  test('is another for another address', async () => {
    const pseudonyms = create();
    expect(await pseudonyms.of('ada@acme.example')).not.toBe(await pseudonyms.of('eda@acme.example'));
  });

  test('of external ids tell upper from lower case, and an id from an address', async () => {
    const pseudonyms = create();
    const id = await pseudonyms.ofExternalId('ada@acme.example');
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(id).not.toBe(await pseudonyms.of('ada@acme.example'));
    expect(id).not.toBe(await pseudonyms.ofExternalId('Ada@acme.example'));
  });

  test('is another with another key, such as another stack’s', async () => {
    values.set('second/lookup', '{"key":"another key, long enough too"}');
    const ours = await create().of('ada@acme.example');
    const theirs = await create('second').of('ada@acme.example');
    expect(theirs).toMatch(/^[0-9a-f]{32}$/);
    expect(theirs).not.toBe(ours);
  });
});

describe('without a usable key there is no pseudonym, and no error: the hire goes on', () => {
  test.each([
    ['is not there', undefined, 'cannot be read from Secrets Manager (Error)'],
    ['is empty', '', 'holds no text'],
    ['is cut off', '{"key":"hush-hush-hush-hush', 'is not a JSON object'],
    ['is plain text', 'hush-hush-hush-hush', 'is not a JSON object'],
    ['has no key', '{"hush-hush-hush-hush":"x"}', 'key is missing'],
    ['has a key that is no text', '{"key":1234567890123456}', 'key is not text'],
    ['has a short key', '{"key":"hush-hush"}', 'key has fewer than 16 characters'],
    ['has a placeholder', '{"key":"<fill in hush-hush>"}', 'key is still the placeholder'],
  ])('if the secret %s', async (_, value, reason) => {
    if (value === undefined) values.delete(secret);
    else values.set(secret, value);
    const pseudonyms = create();
    expect(await pseudonyms.of('ada@acme.example')).toBeUndefined();
    expect(await pseudonyms.of('eda@acme.example')).toBeUndefined();
    expect(logged).toEqual([
      {
        level: 'error',
        message: 'lookup key unavailable',
        fields: { code: 'SECRET_UNAVAILABLE', reason: `${secret}: ${reason}` },
      },
    ]);
  });

  test('it is said again after five minutes, and no more once the key is there', async () => {
    values.delete(secret);
    const pseudonyms = create();
    await pseudonyms.of('ada@acme.example');
    clock.nowMs += 5 * minutes - 1;
    await pseudonyms.of('ada@acme.example');
    expect(logged).toHaveLength(1);
    clock.nowMs += 1;
    await pseudonyms.of('ada@acme.example');
    expect(logged).toHaveLength(2);

    values.set(secret, key);
    clock.nowMs += 5 * minutes;
    expect(await pseudonyms.of('ada@acme.example')).toBe(await create().of('ada@acme.example'));
    expect(logged).toHaveLength(2);
  });
});
