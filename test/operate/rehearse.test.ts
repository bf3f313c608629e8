import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { rehearse } from '../../lambda/operate/rehearse.ts';
import { captureOutput } from '../helpers/captured-output.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import { startUnreachedAws } from '../helpers/unreached-aws.ts';

const aws = startUnreachedAws();

test('a hire of nobody is listed, and nothing of it reaches AWS or the log', async () => {
  const dynamoDb = new DynamoDBClient(aws.settings());
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
  expect(lines).toEqual([]);
});
