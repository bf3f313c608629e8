import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createAlarmStates } from '../../lambda/aws/alarm-states.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { startCloudWatch } from '../../local/aws/cloudwatch.ts';
import type { LocalServer } from '../../local/aws/json-service.ts';

let cloudWatch: LocalServer;
let client: CloudWatchClient;
beforeEach(async () => {
  cloudWatch = await startCloudWatch([
    'hires-TellFailing',
    'hires-HrApiKeyRefused-bamboohr',
    'hires-two-Paused',
  ]);
  client = new CloudWatchClient({ ...clientSettings, endpoint: cloudWatch.url, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await cloudWatch.close();
});

const setState = (AlarmName: string, StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') =>
  client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a test' }));

test('those that are raised are found by their ids, without those of a stack whose name begins in the same way', async () => {
  const read = createAlarmStates(client, 'hires');
  expect(await read()).toEqual({ count: 2, raised: [] });
  await setState('hires-HrApiKeyRefused-bamboohr', 'ALARM');
  await setState('hires-TellFailing', 'INSUFFICIENT_DATA');
  await setState('hires-two-Paused', 'ALARM');
  expect(await read()).toEqual({ count: 2, raised: ['HrApiKeyRefused-bamboohr'] });
  expect(await createAlarmStates(client, 'hires-two')()).toEqual({ count: 1, raised: ['Paused'] });
  expect(await createAlarmStates(client, 'others')()).toEqual({ count: 0, raised: [] });
});

test('an alarm that is not there has no state', async () => {
  await expect(setState('hires-Gone', 'ALARM')).rejects.toMatchObject({ name: 'ResourceNotFound' });
});
