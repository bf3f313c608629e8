import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Account, openRegion, type Region } from './account.ts';
import { createTemplate, inOrder, type Template, withSecretsOfCloudFormation } from './template.ts';

/** A stack is made, fails, is removed, comes back and moves, under CloudFormation's rules, with the real templates. */

const bamboohr = { type: 'bamboohr', company: 'acme' };
const template = await createTemplate();
const importExisting = true; // as `npm run deploy` does

let account: Account;
let region: Region;
beforeEach(async () => {
  account = { things: new Map() };
  region = await openRegion('eu-central-1', account);
});
afterEach(() => region.close());

const read = async (SecretId: string, from = region) =>
  (await from.secretsManager.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '';
const fillIn = (SecretId: string, value: object) =>
  region.secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(value) }));
const ofNobody = (from = region) =>
  Object.entries(from.owners()).flatMap(([name, stack]) => (stack === undefined ? [name] : []));
const tables = ['AWS::DynamoDB::Table hire-invites-hires', 'AWS::DynamoDB::Table hire-invites-users'];

test('a first deployment makes all that it needs', async () => {
  expect(await region.deploy('hire-invites', template)).toBeUndefined();
  expect(ofNobody()).toEqual([]);
  expect(await read('hire-invites/bamboohr/api')).toBe('{"apiKey":"REPLACE-ME"}');
});

test('after a first deployment that failed, wherever that was, the next one succeeds', async () => {
  const ids = inOrder(template).map(([id]) => id);
  expect(ids.length).toBeGreaterThan(50);
  for (const failAt of ids) {
    const fresh = await openRegion('eu-central-1', { things: new Map() });
    expect(await fresh.deploy('hire-invites', template, { importExisting, failAt })).toBe(
      `${failAt}: fails this time`,
    );
    expect(tables).toEqual(expect.arrayContaining(ofNobody(fresh)));
    expect(await fresh.deploy('hire-invites', template, { importExisting })).toBeUndefined();
    expect(ofNobody(fresh)).toEqual([]);
    await fresh.close();
  }
});

test('an update that fails leaves all as it was', async () => {
  const { Resources } = await createTemplate({ sources: { bamboohr, second: bamboohr } });
  await region.deploy('hire-invites', template);
  const before = region.owners();
  const [failAt = ''] = Object.keys(Resources).filter((id) => template.Resources[id] === undefined);
  expect(await region.deploy('hire-invites', { Resources }, { importExisting, failAt })).toContain(failAt);
  expect(region.owners()).toEqual(before);
});

describe('a stack that was removed', () => {
  beforeEach(async () => {
    await region.deploy('hire-invites', template);
    await fillIn('hire-invites/onelogin', { clientId: 'id', clientSecret: 'filled in' });
    expect(await region.destroy('hire-invites')).toBeUndefined();
  });

  test('leaves its tables and its secrets, and nothing else', async () => {
    expect(ofNobody()).toEqual(tables);
    expect(Object.keys(region.owners())).toEqual(tables);
    expect(await read('hire-invites/onelogin')).toContain('filled in');
  });

  test('comes back with the same tables, secrets and key to the pseudonyms', async () => {
    const madeAt = region.madeAt('AWS::DynamoDB::Table', 'hire-invites-hires');
    const lookup = await read('hire-invites/lookup');
    expect(await region.deploy('hire-invites', template, { importExisting })).toBeUndefined();
    expect(ofNobody()).toEqual([]);
    expect(region.madeAt('AWS::DynamoDB::Table', 'hire-invites-hires')).toBe(madeAt);
    expect(await read('hire-invites/onelogin')).toContain('filled in');
    expect(await read('hire-invites/lookup')).toBe(lookup);
  });

  test('comes back with a source more, whose secrets are made', async () => {
    const more = await createTemplate({ sources: { bamboohr, second: bamboohr } });
    expect(await region.deploy('hire-invites', more, { importExisting })).toBeUndefined();
    expect(await read('hire-invites/second/webhook')).toContain('REPLACE-ME');
  });

  test('comes back with an index that its table never had', async () => {
    region.dropIndexes('hire-invites-hires');
    expect(await region.deploy('hire-invites', template, { importExisting })).toBeUndefined();
    expect(region.indexesOf('hire-invites-hires')).toEqual(['open-hires']);
  });

  test('does not come back without the flag, and loses nothing by the try', async () => {
    expect(await region.deploy('hire-invites', template)).toMatch(/^AWS::DynamoDB::Table .* already exists$/);
    expect(ofNobody()).toEqual(tables);
    expect(await region.deploy('hire-invites', template, { importExisting })).toBeUndefined();
  });
});

