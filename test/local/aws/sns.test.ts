import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { clientSettings } from '../../../local/aws/client-settings.ts';
import { type LocalSns, type PublishedNotice, startSns } from '../../../local/aws/sns.ts';
import { formatNotice } from '../../../local/notice.ts';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:topic';

let sns: LocalSns;
let client: SNSClient;
let seen: PublishedNotice[];
beforeEach(async () => {
  seen = [];
  sns = await startSns([TopicArn], (notice) => seen.push(notice));
  client = new SNSClient({ ...clientSettings, endpoint: sns.url, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await sns.close();
});

const publish = (change: object = {}) =>
  client.send(
    new PublishCommand({ TopicArn, Subject: 'A subject', Message: 'Ein Wort: „ß“ & + %\nzwei\n', ...change }),
  );

test('what is published to the topic is kept as it is, and shown', async () => {
  expect(await publish()).toMatchObject({ MessageId: expect.stringMatching(/^[\da-f-]{36}$/) });
  const expected = { at: expect.any(String), subject: 'A subject', text: 'Ein Wort: „ß“ & + %\nzwei\n' };
  expect(sns.notices()).toEqual([expected]);
  expect(seen).toEqual([expected]);
});

test.each([
  ['another topic', { TopicArn: `${TopicArn}-2` }, 'NotFound'],
  ['a subject of 100 characters', { Subject: 'x'.repeat(100) }, 'InvalidParameter'],
  ['a subject of two lines', { Subject: 'one\ntwo' }, 'InvalidParameter'],
  ['a subject that is not ASCII', { Subject: 'ß' }, 'InvalidParameter'],
  ['a message of more than 256 KB', { Message: 'x'.repeat(256 * 1024 + 1) }, 'InvalidParameter'],
])('%s is refused', async (_, change, code) => {
  await expect(publish(change)).rejects.toMatchObject({ Code: code });
  expect(sns.notices()).toEqual([]);
});

test('in the terminal it has a bar at its side', () => {
  expect(formatNotice({ at: '2026-03-02T08:00:00.123Z', subject: 'A subject', text: 'one\n\ntwo\n' })).toBe(
    `2026-03-02 08:00:00Z  notice to the people who get the alarms
  │ A subject
  │
  │ one
  │
  │ two`,
  );
});
