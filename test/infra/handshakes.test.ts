import { expect, test } from '@jest/globals';
import { permissionsOf } from './permissions.ts';
import { createResources, type Resources } from './template.ts';

const resourcesOf = (sources: object) => createResources({ sources });
const allRoutesOf = (resources: Resources) =>
  resources.ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => String(Properties['RouteKey']));
const routesOf = (resources: Resources) =>
  allRoutesOf(resources).filter((route) => route.endsWith(' /webhooks/{source}'));
const writesOf = (resources: Resources) =>
  permissionsOf(resources, 'hire-invites/ReceiveApi/ReceiveRole/Resource').filter((permission) =>
    /^secretsmanager:(?!Get|Describe)/.test(permission),
  );

const gusto = { type: 'gusto' };
const merge = { type: 'merge' };

test('whatever else is sent to an address below /webhooks/ has a route, so that the access log counts it', async () => {
  expect(allRoutesOf(await resourcesOf({ merge }))).toEqual([
    'POST /webhooks/{source}',
    'POST /webhooks/{other+}',
    'PUT /webhooks/{other+}',
    'PATCH /webhooks/{other+}',
  ]);
});

test('OPTIONS is a route only where a source shakes hands by it', async () => {
  expect(routesOf(await resourcesOf({ merge }))).toEqual(['POST /webhooks/{source}']);
  expect(routesOf(await resourcesOf({ merge, events: { type: 'cloudevents' } }))).toEqual([
    'POST /webhooks/{source}',
    'OPTIONS /webhooks/{source}',
  ]);
});

test.each<[string, object, string[]]>([
  ['get', { type: 'get' }, ['GET', 'HEAD']],
  ['a parameter', { type: 'echo', query: 'hub.challenge' }, ['GET', 'HEAD']],
  ['a header', { type: 'echo', header: 'X-Hook-Secret' }, ['GET', 'HEAD']],
  ['a field of the body', { type: 'echo', field: 'challenge' }, []],
  ['a fixed body', { type: 'ping', json: { test: true } }, []],
])('GET and HEAD are routes only where a source shakes hands by them: %s', async (_, handshake, methods) => {
  const hr = { type: 'generic', authentication: [{ type: 'bearer' }], handshakes: [handshake] };
  expect(routesOf(await resourcesOf({ merge, hr }))).toEqual(
    ['POST', ...methods].map((method) => `${method} /webhooks/{source}`),
  );
});

test('receive may fill in the secret of a source whose handshake brings it, and no other', async () => {
  expect(writesOf(await resourcesOf({ merge }))).toEqual([]);
  expect(writesOf(await resourcesOf({ merge, gusto, 'gusto-uk': { ...gusto, handshakes: null } }))).toEqual([
    'secretsmanager:PutSecretValue arn:<Partition>:secretsmanager:<Region>:<AccountId>:secret:hire-invites/gusto/webhook-??????',
  ]);
});
