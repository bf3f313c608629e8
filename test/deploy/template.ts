import * as v from 'valibot';
import { parseConfiguration } from '../../config/read-configuration.ts';
import { templateOf } from '../helpers/synth.ts';

const Resource = v.object({
  Type: v.string(),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
  /** CloudFormation deletes what has no policy. */
  DeletionPolicy: v.optional(v.picklist(['Delete', 'Retain', 'RetainExceptOnCreate']), 'Delete'),
  DependsOn: v.optional(
    v.union([
      v.array(v.string()),
      v.pipe(
        v.string(),
        v.transform((one) => [one]),
      ),
    ]),
    [],
  ),
});
export type Resource = v.InferOutput<typeof Resource>;

const Template = v.object({ Resources: v.record(v.string(), Resource) });
export type Template = v.InferOutput<typeof Template>;

/** The real template of a configuration, with references to tables written out as their names. */
export async function createTemplate(settings: object = {}): Promise<Template> {
  const configuration = parseConfiguration({
    oneLogin: { host: 'acme.onelogin.com' },
    sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
    ...structuredClone(settings),
  });
  const { Resources } = v.parse(Template, await templateOf(configuration));
  return {
    Resources: Object.fromEntries(
      Object.entries(Resources).map(([id, resource]) => [
        id,
        { ...resource, Properties: withTableNames(resource, Resources) },
      ]),
    ),
  };
}

function withTableNames({ Type, Properties }: Resource, all: Template['Resources']): Resource['Properties'] {
  if (Type !== 'Custom::KeptIndex') return Properties;
  const { TableName } = v.parse(v.object({ TableName: v.object({ Ref: v.string() }) }), Properties);
  return { ...Properties, TableName: all[TableName.Ref]?.Properties['TableName'] };
}

/** The resources in an order in which CloudFormation may make them: after everything that they refer to. */
export function inOrder({ Resources }: Template): [string, Resource][] {
  const done = new Map<string, Resource>();
  const visit = (id: string): void => {
    const resource = Resources[id];
    if (resource === undefined || done.has(id)) return;
    for (const other of [...resource.DependsOn, ...referencesIn(resource.Properties)]) visit(other);
    done.set(id, resource);
  };
  for (const id of Object.keys(Resources)) visit(id);
  return [...done];
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) return [String(inner[0])];
    return referencesIn(inner);
  });
}

/** The template as an earlier version made it: the secrets were resources of CloudFormation, and kept. */
export function withSecretsOfCloudFormation(template: Template): Template {
  const Kept = v.object({ SecretName: v.string(), Placeholders: v.optional(v.array(v.string()), []) });
  const Resources = Object.entries(template.Resources).map(([id, resource]): [string, Resource] => {
    if (resource.Type !== 'Custom::KeptSecret') return [id, resource];
    const { SecretName: Name, Placeholders } = v.parse(Kept, resource.Properties);
    const Properties = { Name, GenerateSecretString: { SecretStringTemplate: Placeholders.join() } };
    const secret: Resource = {
      Type: 'AWS::SecretsManager::Secret',
      Properties,
      DeletionPolicy: 'Retain',
      DependsOn: [],
    };
    return [`Old${id}`, secret];
  });
  return { Resources: Object.fromEntries(Resources) };
}
