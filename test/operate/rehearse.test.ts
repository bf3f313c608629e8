import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { rehearse } from '../../lambda/operate/rehearse.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { type LocalService, serveJson } from '../../local/aws/json-service.ts';
import { captureOutput } from '../helpers/captured-output.ts';
import { createConfiguration } from '../helpers/configuration.ts';

let calls = 0;
let aws: LocalService;
beforeEach(async () => {
  calls = 0;
  aws = await serveJson(() => {
    calls += 1;
    return { status: 200, body: {} };
  });
});
afterEach(() => aws.close());

test('a hire of nobody is listed, and nothing of it reaches AWS or the log', async () => {
  const dynamoDb = new DynamoDBClient({ ...clientSettings, endpoint: aws.url });
  const { result, lines } = await captureOutput(() =>
    rehearse(
      dynamoDb,
      { hires: 'hires', sweeps: 'sweeps' },
      { settings: createConfiguration(), nowMs: () => 0 },
    ),
  );
  expect(result).toMatchObject({
    ok: true,
    hires: [{ hire: 'rehearsal//1', state: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET', needsHand: false }],
  });
  expect(calls).toBe(0);
  expect(lines).toEqual([]);
});
