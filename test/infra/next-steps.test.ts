import { expect, test } from '@jest/globals';
import { createTemplate, Resources } from './template.ts';

async function outputs(settings: object = {}): Promise<Record<string, string>> {
  const template = await createTemplate(settings);
  const resources = new Resources(template);
  const all = Object.entries(template.Outputs);
  return Object.fromEntries(all.map(([name, { Value }]) => [name, resources.text(Value)]));
}

test('the outputs say which secrets to fill in, which address goes to which HR system, and where failures are', async () => {
  const put = 'aws secretsmanager put-secret-value --secret-id';
  expect(await outputs()).toEqual({
    Step1OneLoginSecret: `${put} hire-invites/onelogin --secret-string '{"clientId":"...","clientSecret":"..."}'`,
    Step3Source1WebhookSecret: `${put} hire-invites/bamboohr/webhook --secret-string '{"current":"..."}'`,
    Step3Source1ApiKey: `${put} hire-invites/bamboohr/api --secret-string '{"apiKey":"..."}'`,
    Step3Source2WebhookSecret: `${put} hire-invites/home-made/webhook --secret-string '{"current":"..."}'`,
    Step2Source1Address: expect.stringMatching(/\/webhooks\/bamboohr$/),
    Step2Source2Address: expect.stringMatching(/\/webhooks\/home-made$/),
    DashboardPage:
      'https://<Region>.console.aws.amazon.com/cloudwatch/home?region=<Region>#dashboards/dashboard/hire-invites-<Region>',
    DeadLetterQueue:
      'https://<Region>.console.aws.amazon.com/sqs/v3/home?region=<Region>#/queues/' +
      'https%3A%2F%2Fsqs.<Region>.<URLSuffix>%2F<AccountId>%2Fhire-invites-dead-letter',
    AlarmTopicArn: expect.any(String),
    OperatorPolicyArn: expect.any(String),
    LookPolicyArn: expect.any(String),
    ActPolicyArn: expect.any(String),
    InvitePolicyArn: expect.any(String),
  });
});

test('behind a proxy, only the proxy gets the address of the API', async () => {
  const api = (await outputs())['Step2Source1Address']?.replace('/webhooks/bamboohr', '');
  const given = await outputs({ receive: { proxyKeySha256: ['0'.repeat(64)] } });
  expect(given).toMatchObject({
    Step2ProxyOrigin: api,
    Step2Source1Address: 'https://YOUR-PROXY/webhooks/bamboohr',
    Step2Source2Address: 'https://YOUR-PROXY/webhooks/home-made',
  });
});

test('sources whose keys differ only by a hyphen have separate outputs', async () => {
  const type = 'standard-webhooks';
  const given = await outputs({ sources: { 'a-b': { type }, ab: { type } } });
  expect(Object.values(given).filter((value) => /\/webhooks\/a-?b$/.test(value))).toHaveLength(2);
});
