import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fillInSecrets } from '../../../console/setup/fill-in-secrets.ts';
import { createSecretStore, type SecretStore } from '../../../console/setup/secret-store.ts';
import type { Place, Setup } from '../../../console/setup/setup.ts';
import { clientSettings } from '../../../local/aws/client-settings.ts';
import { startSecretsManager } from '../../../local/aws/secrets-manager.ts';
import { type BambooHrSandbox, startBambooHr } from '../../../local/sandbox/bamboohr.ts';
import { type OneLoginSandbox, startOneLogin } from '../../../local/sandbox/onelogin.ts';
import { answering, createSetup } from '../../helpers/setup.ts';

/** Secrets are tried at the sandboxes, and stored in the stand-in for Secrets Manager. */

const names = {
  oneLogin: 'hire-invites/onelogin',
  webhook: 'hire-invites/bamboohr/webhook',
  api: 'hire-invites/bamboohr/api',
};
const right = {
  [names.oneLogin]: { clientId: 'right-id', clientSecret: 'right-secret' },
  [names.webhook]: { current: 'right-webhook' },
  [names.api]: { apiKey: 'right-key' },
};
const toSecrets = (values: Readonly<Record<string, unknown>>) =>
  new Map(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));

let folder: string;
let file: string;
let oneLogin: OneLoginSandbox;
let bambooHr: BambooHrSandbox;
let stored: Map<string, string>;
let manager: Awaited<ReturnType<typeof startSecretsManager>>;
let client: SecretsManagerClient;
let store: SecretStore;
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
  file = join(folder, 'config.json');
  await writeFile(
    file,
    JSON.stringify({
      oneLogin: { host: 'acme.onelogin.com' },
      sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
    }),
  );
  oneLogin = await startOneLogin({ credential: { clientId: 'right-id', clientSecret: 'right-secret' } });
  bambooHr = await startBambooHr({ apiKey: 'right-key' });
  stored = new Map([
    [names.oneLogin, '{"clientId":"REPLACE-ME","clientSecret":"REPLACE-ME"}'],
    [names.webhook, '{"current":"REPLACE-ME"}'],
    [names.api, '{"apiKey":"REPLACE-ME"}'],
  ]);
  manager = await startSecretsManager(stored);
  client = new SecretsManagerClient({ ...clientSettings, endpoint: manager.url });
  store = createSecretStore(client);
  said = [];
});
afterEach(async () => {
  expect(said.join('\n')).not.toMatch(/(?:right|wrong|old|new)-(?:id|secret|webhook|key)/);
  client.destroy();
  await Promise.all([oneLogin, bambooHr, manager].map((server) => server.close()));
  await rm(folder, { recursive: true });
});

const run = (
  change: Partial<Pick<Setup, 'asker'>> & {
    given?: Readonly<Record<string, unknown>>;
    place?: Partial<Place>;
  } = {},
) => {
  const { given, place, ...others } = change;
  return fillInSecrets.run(
    createSetup({
      file,
      say: (text) => said.push(text),
      secrets: given && toSecrets(given),
      ...others,
      place: {
        secrets: () => store,
        oneLoginUrl: () => oneLogin.url,
        hrApiUrl: () => bambooHr.url,
        ...place,
      },
    }),
  );
};
const read = async (secret: string): Promise<unknown> => {
  const found = await store.read(secret);
  return found === 'not-allowed' ? found : JSON.parse(found.text);
};
const isPlaceholder = async (secret: string) => JSON.stringify(await read(secret)).includes('REPLACE-ME');

test('each is tried where it is for, and stored', async () => {
  await run({ given: right });
  for (const [secret, value] of Object.entries(right)) expect(await read(secret)).toEqual(value);
  expect(oneLogin.calls).toMatchObject({ token: 1, users: 1, invite: 0 });
  expect(bambooHr.calls.employees).toBe(1);
  expect(said.join('\n')).toContain('✓ onelogin: The credential works, and may read users.');
});

test('a person types them, and is asked again for what is refused, which is not stored', async () => {
  const { asker } = answering({
    'client ID': ['wrong-id', 'right-id'],
    'client secret': ['wrong-secret', 'right-secret'],
    webhook: 'right-webhook',
    'API key': ['wrong-key', 'right-key'],
  });
  let seen: unknown;
  const watching: SecretStore = {
    ...store,
    write(secret, value) {
      seen ??= value;
      return store.write(secret, value);
    },
  };
  await run({ asker, place: { secrets: () => watching } });
  expect(seen).toEqual(right[names.oneLogin]);
  for (const [secret, value] of Object.entries(right)) expect(await read(secret)).toEqual(value);
  expect(said[0]).toBe('What you type is not shown.');
  expect(said.join('\n')).toContain('✗ onelogin: OneLogin refuses the client id and secret');
  // It asks for another one at once.
  expect(said.join('\n')).not.toContain('Put a working');
  expect(said.filter((text) => text.includes('It was not stored. Enter it again'))).toHaveLength(2);
});

