import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/**
 * The parts of the synthesized CloudFormation template that run on a laptop. When the stack is wired differently, so is
 * the local run. Something that cannot be understood is an error and is never ignored.
 */

export const region = 'us-east-1';
export const account = '000000000000';

const Resource = v.object({
  Type: v.string(),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
  Metadata: v.optional(v.record(v.string(), v.unknown()), {}),
});
type Resource = v.InferOutput<typeof Resource>;

const Mappings = v.record(v.string(), v.record(v.string(), v.record(v.string(), v.string())));
type Mappings = v.InferOutput<typeof Mappings>;

const Template = v.object({ Resources: v.record(v.string(), Resource), Mappings });

const Queue = v.object({
  QueueName: v.string(),
  VisibilityTimeout: v.optional(v.number(), 30),
  MessageRetentionPeriod: v.optional(v.number()),
  RedrivePolicy: v.optional(v.object({ deadLetterTargetArn: v.string(), maxReceiveCount: v.number() })),
});
const KeySchema = v.array(v.object({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) }));
const Table = v.object({
  TableName: v.string(),
  KeySchema,
  AttributeDefinitions: v.array(
    v.object({ AttributeName: v.string(), AttributeType: v.picklist(['S', 'N', 'B']) }),
  ),
  GlobalSecondaryIndexes: v.optional(
    v.array(
      v.object({
        IndexName: v.string(),
        KeySchema,
        Projection: v.object({ ProjectionType: v.literal('ALL') }),
      }),
    ),
  ),
});
const LambdaFunction = v.object({
  FunctionName: v.string(),
  Handler: v.string(),
  Timeout: v.number(),
  MemorySize: v.number(),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.string()) }), { Variables: {} }),
  Role: v.string(),
});
const oneOrMany = v.union([
  v.array(v.string()),
  v.pipe(
    v.string(),
    v.transform((one) => [one]),
  ),
]);
const Policy = v.object({
  Roles: v.array(v.string()),
  PolicyDocument: v.object({
    Statement: v.array(
      v.object({ Effect: v.picklist(['Allow', 'Deny']), Action: oneOrMany, Resource: oneOrMany }),
    ),
  }),
});
const EventSourceMapping = v.object({
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  BatchSize: v.optional(v.number(), 10),
  ScalingConfig: v.object({ MaximumConcurrency: v.number() }),
  FunctionResponseTypes: v.tuple([v.literal('ReportBatchItemFailures')]),
});
const Route = v.object({ RouteKey: v.string(), Target: v.string() });
const Integration = v.object({ IntegrationUri: v.string(), PayloadFormatVersion: v.literal('2.0') });
const KeptSecret = v.object({ SecretName: v.string() });
const minutesIn: Record<string, number> = { minute: 1, hour: 60, day: 24 * 60 };
const Schedule = v.object({
  Name: v.string(),
  ScheduleExpression: v.pipe(
    v.string(),
    v.regex(/^rate\(\d+ (?:minute|hour|day)s?\)$/),
    v.transform((expression) => {
      const [count, unit = ''] = expression.slice('rate('.length, -1).split(' ');
      return Number(count) * (minutesIn[unit.replace(/s$/, '')] ?? 0);
    }),
  ),
  Target: v.object({ Arn: v.string(), Input: v.pipe(v.string(), v.parseJson()) }),
});

const Alias = v.object({ Name: v.string(), FunctionName: v.string() });
const Alarm = v.object({ AlarmName: v.string() });
const Subscription = v.object({ Protocol: v.string(), Endpoint: v.string(), TopicArn: v.string() });

export type QueueDefinition = v.InferOutput<typeof Queue>;
export type TableDefinition = v.InferOutput<typeof Table>;
export type FunctionDefinition = Omit<v.InferOutput<typeof LambdaFunction>, 'Role'> & { codeFolder: string };
export interface EventSourceDefinition {
  /** By which Lambda knows it. */
  id: string;
  queueName: string;
  functionName: string;
  batchSize: number;
  maxConcurrency: number;
}
export interface RouteDefinition {
  method: string;
  /** Such as `/webhooks/{source}`. */
  path: string;
  functionName: string;
}

export interface AliasDefinition {
  name: string;
  functionName: string;
}

export interface SubscriptionDefinition {
  topicArn: string;
  protocol: string;
  endpoint: string;
}

export interface ScheduleDefinition {
  functionName: string;
  /** By which it names the function, if by one. */
  alias?: string | undefined;
  everyMinutes: number;
  /** The input that the function gets. */
  event: unknown;
}

