import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createTemplate, Resources } from './template.ts';

/** The longest names and the most sources that a configuration may have, against AWS's limits. */

const name = 'n'.repeat(30);
const sources = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [
    `s${String(index).padStart(2, '0')}-${'x'.repeat(36)}`,
    { type: 'bamboohr', company: 'a'.repeat(63) },
  ]),
);
const template = await createTemplate({ name, sources, events: true });
const resources = new Resources(template);

describe('the longest names', () => {
  test.each([
    ['AWS::Lambda::Function', 'FunctionName', 64],
    ['AWS::SQS::Queue', 'QueueName', 80],
    ['AWS::DynamoDB::Table', 'TableName', 255],
    ['Custom::KeptSecret', 'SecretName', 512],
    ['AWS::Scheduler::ScheduleGroup', 'Name', 64],
    ['AWS::Scheduler::Schedule', 'Name', 64],
    ['AWS::CloudWatch::Alarm', 'AlarmName', 255],
    ['AWS::CloudWatch::Alarm', 'AlarmDescription', 1024],
    ['AWS::CloudWatch::Dashboard', 'DashboardName', 255],
    ['AWS::Logs::LogGroup', 'LogGroupName', 512],
    ['AWS::Logs::QueryDefinition', 'Name', 255],
    ['AWS::ApiGatewayV2::Api', 'Name', 128],
    ['AWS::SNS::Topic', 'DisplayName', 100],
  ])('%s: %s has at most %i characters', (type, property, most) => {
    const names = resources.ofType(type).map(({ Properties }) => resources.text(Properties[property]));
    expect(names).not.toHaveLength(0);
    for (const text of names) expect(text.length).toBeLessThanOrEqual(most);
  });
});

describe('the most sources', () => {
  const Output = v.object({ Value: v.unknown(), Description: v.string() });
  const outputs = Object.values(template.Outputs).map((output) => v.parse(Output, output));

  test('make no more resources and outputs than a template may have', () => {
    expect(resources.ofAnyType().length).toBeLessThanOrEqual(500);
    expect(outputs.length).toBeLessThanOrEqual(200);
    expect(JSON.stringify(template).length).toBeLessThanOrEqual(1024 * 1024);
  });

  test('leave each output short enough', () => {
    for (const { Description, Value } of outputs) {
      expect(Description.length).toBeLessThanOrEqual(1024);
      expect(resources.text(Value).length).toBeLessThanOrEqual(1024);
    }
  });

  test('leave the policies of each role small enough', () => {
    const Policy = v.object({ PolicyDocument: v.unknown(), Roles: v.array(v.unknown()) });
    const sizes = new Map<string, number>();
    for (const { Properties } of resources.ofType('AWS::IAM::Policy')) {
      const { PolicyDocument, Roles } = v.parse(Policy, Properties);
      for (const role of Roles.map((one) => resources.text(one)))
        sizes.set(role, (sizes.get(role) ?? 0) + JSON.stringify(PolicyDocument, withLongArns).length);
    }
    expect(sizes.size).toBeGreaterThanOrEqual(2);
    for (const size of sizes.values()) expect(size).toBeLessThanOrEqual(10_240);
  });

  test('leave each statement with an id of its own', () => {
    const Policy = v.object({
      PolicyDocument: v.object({ Statement: v.array(v.object({ Sid: v.optional(v.string()) })) }),
    });
    const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
      resources.ofType(type),
    );
    for (const { Properties } of policies) {
      const ids = v.parse(Policy, Properties).PolicyDocument.Statement.flatMap(({ Sid = [] }) => Sid);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test('leave what does not fit there in managed policies that are small enough, and few', () => {
    const overflow = resources
      .ofType('AWS::IAM::ManagedPolicy')
      .filter(({ Metadata }) => Metadata?.['aws:cdk:path'].includes('OverflowPolicy'));
    expect(overflow.length).toBeLessThanOrEqual(10); // a role may have ten
    for (const { Properties } of overflow)
      expect(JSON.stringify(Properties['PolicyDocument'], withLongArns).length).toBeLessThanOrEqual(6144);
  });

  /** References are written out as AWS does, or longer. */
  function withLongArns(_key: string, value: unknown): unknown {
    if (v.is(Joined, value)) return inLongRegion(resources.text(value));
    if (!v.is(Reference, value)) return value;
    return `arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:${resources.text(value)}-AbCdEf`;
  }
  const Reference = v.union([
    v.strictObject({ Ref: v.string() }),
    v.strictObject({ 'Fn::GetAtt': v.unknown() }),
  ]);
  const Joined = v.strictObject({ 'Fn::Join': v.unknown() });

  function inLongRegion(text: string): string {
    return text
      .replaceAll('<Partition>', 'aws')
      .replaceAll('<Region>', 'ap-southeast-1')
      .replaceAll('<AccountId>', '123456789012');
  }
});

test('more sources than that are refused', async () => {
  const more = { ...sources, 'one-more': { type: 'standard-webhooks' } };
  await expect(createTemplate({ sources: more })).rejects.toThrow('at most 50 sources');
});
