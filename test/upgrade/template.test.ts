import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { readConfiguration } from '../../config/read-configuration.ts';
import { assemblyOf } from '../helpers/synth.ts';
import { unpackAssembly } from './kept-version.ts';

/** What CloudFormation would make of an update from an earlier version, by the templates. */

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const Resource = v.object({
  Type: v.string(),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
});
const Template = v.pipe(v.string(), v.parseJson(), v.object({ Resources: v.record(v.string(), Resource) }));
const Indexes = v.optional(v.array(v.unknown()), []);
const indexesOf = (resource?: v.InferOutput<typeof Resource>) =>
  v.parse(Indexes, resource?.Properties['GlobalSecondaryIndexes']).length;

/** What holds something, or is known by its address, and the properties of each that CloudFormation cannot change in place. */
const fixed: Record<string, readonly string[]> = {
  'AWS::SQS::Queue': ['QueueName'],
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema'],
  'AWS::Scheduler::ScheduleGroup': ['Name'],
  'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  'AWS::SNS::Topic': ['TopicName'],
};

async function readTemplate(folder: string) {
  return v.parse(Template, await readFile(join(folder, 'hire-invites.template.json'), 'utf8')).Resources;
}

describe.each(readdirSync(at('versions')))('from %s', (file) => {
  let folder: string;
  let before: Awaited<ReturnType<typeof readTemplate>>;
  let today: typeof before;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
    await unpackAssembly(at(`versions/${file}`), folder);
    before = await readTemplate(folder);
    today = await readTemplate(await assemblyOf(readConfiguration(at('hire-invites.json'))));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('nothing that holds something is deleted or replaced, and the address stays', () => {
    const identities = (resources: typeof before) =>
      Object.entries(resources)
        .filter(([id, { Type }]) => fixed[Type] !== undefined && before[id] !== undefined)
        .map(([id, { Type, Properties }]) => ({
          id,
          Type,
          properties: fixed[Type]?.map((name) => Properties[name]),
        }))
        .sort((one, other) => one.id.localeCompare(other.id));
    expect(identities(before).length).toBeGreaterThanOrEqual(8);
    expect(identities(today)).toEqual(identities(before));
  });

  test('no table gets more than one index: DynamoDB adds one in an update', () => {
    const added = Object.keys(before).map((id) => indexesOf(today[id]) - indexesOf(before[id]));
    expect(Math.max(...added)).toBeLessThanOrEqual(1);
  });
});
