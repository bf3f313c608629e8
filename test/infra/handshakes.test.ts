import { expect, test } from '@jest/globals';
import { permissionsOf } from './permissions.ts';
import { createStack, Resources } from './template.ts';

const resourcesOf = (sources: object, more: object = {}) => new Resources(createStack({ sources, ...more }));
const routesOf = (resources: Resources) =>
  resources.ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties['RouteKey']);
const writesOf = (resources: Resources) =>
  permissionsOf(resources, 'hire-invites/ReceiveApi/ReceiveRole/Resource').filter((permission) =>
    /^secretsmanager:(?!Get|Describe)/.test(permission),
  );

const gusto = { type: 'gusto' };
const merge = { type: 'merge' };

test('OPTIONS is a route only where a source shakes hands by it', () => {
  expect(routesOf(resourcesOf({ merge }))).toEqual(['POST /webhooks/{source}']);
  expect(routesOf(resourcesOf({ merge, events: { type: 'cloudevents' } }))).toEqual([
    'POST /webhooks/{source}',
    'OPTIONS /webhooks/{source}',
  ]);
});

test('receive may fill in the secret of a source whose handshake brings it, and no other', () => {
  expect(writesOf(resourcesOf({ merge }))).toEqual([]);
  expect(writesOf(resourcesOf({ merge, gusto, 'gusto-uk': { ...gusto, handshakes: null } }))).toEqual([
    'secretsmanager:PutSecretValue hire-invites/gusto/webhook',
  ]);
});

test('an adopted secret is named by all but the end of its ARN', () => {
  const [write = ''] = writesOf(resourcesOf({ gusto }, { adopt: true }));
  expect(write).toMatch(/^secretsmanager:PutSecretValue arn:.*:secret:hire-invites\/gusto\/webhook-\?{6}$/);
});
