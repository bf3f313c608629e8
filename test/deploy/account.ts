import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import type { Outcome } from '../../lambda/keep/answer.ts';
import { createKeep } from '../../lambda/keep/keep.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type LocalService, serveJson } from '../../local/aws/json-service.ts';
import { startSecretsManager } from '../../local/aws/secrets-manager.ts';
import { inOrder, type Resource, type Template } from './template.ts';

/**
 * One region of an AWS account, as far as deployments fail there: what has a fixed name exists once, and what a deletion
 * policy says is done. The properties of resources are compared, and not understood.
 *
 * - DeletionPolicy: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * - Import: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 *   (both read 2026-11)
 */
export interface Region {
  /**
   * `cdk deploy`. After a failure the stack is as it was before.
   * @param importExisting `--import-existing-resources`.
   * @param failAt the logical id of a resource that cannot be made this time.
   * @returns why it failed; undefined if it did not.
   */
  deploy(
    stack: string,
    template: Template,
    how?: { importExisting?: boolean; failAt?: string },
  ): Promise<string | undefined>;
  /** `cdk destroy`. @returns why it failed; undefined if it did not. */
  destroy(stack: string): Promise<string | undefined>;
  /** What has a fixed name, as `type name`, and which stack it belongs to. */
  owners(): Record<string, string | undefined>;
  /** When a thing was made: the same number means that it is the same thing. */
  madeAt(type: string, name: string): number | undefined;
  secretsManager: SecretsManagerClient;
  indexesOf(table: string): string[];
  /** Changes a table behind CloudFormation’s back. */
  dropIndexes(table: string): void;
  close(): Promise<void>;
}

/** What belongs to the account and not to a region. */
export interface Account {
  things: Map<string, Thing>;
}

interface Thing {
  stack: string | undefined;
  madeAt: number;
  isProtected: boolean;
  indexes: string[];
}

interface Stack {
  /** As it was deployed: by logical id. */
  resources: Map<string, Resource>;
}

/** Which property names a resource of a type. Names of dashboards belong to the account. */
const nameProperties: Record<string, string> = {
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::SQS::Queue': 'QueueName',
};

/** Those that CloudFormation names itself, or that may have the same name twice. */
const nameless = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::QueryDefinition',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

/** Kept by its deletion policy in every version that had it. */
const secretType = 'AWS::SecretsManager::Secret';

const isMadeByACall = (type: string) => type === secretType || type.startsWith('Custom::');

class Failed extends Error {}

