import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { createConfiguration } from '../helpers/configuration.ts';
import { acceptAll, type Entries, startReceiveFunction } from '../helpers/receive-function.ts';
import { createWorkerFile } from '../helpers/workers.ts';

/** A file of thousands of workers, through the bundle, in a process with the memory that the function has. */

const configuration = createConfiguration({ sources: { workday: { type: 'workday-core-connector' } } });
const secret = 'workday:secret';
const headers = {
  'content-type': 'text/xml; charset=UTF-8',
  authorization: `Basic ${Buffer.from(secret).toString('base64')}`,
};
const count = 5000;
const file = createWorkerFile(count);

let receive: Awaited<ReturnType<typeof startReceiveFunction>>;
beforeAll(async () => {
  const secrets = new Map([['hire-invites/workday/webhook', JSON.stringify({ current: secret })]]);
  receive = await startReceiveFunction(configuration, secrets, { memoryMb: 512 });
});
afterAll(() => receive.close());
beforeEach(() => {
  receive.batches.length = 0;
  receive.whenQueueAnswers(acceptAll);
});

const Message = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ record: v.object({ Summary: v.object({ Employee_ID: v.string() }) }) }),
  v.transform(({ record }) => record.Summary.Employee_ID),
);
const idsOf = (batches: readonly Entries[]) =>
  batches.flat().map(({ MessageBody }) => v.parse(Message, MessageBody));

test('fills a Lambda event, and is split into one message for each hire', async () => {
  expect(Buffer.byteLength(JSON.stringify(file))).toBeGreaterThan(5 * 1024 * 1024);
  expect(Buffer.byteLength(JSON.stringify(file))).toBeLessThan(6 * 1024 * 1024);
  const { status, body } = await receive.post('workday', headers, file);
  expect([status, body['accepted'], body['ignored']]).toEqual([202, count, 0]);
  const ids = idsOf(receive.batches);
  expect(new Set(ids).size).toBe(count);
  expect(ids).toContain('00021');
});

test('is answered 503 if a batch fails, or an entry fails each time, and is accepted whole when it is sent again', async () => {
  let calls = 0;
  receive.whenQueueAnswers((entries) => {
    calls += 1;
    if (calls === 100) return { status: 400, body: { __type: 'AccessDenied' } };
    return acceptAll(entries);
  });
  const refused = await receive.post('workday', headers, file);
  expect([refused.status, refused.body['code']]).toEqual([503, 'QUEUE_UNAVAILABLE']);

  receive.whenQueueAnswers((entries) =>
    acceptAll(entries.filter(({ MessageBody }) => !MessageBody.includes('"00777"'))),
  );
  expect((await receive.post('workday', headers, file)).status).toBe(503);

  receive.batches.length = 0;
  receive.whenQueueAnswers(acceptAll);
  expect((await receive.post('workday', headers, file)).status).toBe(202);
  expect(new Set(idsOf(receive.batches)).size).toBe(count);
});

test('an entry that SQS refuses once is sent again alone', async () => {
  let isFirst = true;
  receive.whenQueueAnswers((entries) => {
    const taken = isFirst ? entries.slice(1) : entries;
    isFirst = false;
    return acceptAll(taken);
  });
  expect((await receive.post('workday', headers, createWorkerFile(30))).status).toBe(202);
  expect(receive.batches.map((batch) => batch.length).sort((a, b) => a - b)).toEqual([1, 10, 10, 10]);
});

test('a worker without id and address does not block the others', async () => {
  const broken = file.replace('</ws:Worker_Sync>', '<ws:Worker><ws:Summary/></ws:Worker></ws:Worker_Sync>');
  const { status, body } = await receive.post('workday', headers, broken);
  expect([status, body['accepted']]).toEqual([202, count + 1]);
});
