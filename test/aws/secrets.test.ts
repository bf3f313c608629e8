import {
  type GetSecretValueCommand,
  type PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import '../helpers/fixed-seed.ts';
import {
  ApiKeySecret,
  createSecretReader,
  OneLoginSecret,
  SecretUnavailable,
  WebhookSecret,
} from '../../lambda/aws/secrets.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { startSecretsManager } from '../../local/aws/secrets-manager.ts';

const name = 'hire-invites/bamboohr/webhook';
const values = new Map<string, string>();
const clock = { nowMs: 0 };
let server: Awaited<ReturnType<typeof startSecretsManager>>;
let client: SecretsManagerClient;
let fetches = 0;

beforeAll(async () => {
  server = await startSecretsManager(values);
  client = new SecretsManagerClient({ ...clientSettings, endpoint: server.url });
  client.middlewareStack.add(
    (next) => (args) => {
      fetches += 1;
      return next(args);
    },
    { step: 'initialize' },
  );
});
afterAll(() => server.close());
beforeEach(() => {
  fetches = 0;
  values.clear();
  values.set(name, '{"current":"one"}');
});

const create = () => createSecretReader({ client, nowMs: () => clock.nowMs });
const minutes = 60 * 1000;

test('is fetched once for any number of readers, and kept for five minutes', async () => {
  const secrets = create();
  await Promise.all([1, 2, 3].map(() => secrets.read(name, WebhookSecret)));
  values.set(name, '{"current":"two"}');
  clock.nowMs += 5 * minutes - 1;
  expect(await secrets.read(name, WebhookSecret)).toMatchObject({ current: 'one' });
  expect(fetches).toBe(1);
  clock.nowMs += 1;
  expect(await secrets.read(name, WebhookSecret)).toMatchObject({ current: 'two' });
});

test('keeps its old value while Secrets Manager cannot be reached', async () => {
  const secrets = create();
  await secrets.read(name, WebhookSecret);
  values.delete(name);
  clock.nowMs += 60 * minutes;
  fetches = 0;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    expect(await secrets.read(name, WebhookSecret)).toMatchObject({ current: 'one' });
  }
  expect(fetches).toBe(1);
});

test('is fetched again when distrusted, at most once in 30 seconds', async () => {
  const secrets = create();
  await secrets.read(name, WebhookSecret);
  values.set(name, '{"current":"two"}');
  expect(secrets.distrust(name)).toBe(false);
  clock.nowMs += 30 * 1000;
  expect(secrets.distrust(name)).toBe(true);
  expect(await secrets.read(name, WebhookSecret)).toMatchObject({ current: 'two' });
  expect(secrets.distrust(name)).toBe(false);
});

describe('that cannot be used says why, without its value', () => {
  test.each([
    ['missing', undefined, 'cannot be read from Secrets Manager (ResourceNotFoundException)'],
    ['no JSON', 'hush-hush', 'is not a JSON object'],
    ['JSON of another kind', '"hush-hush"', 'is not a JSON object'],
    ['without the key', '{"secret":"hush-hush"}', 'current is missing'],
    ['no text', '{"current":12345}', 'current is not text'],
    ['a list', '["hush-hush"]', 'current is missing'],
    ['an object within', '{"current":{"current":"hush-hush"}}', 'current is not text'],
    ['behind a prototype', '{"__proto__":{"current":"hush-hush"}}', 'current is missing'],
    ['behind a byte order mark', '\uFEFF{"current":"hush-hush"}', 'is not a JSON object'],
    ['blank', '{"current":" \\n"}', 'current is blank'],
    [
      'the placeholder',
      '{"current":"REPLACE-ME","generated":"hush-hush"}',
      'current is still the placeholder',
    ],
    ['a placeholder of somebody’s own', '{"current":"<your secret>"}', 'current is still the placeholder'],
  ])('%s', async (_, value, reason) => {
    if (value === undefined) values.delete(name);
    else values.set(name, value);
    const error: unknown = await create()
      .read(name, WebhookSecret)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SecretUnavailable);
    expect(error).toMatchObject({ secret: name, reason });
  });

  test('but is fetched again after five seconds, and works once it is filled in', async () => {
    const secrets = create();
    values.set(name, '{"current":"REPLACE-ME"}');
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await expect(secrets.read(name, WebhookSecret)).rejects.toThrow(SecretUnavailable);
    }
    expect(fetches).toBe(1);
    values.set(name, '{"current":"one"}');
    clock.nowMs += 5 * 1000;
    expect(await secrets.read(name, WebhookSecret)).toMatchObject({ current: 'one' });
  });
});

