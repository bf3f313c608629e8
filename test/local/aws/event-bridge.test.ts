import { EventBridgeClient, PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { clientSettings } from '../../../local/aws/client-settings.ts';
import { type LocalEventBridge, type SentEvent, startEventBridge } from '../../../local/aws/event-bridge.ts';

/** The stand-in refuses what EventBridge refuses: a call as a whole, or an entry of it. */

let seen: SentEvent[];
let local: LocalEventBridge;
let client: EventBridgeClient;
beforeEach(async () => {
  seen = [];
  local = await startEventBridge((event) => seen.push(event));
  client = new EventBridgeClient({ ...clientSettings, endpoint: local.url });
});
afterEach(async () => {
  client.destroy();
  await local.close();
});

const entry = { Source: 'hire-invites', DetailType: 'Hire Invited', Detail: '{"id":"a"}' };

test('what is taken is kept and shown, in its order', async () => {
  const Time = new Date('2026-03-02T08:00:00Z');
  const answer = await client.send(new PutEventsCommand({ Entries: [{ ...entry, Time }, entry] }));
  expect(answer).toMatchObject({
    FailedEntryCount: 0,
    Entries: [{ EventId: expect.any(String) }, { EventId: expect.any(String) }],
  });
  expect(local.events()).toHaveLength(2);
  expect(local.events()[0]).toEqual({
    source: 'hire-invites',
    'detail-type': 'Hire Invited',
    time: '2026-03-02T08:00:00Z',
    detail: { id: 'a' },
  });
  expect(seen).toEqual(local.events());
});

test.each([
  ['a source of AWS', { Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
  ['no source', { Source: undefined }, 'InvalidArgument'],
  ['no detail type', { DetailType: undefined }, 'InvalidArgument'],
  ['no detail', { Detail: undefined }, 'InvalidArgument'],
  ['a detail type that is too long', { DetailType: 'x'.repeat(129) }, 'InvalidArgument'],
  ['a detail that is no JSON', { Detail: 'a' }, 'MalformedDetail'],
  ['a detail that is a list', { Detail: '[]' }, 'MalformedDetail'],
  ['a detail that is a text', { Detail: '"a"' }, 'MalformedDetail'],
])('an entry with %s is refused, and the call is answered 200', async (_, change, ErrorCode) => {
  const answer = await client.send(new PutEventsCommand({ Entries: [{ ...entry, ...change }, entry] }));
  expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode }, {}] });
  expect(local.events()).toHaveLength(1);
});

test.each([
  ['no entry', []],
  ['eleven entries', Array.from({ length: 11 }, () => entry)],
  ['more than 256 KB', [{ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(256 * 1024) }) }]],
])('a call with %s is refused', async (_, Entries) => {
  await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toThrow('ValidationException');
  expect(local.events()).toEqual([]);
});

test('another call is not known', async () => {
  const rule = new PutRuleCommand({ Name: 'rule', EventPattern: '{}' });
  await expect(client.send(rule)).rejects.toThrow('UnknownOperationException');
});
