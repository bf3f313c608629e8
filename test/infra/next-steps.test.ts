import { expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import * as v from 'valibot';
import { createStack, Resources } from './template.ts';

function outputs(settings: object = {}): Record<string, string> {
  const stack = createStack(settings);
  const resources = new Resources(stack);
  const Outputs = v.record(v.string(), v.object({ Value: v.unknown() }));
  const all = Object.entries(v.parse(Outputs, Template.fromStack(stack).toJSON()['Outputs']));
  return Object.fromEntries(all.map(([name, { Value }]) => [name, resources.text(Value)]));
}

test('the outputs say which secrets to fill in, which address goes to which HR system, and where failures are', () => {
  const put = 'aws secretsmanager put-secret-value --secret-id';
  expect(outputs()).toEqual({
    Step1OneLoginSecret: `${put} hire-invites/onelogin --secret-string '{"clientId":"...","clientSecret":"..."}'`,
    Step2Source1WebhookSecret: `${put} hire-invites/bamboohr/webhook --secret-string '{"current":"..."}'`,
    Step2Source1ApiKey: `${put} hire-invites/bamboohr/api --secret-string '{"apiKey":"..."}'`,
    Step2Source2WebhookSecret: `${put} hire-invites/home-made/webhook --secret-string '{"current":"..."}'`,
    Step3Source1Address: expect.stringMatching(/\/webhooks\/bamboohr$/),
    Step3Source2Address: expect.stringMatching(/\/webhooks\/home-made$/),
    DeadLetterQueue:
      'https://<Region>.console.aws.amazon.com/sqs/v3/home?region=<Region>#/queues/' +
      'https%3A%2F%2Fsqs.<Region>.amazonaws.com%2F<AccountId>%2Fhire-invites-dead-letter',
    OperatorPolicyArn: expect.any(String),
  });
});

test('sources whose keys differ only by a hyphen have separate outputs', () => {
  const type = 'standard-webhooks';
  const given = outputs({ sources: { 'a-b': { type }, ab: { type } } });
  expect(Object.values(given).filter((value) => /\/webhooks\/a-?b$/.test(value))).toHaveLength(2);
});