/** One statement of a role's policy. */
export interface PolicyStatement {
  role: string;
  effect: 'Allow' | 'Deny';
  /** Patterns: `*` stands for any text, `?` for one character. */
  actions: readonly string[];
  resources: readonly string[];
}

export interface StackDefinition {
  queues: QueueDefinition[];
  tables: TableDefinition[];
  secretNames: string[];
  topicArns: string[];
  subscriptions: SubscriptionDefinition[];
  alarmNames: string[];
  /** `role`: its logical id. */
  functions: (FunctionDefinition & { role: string })[];
  aliases: AliasDefinition[];
  eventSources: EventSourceDefinition[];
  routes: RouteDefinition[];
  schedules: ScheduleDefinition[];
  /** What the roles may do. */
  policies: PolicyStatement[];
}

/**
 * @param folder the cloud assembly.
 * @param queueUrl gives the address of a queue by its name, once SQS runs.
 */
export function readStack(
  folder: string,
  stackName: string,
  queueUrl: (name: string) => string,
): StackDefinition {
  const text = readFileSync(join(folder, `${stackName}.template.json`), 'utf8');
  const { Resources, Mappings } = v.parse(Template, JSON.parse(text));
  const resolve = createResolver(Resources, Mappings, queueUrl);
  /** Resolves only the properties that the schema has: others may use intrinsic functions that are not known here. */
  const parse = <Schema extends v.GenericSchema & { entries: object }>(
    schema: Schema,
    { Properties }: Resource,
  ) => {
    const used = Object.entries(Properties).filter(([key]) => key in schema.entries);
    return v.parse(schema, resolve(Object.fromEntries(used)));
  };
  const all = <Schema extends v.GenericSchema & { entries: object }>(type: string, schema: Schema) =>
    Object.entries(Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]): [v.InferOutput<Schema>, Resource, string] => [
        parse(schema, resource),
        resource,
        id,
      ]);
  const integrations = new Map(
    Object.entries(Resources)
      .filter(([, resource]) => resource.Type === 'AWS::ApiGatewayV2::Integration')
      .map(([id, resource]) => [`integrations/${id}`, parse(Integration, resource)]),
  );

  return {
    queues: all('AWS::SQS::Queue', Queue).map(([queue]) => queue),
    tables: all('AWS::DynamoDB::Table', Table).map(([table]) => table),
    secretNames: all('Custom::KeptSecret', KeptSecret).map(([{ SecretName }]) => SecretName),
    topicArns: Object.entries(Resources)
      .filter(([, { Type }]) => Type === 'AWS::SNS::Topic')
      .map(([id]) => topicArn(id)),
    subscriptions: all('AWS::SNS::Subscription', Subscription).map(([{ TopicArn, Protocol, Endpoint }]) => ({
      topicArn: TopicArn,
      protocol: Protocol,
      endpoint: Endpoint,
    })),
    alarmNames: all('AWS::CloudWatch::Alarm', Alarm).map(([{ AlarmName }]) => AlarmName),
    functions: all('AWS::Lambda::Function', LambdaFunction).map(([{ Role, ...lambda }, { Metadata }]) => ({
      ...lambda,
      role: Role.slice(Role.indexOf('/') + 1),
      codeFolder: join(folder, v.parse(v.string(), Metadata['aws:asset:path'])),
    })),
    aliases: all('AWS::Lambda::Alias', Alias).map(([{ Name, FunctionName }]) => ({
      name: Name,
      functionName: FunctionName,
    })),
    eventSources: all('AWS::Lambda::EventSourceMapping', EventSourceMapping).map(([mapping, , id]) => ({
      id,
      queueName: lastPart(mapping.EventSourceArn),
      functionName: mapping.FunctionName,
      batchSize: mapping.BatchSize,
      maxConcurrency: mapping.ScalingConfig.MaximumConcurrency,
    })),
    routes: all('AWS::ApiGatewayV2::Route', Route).map(([{ RouteKey, Target }]) => {
      const [method = '', path = ''] = RouteKey.split(' ');
      return { method, path, functionName: lastPart(integrations.get(Target)?.IntegrationUri ?? '') };
    }),
    schedules: all('AWS::Scheduler::Schedule', Schedule).map(([{ ScheduleExpression, Target }]) => ({
      ...readFunctionArn(Target.Arn),
      everyMinutes: ScheduleExpression,
      event: Target.Input,
    })),
    policies: all('AWS::IAM::Policy', Policy).flatMap(([{ Roles, PolicyDocument }]) =>
      Roles.flatMap((role) =>
        PolicyDocument.Statement.map(({ Effect: effect, Action: actions, Resource: resources }) => ({
          role,
          effect,
          actions,
          resources,
        })),
      ),
    ),
  };
}

