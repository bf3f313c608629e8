import * as v from 'valibot';
import type { Resource, Resources } from './template.ts';

const oneOrMany = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.union([
    v.array(schema),
    v.pipe(
      schema,
      v.transform((one) => [one]),
    ),
  ]);

const Statement = v.object({
  Effect: v.picklist(['Allow', 'Deny']),
  Action: oneOrMany(v.string()),
  Resource: v.optional(oneOrMany(v.unknown()), []),
  Principal: v.optional(v.unknown()),
  Condition: v.optional(v.unknown()),
});
const WithPolicy = v.object({ PolicyDocument: v.object({ Statement: v.array(Statement) }) });

/** One action on one resource. */
export interface Permission {
  effect: 'Allow' | 'Deny';
  action: string;
  resource: string;
  principal: unknown;
  condition: unknown;
}

/** Everything that a policy says, an action and a resource at a time. */
export function readPolicy(resources: Resources, policy: Resource): Permission[] {
  const statements = v.parse(WithPolicy, policy.Properties).PolicyDocument.Statement;
  return statements.flatMap((statement) =>
    statement.Action.flatMap((action) =>
      statement.Resource.map((resource) => ({
        effect: statement.Effect,
        action,
        resource: resources.text(resource),
        principal: statement.Principal,
        condition: statement.Condition,
      })),
    ),
  );
}

const WithRoles = v.object({ Roles: v.array(v.unknown()) });

/** What a role may do, as `action resource`, sorted. */
export function permissionsOf(resources: Resources, rolePath: string): string[] {
  const policies = resources
    .ofType('AWS::IAM::Policy')
    .filter(({ Properties }) =>
      v.parse(WithRoles, Properties).Roles.some((role) => resources.text(role) === rolePath),
    );
  return policies
    .flatMap((policy) => readPolicy(resources, policy))
    .map(({ action, resource }) => `${action} ${resource}`)
    .sort();
}

/** What a managed policy allows, as `action resource`, sorted. @throws Error if there is none of that path, or it denies. */
export function managedPermissionsOf(resources: Resources, path: string): string[] {
  const policy = resources
    .ofType('AWS::IAM::ManagedPolicy')
    .find(({ Metadata }) => Metadata?.['aws:cdk:path'] === path);
  if (policy === undefined) throw new Error(`The template has no policy ${path}`);
  return readPolicy(resources, policy)
    .map(({ effect, action, resource }) => {
      if (effect !== 'Allow') throw new Error(`${path} denies ${action}`);
      return `${action} ${resource}`;
    })
    .sort();
}
