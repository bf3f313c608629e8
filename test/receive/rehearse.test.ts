import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { rehearse } from '../../lambda/receive/rehearse.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type LocalService, serveJson } from '../../local/aws/json-service.ts';
import { captureOutput } from '../helpers/captured-output.ts';

const nowMs = () => Date.parse('2026-03-02T08:00:00Z');
const accepted = { statusCode: 202, body: expect.stringContaining('"accepted":1,"ignored":0') };

let calls = 0;
let queue: LocalService;
beforeEach(async () => {
  calls = 0;
  queue = await serveJson(() => {
    calls += 1;
    return { status: 200, body: {} };
  });
});
afterEach(() => queue.close());

const connect = (queueUrl: string) =>
  rehearse(new SQSClient({ ...clientSettings, endpoint: queueUrl }), { queueUrl, nowMs });

test('goes through every step to its acknowledgement, and leaves nothing on the queue or in the log', async () => {
  const { result, lines } = await captureOutput(() => connect(queue.url));
  expect(result).toMatchObject(accepted);
  expect(calls).toBe(0);
  expect(lines).toEqual([]);
});

test('needs no queue', async () => {
  await queue.close();
  expect(await connect(queue.url)).toMatchObject(accepted);
});