export async function openRegion(region: string, account: Account): Promise<Region> {
  const things = new Map<string, Thing>();
  const stacks = new Map<string, Stack>();
  let time = 0;

  const placeOf = (type: string) => (type === 'AWS::CloudWatch::Dashboard' ? account.things : things);
  const keyOf = ({ Type, Properties }: Resource): string | undefined => {
    const property = nameProperties[Type];
    if (property === undefined) {
      if (nameless.includes(Type) || isMadeByACall(Type)) return undefined;
      throw new Error(`Does a ${Type} have a fixed name?`);
    }
    return `${Type} ${JSON.stringify(Properties[property]).replaceAll('"', '')}`;
  };
  const inRegion = (key: string) => key.replace(/\{Ref:AWS::Region\}/, region);
  const find = (resource: Resource): Thing | undefined => {
    const key = keyOf(resource);
    return key === undefined ? undefined : placeOf(resource.Type).get(inRegion(key));
  };

  const secretsServer = await startSecretsManager(new Map());
  const dynamoDbServer = await serveTables((table) => things.get(`AWS::DynamoDB::Table ${table}`));
  const secretsManager = new SecretsManagerClient({ ...clientSettings, endpoint: secretsServer.url });
  const dynamoDb = new DynamoDBClient({ ...clientSettings, endpoint: dynamoDbServer.url });

  async function askKeep(type: 'Create' | 'Update' | 'Delete', id: string, now: Resource, old?: Resource) {
    let answer: Outcome | undefined;
    const keep = createKeep({
      secretsManager,
      dynamoDb,
      answer: async (_request, _resource, outcome) => {
        answer = outcome;
      },
      wait: async () => {},
      log: { info() {}, warn() {}, error() {} },
    });
    const event = {
      RequestType: type,
      ResponseURL: 'https://cloudformation.example/',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: id,
      ResourceType: now.Type,
      ResourceProperties: asText(now.Properties),
      ...(old && { OldResourceProperties: asText(old.Properties) }),
    };
    await keep(event, { awsRequestId: 'r' });
    if (answer?.status !== 'SUCCESS') throw new Failed(`${id}: ${answer?.reason}`);
  }

  async function makeSecret({ Properties }: Resource): Promise<void> {
    const Name = String(Properties['Name']);
    try {
      await secretsManager.send(new CreateSecretCommand({ Name, SecretString: 'of CloudFormation' }));
    } catch (error) {
      throw error instanceof ResourceExistsException ? new Failed(`${Name} already exists`) : error;
    }
  }

  /** @returns how it is taken back. */
  async function create(
    id: string,
    resource: Resource,
    stack: string,
    importExisting: boolean,
  ): Promise<() => Promise<void>> {
    if (resource.Type.startsWith('Custom::')) {
      await askKeep('Create', id, resource);
      return () => askKeep('Delete', id, resource);
    }
    if (resource.Type === secretType) {
      await makeSecret(resource);
      return async () => {};
    }
    const key = keyOf(resource);
    if (key === undefined) return async () => {};
    const standing = find(resource);
    if (standing !== undefined) {
      const mayBeImported =
        importExisting &&
        standing.stack === undefined &&
        ['Retain', 'RetainExceptOnCreate'].includes(resource.DeletionPolicy);
      if (!mayBeImported) throw new Failed(`${inRegion(key)} already exists`);
      standing.stack = stack;
      return async () => {
        standing.stack = undefined;
      };
    }
    time += 1;
    placeOf(resource.Type).set(inRegion(key), {
      stack,
      madeAt: time,
      isProtected: resource.Properties['DeletionProtectionEnabled'] === true,
      indexes: indexNames(resource),
    });
    return async () => remove(id, resource, resource.DeletionPolicy === 'Retain');
  }

  async function remove(id: string, resource: Resource, isKept: boolean): Promise<void> {
    if (resource.Type.startsWith('Custom::')) return askKeep('Delete', id, resource);
    const key = keyOf(resource);
    const thing = find(resource);
    if (key === undefined || thing === undefined) return;
    if (isKept) thing.stack = undefined;
    else if (thing.isProtected) throw new Failed(`${inRegion(key)} is protected against deletion`);
    else placeOf(resource.Type).delete(inRegion(key));
  }

  async function update(id: string, now: Resource, old: Resource): Promise<void> {
    if (JSON.stringify(now.Properties) === JSON.stringify(old.Properties)) return;
    if (now.Type.startsWith('Custom::')) return askKeep('Update', id, now, old);
    if (now.Type === secretType) throw new Failed(`${id}: a secret is written over`);
    if (keyOf(now) !== keyOf(old)) throw new Failed(`${id}: another name means another thing`);
    const thing = find(now);
    if (thing !== undefined) thing.indexes = [...new Set([...thing.indexes, ...indexNames(now)])];
  }

  return {
    secretsManager,
    async deploy(stack, template, { importExisting = false, failAt } = {}) {
      const before = stacks.get(stack);
      const undo: (() => Promise<void>)[] = [];
      try {
        for (const [id, resource] of inOrder(template)) {
          if (id === failAt) throw new Failed(`${id}: fails this time`);
          const old = before?.resources.get(id);
          if (old === undefined) undo.push(await create(id, resource, stack, importExisting));
          else {
            await update(id, resource, old);
            undo.push(() => update(id, old, resource));
          }
        }
        for (const [id, resource] of before?.resources ?? [])
          if (template.Resources[id] === undefined)
            await remove(id, resource, resource.DeletionPolicy !== 'Delete');
        stacks.set(stack, { resources: new Map(Object.entries(template.Resources)) });
        return undefined;
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        try {
          for (const take of undo.toReversed()) await take();
        } catch (inRollback) {
          return `${error.message}; and the rollback failed: ${String(inRollback)}`;
        }
        return error.message;
      }
    },
    async destroy(stack) {
      const { resources = new Map<string, Resource>() } = stacks.get(stack) ?? {};
      try {
        for (const [id, resource] of [...resources].toReversed())
          await remove(id, resource, resource.DeletionPolicy !== 'Delete');
        stacks.delete(stack);
        return undefined;
      } catch (error) {
        if (error instanceof Failed) return error.message;
        throw error;
      }
    },
    owners: () => Object.fromEntries([...things, ...account.things].map(([key, { stack }]) => [key, stack])),
    madeAt: (type, name) => placeOf(type).get(`${type} ${name}`)?.madeAt,
    indexesOf: (table) => things.get(`AWS::DynamoDB::Table ${table}`)?.indexes ?? [],
    dropIndexes(table) {
      const thing = things.get(`AWS::DynamoDB::Table ${table}`);
      if (thing !== undefined) thing.indexes = [];
    },
    async close() {
      secretsManager.destroy();
      dynamoDb.destroy();
      await secretsServer.close();
      await dynamoDbServer.close();
    },
  };
}

function indexNames({ Properties }: Resource): string[] {
  const Index = v.object({ IndexName: v.string() });
  return v
    .parse(v.optional(v.array(Index), []), Properties['GlobalSecondaryIndexes'])
    .map(({ IndexName }) => IndexName);
}

/** CloudFormation sends the name of what a property refers to. */
function asText(properties: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      const Reference = v.union([
        v.pipe(
          v.strictObject({ Ref: v.string() }),
          v.transform(({ Ref }) => Ref),
        ),
        v.pipe(
          v.strictObject({ 'Fn::GetAtt': v.tuple([v.string(), v.string()]) }),
          v.transform(({ 'Fn::GetAtt': [id] }) => id),
        ),
      ]);
      const reference = v.safeParse(Reference, value);
      return [key, reference.success ? reference.output : value];
    }),
  );
}

const OneTable = v.object({
  TableName: v.string(),
  GlobalSecondaryIndexUpdates: v.optional(
    v.array(v.object({ Create: v.object({ IndexName: v.string() }) })),
    [],
  ),
});

/** DynamoDB’s tables, as far as their indexes. */
function serveTables(find: (table: string) => Thing | undefined): Promise<LocalService> {
  return serveJson((_request, body) => {
    const { TableName, GlobalSecondaryIndexUpdates } = v.parse(OneTable, body);
    const table = find(TableName);
    if (table === undefined) return { status: 400, body: { __type: 'ResourceNotFoundException' } };
    table.indexes.push(...GlobalSecondaryIndexUpdates.map(({ Create }) => Create.IndexName));
    const indexes = table.indexes.map((IndexName) => ({ IndexName, IndexStatus: 'ACTIVE' }));
    return { status: 200, body: { Table: { TableName, GlobalSecondaryIndexes: indexes } } };
  });
}