test('a source that is removed and put back has its secrets still', async () => {
  const two = await createTemplate({ sources: { bamboohr, second: bamboohr } });
  await region.deploy('hire-invites', two);
  await fillIn('hire-invites/second/webhook', { current: 'filled in' });
  expect(await region.deploy('hire-invites', template)).toBeUndefined();
  expect(await region.deploy('hire-invites', two)).toBeUndefined();
  expect(await read('hire-invites/second/webhook')).toContain('filled in');
});

test('another way of signing in to the HR system leaves the key that is stored', async () => {
  const api = (authentication: object) => ({
    sources: {
      hr: {
        type: 'generic',
        authentication: [{ type: 'bearer' }],
        api: {
          baseUrl: 'https://hr.example',
          authentication,
          employee: { request: { path: '/employees/{id}' }, workEmail: 'email' },
        },
      },
    },
  });
  await region.deploy('hire-invites', await createTemplate(api({ type: 'bearer' })));
  await fillIn('hire-invites/hr/api', { apiKey: 'filled in' });
  const oauth = await createTemplate(api({ type: 'oauth', tokenUrl: 'https://hr.example/token' }));
  expect(await region.deploy('hire-invites', oauth)).toBeUndefined();
  expect(await read('hire-invites/hr/api')).toContain('filled in');
});

test('the same name in a second region, and a second name in the same, meet nothing of the first', async () => {
  const second = await openRegion('us-east-1', account);
  const staging = await createTemplate({ name: 'hire-invites-staging' });
  expect(await region.deploy('hire-invites', template)).toBeUndefined();
  expect(await second.deploy('hire-invites', template)).toBeUndefined();
  expect(await region.deploy('hire-invites-staging', staging)).toBeUndefined();
  expect(ofNobody()).toEqual([]);
  await second.close();
});

describe('a stack of an earlier version, whose secrets were CloudFormation’s', () => {
  const earlier = withSecretsOfCloudFormation(template);

  test('is updated, and its secrets keep their values', async () => {
    await region.deploy('hire-invites', earlier);
    await fillIn('hire-invites/onelogin', { clientId: 'id', clientSecret: 'filled in' });
    expect(await region.deploy('hire-invites', template)).toBeUndefined();
    expect(await read('hire-invites/onelogin')).toContain('filled in');
  });

  test('that had adopted its tables gets them', async () => {
    await region.deploy('hire-invites', earlier);
    await region.destroy('hire-invites');
    const adopting: Template = { Resources: { ...template.Resources } };
    for (const [id, { Properties }] of Object.entries(template.Resources))
      if (/-(?:hires|users)$/.test(String(Properties['TableName']))) delete adopting.Resources[id];
    expect(await region.deploy('hire-invites', adopting)).toBeUndefined();
    expect(ofNobody()).toEqual(tables);
    expect(await region.deploy('hire-invites', template, { importExisting })).toBeUndefined();
    expect(ofNobody()).toEqual([]);
  });
});

/** What these rules are for: with what the stack was once, they fail. */
describe('the rules find', () => {
  const changed = (type: string, change: object): Template => ({
    Resources: Object.fromEntries(
      Object.entries(template.Resources).map(([id, resource]) => [
        id,
        resource.Type === type ? { ...resource, ...change } : resource,
      ]),
    ),
  });

  test('that a stack does not come back if CloudFormation makes its secrets', async () => {
    const former = withSecretsOfCloudFormation(template);
    await region.deploy('hire-invites', former);
    await region.destroy('hire-invites');
    expect(await region.deploy('hire-invites', former, { importExisting })).toMatch(
      /^hire-invites\/.* already exists$/,
    );
  });

  test('that a failed deployment leaves a group of schedules that is kept, and the next one meets it', async () => {
    const kept = changed('AWS::Scheduler::ScheduleGroup', { DeletionPolicy: 'Retain' });
    await region.deploy('hire-invites', kept, { failAt: inOrder(kept).at(-1)?.[0] ?? '' });
    expect(ofNobody()).toContain('AWS::Scheduler::ScheduleGroup hire-invites');
  });

  test('that the rollback of a first deployment fails at a protected table', async () => {
    const except = changed('AWS::DynamoDB::Table', { DeletionPolicy: 'RetainExceptOnCreate' });
    const [failAt = ''] = inOrder(except)
      .map(([id]) => id)
      .slice(-1);
    expect(await region.deploy('hire-invites', except, { failAt })).toMatch(/the rollback failed/);
  });

  test('that dashboards of one name in two regions collide', async () => {
    const named = changed('AWS::CloudWatch::Dashboard', { Properties: { DashboardName: 'hire-invites' } });
    const second = await openRegion('us-east-1', account);
    await region.deploy('hire-invites', named);
    expect(await second.deploy('hire-invites', named)).toMatch(/Dashboard hire-invites already exists$/);
    await second.close();
  });
});