test('without a terminal, what is refused ends it', async () => {
  const given = { ...right, [names.oneLogin]: { clientId: 'wrong-id', clientSecret: 'wrong-secret' } };
  await expect(run({ given })).rejects.toThrow(`${names.oneLogin} was not stored`);
  for (const secret of Object.values(names)) expect(await isPlaceholder(secret)).toBe(true);
});

test('a key that may not see a field is refused, and says which', async () => {
  bambooHr.putEmployee({ id: '1', workEmail: 'a@acme.example', homeEmail: null, hireDate: '2026-03-02' });
  bambooHr.hideField('hireDate');
  await expect(run({ given: right })).rejects.toThrow(`${names.api} was not stored`);
  expect(said.join('\n')).toContain('✗ bamboohr: The API key may not see the start date');
  expect(await isPlaceholder(names.api)).toBe(true);
});

test('a person may store such a key all the same, but not one that is refused', async () => {
  bambooHr.putEmployee({ id: '1', workEmail: 'a@acme.example', homeEmail: null, hireDate: '2026-03-02' });
  bambooHr.hideField('hireDate');
  const { asker } = answering({
    'client ID': 'right-id',
    'client secret': 'right-secret',
    webhook: 'right-webhook',
    'API key': ['wrong-key', 'right-key', 'right-key'],
    'Store it all the same?': [false, true],
  });
  await run({ asker });
  expect(await read(names.api)).toEqual(right[names.api]);
  expect(said.filter((text) => text.includes('It was not stored. Enter it again'))).toHaveLength(2);
});

test.each([
  [names.oneLogin, { clientId: 'right-id' }, 'clientSecret is missing'],
  [
    names.oneLogin,
    { clientId: 'right-id', clientSecret: 'REPLACE-ME' },
    'clientSecret is still the placeholder',
  ],
  [names.webhook, { current: '  ' }, 'current is blank'],
  [names.api, { apiKey: 'right-key, and more' }, 'apiKey has characters that cannot stand in a header'],
])('%s: what cannot be one is refused before anybody is asked', async (secret, value, why) => {
  await expect(run({ given: { ...right, [secret]: value } })).rejects.toThrow(`${secret} was not stored`);
  expect(said.join('\n')).toContain(`What was given cannot be used: ${why}.`);
});

test('a webhook’s secret has to have the form of the system’s secrets', async () => {
  await writeFile(
    file,
    JSON.stringify({
      oneLogin: { host: 'acme.onelogin.com' },
      sources: { hr: { type: 'standard-webhooks' } },
    }),
  );
  const webhook = 'hire-invites/hr/webhook';
  stored.set(webhook, '{"current":"REPLACE-ME"}');
  const given = { [names.oneLogin]: right[names.oneLogin], [webhook]: { current: 'whsec_right-webhook' } };
  await expect(run({ given })).rejects.toThrow(`${webhook} was not stored`);
  expect(said.join('\n')).toContain('does not have the form');
  await run({
    given: { ...given, [webhook]: { current: `whsec_${Buffer.alloc(24, 1).toString('base64')}` } },
  });
  expect(await isPlaceholder(webhook)).toBe(false);
});

test.each([
  [
    'secretsmanager:PutSecretValue',
    (denied: SecretStore) => denied.write(names.api, { apiKey: 'right-key' }),
  ],
  ['secretsmanager:DescribeSecret', (denied: SecretStore) => denied.isFilledIn(names.api)],
])('a person who lacks the right %s is told so', async (right, call) => {
  const send = () => Promise.reject(Object.assign(new Error('denied'), { name: 'AccessDeniedException' }));
  const why = `Your AWS credentials need the right ${right} on ${names.api}.`;
  await expect(call(createSecretStore({ send }))).rejects.toThrow(why);
});

test('a name that no secret has is refused at once', async () => {
  const given = { ...right, 'hire-invites/bambohr/api': {} };
  await expect(run({ given })).rejects.toThrow('There is no secret hire-invites/bambohr/api. There are: ');
  expect(oneLogin.calls.token).toBe(0);
});

test('without a terminal, a secret that was never filled in has to be given', async () => {
  await expect(run()).rejects.toThrow(`--secrets does not hold ${names.oneLogin}`);
});

test('what comes with the first request of the HR system need not be given', async () => {
  const sources = { gusto: { type: 'gusto' } };
  await writeFile(file, JSON.stringify({ oneLogin: { host: 'acme.onelogin.com' }, sources }));
  stored.set('hire-invites/gusto/webhook', '{"current":"REPLACE-ME"}');
  stored.set('hire-invites/gusto/api', '{"apiKey":"old-key"}');
  await run({ given: { [names.oneLogin]: right[names.oneLogin] } });
  expect(await isPlaceholder('hire-invites/gusto/webhook')).toBe(true);
});

