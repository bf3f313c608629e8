import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { rehearse } from '../../lambda/receive/rehearse.ts';
import { captureOutput } from '../helpers/captured-output.ts';
import { startUnreachedAws } from '../helpers/unreached-aws.ts';

const nowMs = () => Date.parse('2026-03-02T08:00:00Z');
const accepted = { statusCode: 202, body: expect.stringContaining('"accepted":1,"ignored":0') };

const aws = startUnreachedAws();

const connect = () => rehearse(new SQSClient(aws.settings()), { queueUrl: aws.url(), nowMs });

test('goes through every step to its acknowledgement, and leaves nothing on the queue or in the log', async () => {
  const { result, lines } = await captureOutput(connect);
  expect(result).toMatchObject(accepted);
  expect(lines).toEqual([]);
});

test('needs no queue', async () => {
  await aws.close();
  expect(await connect()).toMatchObject(accepted);
});