test.each([
  ['white space around it', '{"current":" one\\n"}', 'one'],
  ['a colon, as Basic has', '{"current":"user:pass:word"}', 'user:pass:word'],
  ['letters of all alphabets', '{"current":"пароль-ß-🔑"}', 'пароль-ß-🔑'],
])('may have %s', async (_, value, current) => {
  values.set(name, value);
  expect(await create().read(name, WebhookSecret)).toMatchObject({ current });
});

test.each([
  ['a live one', '{"current":"new","previous":"old"}', 'old'],
  ['blank', '{"current":"new","previous":""}', undefined],
  ['a placeholder', '{"current":"new","previous":"REPLACE-ME"}', undefined],
])('has a previous one that is %s', async (_, value, previous) => {
  values.set(name, value);
  expect((await create().read(name, WebhookSecret)).previous).toBe(previous);
});

test('whatever it holds, it is read or refused, and no refusal repeats any of it', async () => {
  const canary = fc.string({ unit: 'binary' }).map((text) => `c4nary${text}`);
  const value = fc.oneof(canary, fc.jsonValue(), fc.array(canary), fc.constant(null));
  const key = fc.oneof(fc.constantFrom('current', 'clientId', 'clientSecret', 'apiKey', '__proto__'), canary);
  const text = fc.oneof(
    canary,
    fc.dictionary(key, value).map((fields) => JSON.stringify(fields)),
    fc.json(),
  );
  await fc.assert(
    fc.asyncProperty(text, async (SecretString) => {
      const secrets = createSecretReader({
        client: { send: async () => ({ SecretString }) },
        nowMs: () => 0,
      });
      for (const schema of [WebhookSecret, OneLoginSecret, ApiKeySecret]) {
        const error: unknown = await secrets.read(name, schema).catch((thrown: unknown) => thrown);
        if (!(error instanceof Error)) continue;
        expect(error).toBeInstanceOf(SecretUnavailable);
        expect(`${error.message} ${error.stack}`).not.toContain('c4nary');
      }
    }),
    { numRuns: 500 },
  );
});

describe('for OneLogin must not break out of its place in the header', () => {
  test.each([
    ['a line break', 'b\r\nx: y'],
    ['a comma', 'b,client_secret'],
    ['a colon', 'client_secret:b'],
    ['a space within', 'b c'],
    ['a letter beyond ASCII', 'bé'],
    ['a control character', 'b\u0000'],
  ])('%s', async (_, clientSecret) => {
    values.set('hire-invites/onelogin', JSON.stringify({ clientId: 'a', clientSecret }));
    await expect(create().read('hire-invites/onelogin', OneLoginSecret)).rejects.toMatchObject({
      reason: 'clientSecret has characters that cannot stand in a header',
    });
  });

  test('but may hold quotes and braces', async () => {
    const credential = { clientId: '"}\\{', clientSecret: "'$(x)`" };
    values.set('hire-invites/onelogin', JSON.stringify(credential));
    expect(await create().read('hire-invites/onelogin', OneLoginSecret)).toEqual(credential);
  });
});

