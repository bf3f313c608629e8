import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSubscriptions } from '../../lambda/aws/subscriptions.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type LocalSns, startSns } from '../../local/aws/sns.ts';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:topic';

let sns: LocalSns;
let client: SNSClient;
beforeEach(async () => {
  const given = [
    { topicArn: TopicArn, protocol: 'email', endpoint: 'it-operations@acme.example' },
    { topicArn: TopicArn, protocol: 'https', endpoint: 'https://chat.example/hook?a=1&b=2' },
  ];
  sns = await startSns([TopicArn], undefined, given);
  client = new SNSClient({ ...clientSettings, endpoint: sns.url, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await sns.close();
});

const subscribe = (Endpoint: string) =>
  client.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint }));

test('who gets the alarms, and who has not confirmed that yet', async () => {
  const read = createSubscriptions(client, TopicArn);
  const ours = { email: 'it-operations@acme.example', isConfirmed: true };
  expect(await read()).toEqual([ours, { isConfirmed: true }]);
  await subscribe('more@acme.example');
  const more = { email: 'more@acme.example', isConfirmed: false };
  expect(await read()).toEqual([ours, { isConfirmed: true }, more]);

  const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  await client.send(new UnsubscribeCommand({ SubscriptionArn: Subscriptions[0]?.SubscriptionArn }));
  expect(await read()).toEqual([{ isConfirmed: true }, more]);
});

test('more than SNS gives at once', async () => {
  for (let index = 0; index < 103; index += 1) await subscribe(`${index}@acme.example`);
  expect(await createSubscriptions(client, TopicArn)()).toHaveLength(105);
});

test('a subscription that SNS lists though it is deleted is none', async () => {
  const Subscriptions = [{ SubscriptionArn: 'Deleted', Protocol: 'email', Endpoint: 'a@acme.example' }];
  Object.assign(client, { send: async () => ({ Subscriptions }) });
  expect(await createSubscriptions(client, TopicArn)()).toEqual([]);
});

test('another topic, and one that is not confirmed, are refused', async () => {
  await expect(createSubscriptions(client, `${TopicArn}-2`)()).rejects.toMatchObject({ Code: 'NotFound' });
  await expect(
    client.send(new UnsubscribeCommand({ SubscriptionArn: 'PendingConfirmation' })),
  ).rejects.toMatchObject({ Code: 'NotFound' });
});