describe('once they are filled in', () => {
  beforeEach(async () => {
    for (const [secret, value] of Object.entries(right)) stored.set(secret, JSON.stringify(value));
  });

  test('they stay, if nobody gives another', async () => {
    await run();
    await run({ asker: answering({}).asker });
    for (const [secret, value] of Object.entries(right)) expect(await read(secret)).toEqual(value);
    expect(said).toContain(`  ${names.webhook} stays as it is.`);
    expect(oneLogin.calls.token).toBe(0);
  });

  test.each([
    [true, 'leave it empty to keep what is stored'],
    [false, 'leave it empty to keep the one that the sandbox takes'],
  ])('what empty means is said, on AWS: %s', async (isOnAws, hint) => {
    const asked: string[] = [];
    const secret = async (message: string) => {
      asked.push(message);
      return '';
    };
    await run({ asker: { ...answering({}).asker, secret }, place: { isOnAws } });
    expect(asked).toHaveLength(3);
    for (const message of asked) expect(message).toContain(hint);
  });

  test('a new secret of a webhook leaves the old one valid, whoever gives it', async () => {
    await run({ given: { [names.webhook]: { current: 'new-webhook' } } });
    expect(await read(names.webhook)).toEqual({ current: 'new-webhook', previous: 'right-webhook' });
    await run({ asker: answering({ 'webhook is signed': 'right-webhook' }).asker });
    expect(await read(names.webhook)).toEqual({ current: 'right-webhook', previous: 'new-webhook' });
  });

  describe('twice in a row: only one of the two old ones can stay valid', () => {
    beforeEach(() => run({ given: { [names.webhook]: { current: 'new-webhook' } } }));

    test.each([
      ['last', 'new-webhook'],
      ['before', 'right-webhook'],
    ])('the person says which one the HR system uses: %s', async (inUse, previous) => {
      await run({ asker: answering({ 'webhook is signed': 'third', 'Which one': inUse }).asker });
      expect(await read(names.webhook)).toEqual({ current: 'third', previous });
    });

    test('without a terminal, nothing is stored until somebody says which one', async () => {
      const stays = { current: 'new-webhook', previous: 'right-webhook' };
      await expect(run({ given: { [names.webhook]: { current: 'third' } } })).rejects.toThrow(
        `${names.webhook} holds two secrets already`,
      );
      expect(await read(names.webhook)).toEqual(stays);
      await run({ given: { [names.webhook]: { current: 'third', previous: 'right-webhook' } } });
      expect(await read(names.webhook)).toEqual({ current: 'third', previous: 'right-webhook' });
    });
  });

  test('the same secret again changes nothing: the old one stays valid', async () => {
    const given = { [names.webhook]: { current: 'new-webhook' } };
    await run({ given });
    await run({ given });
    expect(await read(names.webhook)).toEqual({ current: 'new-webhook', previous: 'right-webhook' });
    expect(said).toContain(`  ${names.webhook} holds that already.`);
  });

  test('after a leak, the old one is left out', async () => {
    await run({ given: { [names.webhook]: { current: 'new-webhook', previous: '' } } });
    expect(await read(names.webhook)).toEqual({ current: 'new-webhook', previous: '' });
  });

  test('a secret that somebody made by hand, in one version, stays valid too', async () => {
    const unversioned: SecretStore = { ...store, isFilledIn: async () => false };
    const given = { ...right, [names.webhook]: { current: 'new-webhook' } };
    await run({ given, place: { secrets: () => unversioned } });
    expect(await read(names.webhook)).toEqual({ current: 'new-webhook', previous: 'right-webhook' });
  });

  test('other secrets have no old one', async () => {
    oneLogin.setCredential({ clientId: 'new-id', clientSecret: 'new-secret' });
    const given = { [names.oneLogin]: { clientId: 'new-id', clientSecret: 'new-secret' } };
    await run({ given });
    expect(await read(names.oneLogin)).toEqual(given[names.oneLogin]);
  });

  describe('and may not be read', () => {
    const blind: Partial<Place> = { secrets: () => ({ ...store, read: async () => 'not-allowed' }) };

    test('a person is asked for the old one', async () => {
      const answers = { 'webhook is signed': 'new-webhook', 'may not read the old secret': 'right-webhook' };
      await run({ asker: answering(answers).asker, place: blind });
      expect(await read(names.webhook)).toEqual({ current: 'new-webhook', previous: 'right-webhook' });
    });

    test('without a terminal, nothing is stored until somebody says what becomes of the old one', async () => {
      const current = 'new-webhook';
      await expect(run({ given: { [names.webhook]: { current } }, place: blind })).rejects.toThrow(
        `may not read ${names.webhook}`,
      );
      expect(await read(names.webhook)).toEqual(right[names.webhook]);
      await run({ given: { [names.webhook]: { current, previous: 'right-webhook' } }, place: blind });
      expect(await read(names.webhook)).toEqual({ current, previous: 'right-webhook' });
    });
  });
});
