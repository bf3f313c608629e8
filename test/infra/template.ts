import * as v from 'valibot';
import { parseConfiguration } from '../../config/read-configuration.ts';
import { templateOf } from '../helpers/synth.ts';

/** One source that is asked for its employees and one that is not; everything else is the default. */
const smallest = {
  oneLogin: { host: 'acme.onelogin.com' },
  sources: {
    bamboohr: { type: 'bamboohr', company: 'acme' },
    'home-made': { type: 'standard-webhooks' },
  },
};

/** The template of a configuration, its functions' code left out. */
export async function createTemplate(settings: object = {}): Promise<Template> {
  return v.parse(
    Template,
    await templateOf(parseConfiguration(structuredClone({ ...smallest, ...settings }))),
  );
}

/** The resources of that template. */
export async function createResources(settings: object = {}): Promise<Resources> {
  return new Resources(await createTemplate(settings));
}

const Resource = v.object({
  Type: v.string(),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
  Metadata: v.optional(v.object({ 'aws:cdk:path': v.string() })),
  DeletionPolicy: v.optional(v.string()),
  UpdateReplacePolicy: v.optional(v.string()),
});
export type Resource = v.InferOutput<typeof Resource>;

const Template = v.object({
  Resources: v.record(v.string(), Resource),
  Mappings: v.record(v.string(), v.record(v.string(), v.record(v.string(), v.string()))),
  Outputs: v.record(v.string(), v.object({ Value: v.unknown(), Description: v.optional(v.string()) })),
});
export type Template = v.InferOutput<typeof Template>;

/** A template's resources, to be asked for by type and by the names that stand in the AWS console. */
export class Resources {
  private readonly all: Record<string, Resource>;
  private readonly mappings: Template['Mappings'];

  constructor(template: Template) {
    this.all = template.Resources;
    this.mappings = template.Mappings;
  }

  ofAnyType(): Resource[] {
    return Object.values(this.all);
  }

  ofType(type: string): Resource[] {
    return this.ofAnyType().filter((resource) => resource.Type === type);
  }

  /** The one resource of that type and name. @throws Error if there is none. */
  named(type: string, name: string): Resource {
    const found = this.ofType(type).find((resource) => nameOf(resource) === name);
    if (found === undefined) throw new Error(`The template has no ${type} named ${name}`);
    return found;
  }

  /**
   * A template's value as text: references as the name of what they point to, pseudo parameters as `<Region>`, and what
   * depends on the partition as in `aws`.
   */
  text(value: unknown): string {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[key, inner] = []] = Object.entries(value);
    if (key === 'Ref') return this.textOfReference(v.parse(v.string(), inner));
    if (key === 'Fn::GetAtt') return this.textOfReference(v.parse(GetAtt, inner)[0]);
    if (key === 'Fn::FindInMap') {
      const [map, , second] = v.parse(FindInMap, inner);
      return this.mappings[map]?.['aws']?.[second] ?? '';
    }
    if (key === 'Fn::Join') {
      const [separator, parts] = v.parse(Join, inner);
      return parts.map((part) => this.text(part)).join(separator);
    }
    throw new Error(`No text is known for ${key}`);
  }

  private textOfReference(id: string): string {
    const resource = this.all[id];
    return resource === undefined ? `<${id.replace('AWS::', '')}>` : nameOf(resource);
  }
}

const GetAtt = v.tuple([v.string(), v.string()]);
const FindInMap = v.tuple([v.string(), v.strictObject({ Ref: v.literal('AWS::Partition') }), v.string()]);
const Join = v.tuple([v.string(), v.array(v.unknown())]);

const nameProperties = [
  'QueueName',
  'TableName',
  'FunctionName',
  'LogGroupName',
  'AlarmName',
  'SecretName',
  'Name',
];

function nameOf({ Properties, Metadata }: Resource): string {
  const name = nameProperties
    .map((property) => Properties[property])
    .find((text) => typeof text === 'string');
  return name ?? Metadata?.['aws:cdk:path'] ?? 'nameless';
}