export function queueArn(name: string): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

/** AWS adds six characters to the name. */
export function secretArn(name: string): string {
  return `arn:aws:secretsmanager:${region}:${account}:secret:${name}-000000`;
}

export function functionArn({ FunctionName }: { FunctionName: string }, alias?: string): string {
  const arn = `arn:aws:lambda:${region}:${account}:function:${FunctionName}`;
  return alias === undefined ? arn : `${arn}:${alias}`;
}

function readFunctionArn(arn: string): { functionName: string; alias: string | undefined } {
  const [functionName = '', alias] = arn.split(':').slice(6);
  return { functionName, alias };
}

/** The topic has no name, so CloudFormation gives it one that begins with the logical id. */
function topicArn(logicalId: string): string {
  return `arn:aws:sns:${region}:${account}:${logicalId}`;
}

export function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

const pseudoParameters: Record<string, string> = {
  'AWS::Region': region,
  'AWS::AccountId': account,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Replaces the intrinsic functions that the stack uses with their values on this machine. */
function createResolver(
  resources: Record<string, Resource>,
  mappings: Mappings,
  queueUrl: (name: string) => string,
) {
  const nameOf = ({ Properties }: Resource): string => {
    const name =
      Properties['QueueName'] ?? Properties['FunctionName'] ?? Properties['TableName'] ?? Properties['Name'];
    return typeof name === 'string' ? name : '';
  };

  function ref(id: string): string {
    const pseudo = pseudoParameters[id];
    if (pseudo !== undefined) return pseudo;
    const resource = resources[id];
    switch (resource?.Type) {
      case 'AWS::SQS::Queue':
        return queueUrl(nameOf(resource));
      case 'AWS::Lambda::Function':
      case 'AWS::DynamoDB::Table':
      case 'AWS::Scheduler::ScheduleGroup':
        return nameOf(resource);
      case 'AWS::SNS::Topic':
        return topicArn(id);
      case 'AWS::Lambda::Alias':
        return aliasArn(resource);
      default:
        return id;
    }
  }

  function aliasArn({ Properties }: Resource): string {
    const { FunctionName, Name } = v.parse(
      v.object({ FunctionName: Intrinsic.Ref, Name: v.string() }),
      Properties,
    );
    return functionArn({ FunctionName: ref(FunctionName.Ref) }, Name);
  }

  function getAttribute(id: string, attribute: string): string {
    const resource = resources[id];
    if (resource === undefined) throw new Error(`Template: Fn::GetAtt of ${id}, which does not exist`);
    const name = nameOf(resource);
    switch (`${resource.Type} ${attribute}`) {
      case 'AWS::SQS::Queue Arn':
        return queueArn(name);
      case 'AWS::SQS::Queue QueueName':
        return name;
      case 'AWS::Lambda::Function Arn':
        return functionArn({ FunctionName: name });
      case 'AWS::IAM::Role Arn':
        return `arn:aws:iam::${account}:role/${id}`;
      case 'AWS::DynamoDB::Table Arn':
        return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
      case 'AWS::Logs::LogGroup Arn':
        return `arn:aws:logs:${region}:${account}:log-group:${id}:*`;
      default:
        throw new Error(`Template: Fn::GetAtt ${attribute} of a ${resource.Type} is not known locally`);
    }
  }

  const Intrinsic = {
    Ref: v.strictObject({ Ref: v.string() }),
    GetAtt: v.strictObject({ 'Fn::GetAtt': v.tuple([v.string(), v.string()]) }),
    FindInMap: v.strictObject({ 'Fn::FindInMap': v.tuple([v.string(), v.unknown(), v.string()]) }),
    Join: v.strictObject({ 'Fn::Join': v.tuple([v.string(), v.array(v.unknown())]) }),
  };

  return function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    if (v.is(Intrinsic.Ref, value)) return ref(value.Ref);
    if (v.is(Intrinsic.GetAtt, value)) return getAttribute(...value['Fn::GetAtt']);
    if (v.is(Intrinsic.FindInMap, value)) {
      const [map, first, second] = value['Fn::FindInMap'];
      const found = mappings[map]?.[String(resolve(first))]?.[second];
      if (found === undefined) throw new Error(`Template: nothing is found in the map ${map}`);
      return found;
    }
    if (v.is(Intrinsic.Join, value)) {
      const [separator, parts] = value['Fn::Join'];
      return parts.map(resolve).join(separator);
    }
    const [first = ''] = Object.keys(value);
    if (first.startsWith('Fn::')) throw new Error(`Template: ${first} is not known locally`);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
}