describe('a placeholder', () => {
  const token = { current: 'a-token-of-a-handshake' };

  test('is filled in once, and the value is used at once', async () => {
    values.set(name, '{"current":"REPLACE-ME","generated":"x"}');
    const secrets = create();
    await expect(secrets.read(name, WebhookSecret)).rejects.toThrow('is still the placeholder');
    expect(await secrets.keepIfPlaceholder(name, token)).toBe('token-kept');
    expect(await secrets.read(name, WebhookSecret)).toEqual(token);
    expect(await secrets.keepIfPlaceholder(name, token)).toBe('token-known-already');
    expect(await secrets.keepIfPlaceholder(name, { current: 'another-token' })).toBe(
      'another-secret-is-stored',
    );
    expect(await secrets.read(name, WebhookSecret)).toEqual(token);
  });

  test('that was replaced causes no call, however often a token is tried', async () => {
    const other = 'hire-invites/other/webhook';
    values.set(other, '{"current":"one"}');
    const secrets = create();
    for (let attempt = 0; attempt < 50; attempt += 1)
      expect(await secrets.keepIfPlaceholder(other, token)).toBe('another-secret-is-stored');
    expect(fetches).toBe(1);
  });

  test('that was filled in a moment ago is not overwritten', async () => {
    const other = 'hire-invites/third/webhook';
    values.set(other, '{"current":"REPLACE-ME"}');
    const secrets = create();
    await expect(secrets.read(other, WebhookSecret)).rejects.toThrow();
    values.set(other, '{"current":"filled in by hand"}');
    expect(await secrets.keepIfPlaceholder(other, token)).toBe('another-secret-is-stored');
    expect(await secrets.read(other, WebhookSecret)).toEqual({ current: 'filled in by hand' });
  });

  test('that two requests fill in at once keeps the first token', async () => {
    const other = 'hire-invites/fourth/webhook';
    values.set(other, '{"current":"REPLACE-ME"}');
    const tokens = ['first-token', 'second-token', 'third-token'];
    const kept = await Promise.all(
      tokens.map((current) =>
        create()
          .keepIfPlaceholder(other, { current })
          .then((said) => [current, said]),
      ),
    );
    const winners = kept.filter(([, said]) => said === 'token-kept').map(([current]) => current);
    expect(winners).toHaveLength(1);
    expect(await create().read(other, WebhookSecret)).toEqual({ current: winners[0] });
    expect(kept.filter(([, said]) => said === 'another-secret-is-stored')).toHaveLength(2);
    // The same one again, as after an answer that was lost.
    expect(await create().keepIfPlaceholder(other, { current: winners[0] ?? '' })).toBe(
      'token-known-already',
    );
  });

  test('whose next version cannot be written is reported, and not taken for another secret', async () => {
    const exists = new ResourceExistsException({ message: 'exists', $metadata: {} });
    const stubbornly = (answers: (string | Error)[]) =>
      createSecretReader({
        client: {
          send: async (command: GetSecretValueCommand | PutSecretValueCommand) => {
            if ('SecretString' in command.input) throw exists;
            const answer = answers.shift() ?? new Error('throttled');
            if (answer instanceof Error) throw answer;
            return { SecretString: answer, VersionId: 'v' };
          },
        },
        nowMs: () => 0,
      });
    const held = '{"current":"REPLACE-ME"}';
    for (const answers of [
      [held, held, held],
      [held, held, new Error('throttled')],
    ])
      await expect(stubbornly(answers).keepIfPlaceholder(name, token)).rejects.toThrow(SecretUnavailable);
    const known = [held, held, JSON.stringify(token)];
    expect(await stubbornly(known).keepIfPlaceholder(name, token)).toBe('token-known-already');
  });

  test('cannot be filled in while Secrets Manager cannot be reached', async () => {
    await expect(create().keepIfPlaceholder('hire-invites/none/webhook', token)).rejects.toThrow(
      SecretUnavailable,
    );
  });
});
