import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLastWebhook } from '../../lambda/aws/last-webhook.ts';
import { createMetrics } from '../../lambda/aws/metrics.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { startCloudWatch } from '../../local/aws/cloudwatch.ts';
import { type LocalServer, serveJson } from '../../local/aws/json-service.ts';
import { type Clock, startClock } from '../../local/clock.ts';
import { captureOutput } from '../helpers/captured-output.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

let clock: Clock;
let cloudWatch: Awaited<ReturnType<typeof startCloudWatch>>;
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  clock = startClock();
  cloudWatch = await startCloudWatch();
});
afterEach(async () => {
  for (const close of [...closing.splice(0), cloudWatch.close]) await close();
  clock.stop();
});

function connect({ url }: Pick<LocalServer, 'url'> = cloudWatch, service = 'hire-invites') {
  const client = new CloudWatchClient({ ...clientSettings, endpoint: url, maxAttempts: 1 });
  closing.push(() => client.destroy());
  return createLastWebhook(client, service, Date.now);
}

async function hear(source: string, service = 'hire-invites'): Promise<number> {
  const count = createMetrics(service);
  const { lines } = await captureOutput(async () => count('WebhookAuthentic', 1, { source }));
  for (const line of lines) cloudWatch.take(line);
  return Date.now();
}

test('the last webhook of a source is found, exact to the hour, and not before it came', async () => {
  const since = Date.now();
  expect(await connect()('bamboohr', since)).toBeUndefined();
  await hear('bamboohr');
  clock.moveForward(300 * day);
  const last = await hear('bamboohr');
  expect(await connect()('bamboohr', since)).toBeGreaterThanOrEqual(last);
  clock.moveForward(90 * day);
  const found = await connect()('bamboohr', since);
  expect(found).toBeGreaterThanOrEqual(last);
  expect(found).toBeLessThanOrEqual(last + hour);
  expect(await connect()('bamboohr', (found ?? 0) + hour)).toBeUndefined();
});

test('those of other sources and other stacks do not count', async () => {
  const since = Date.now();
  await hear('second');
  await hear('bamboohr', 'another-stack');
  expect(await connect()('bamboohr', since)).toBeUndefined();
  expect(await connect()('second', since)).toBeDefined();
});

describe('what CloudWatch may answer besides', () => {
  const answer = async (...pages: object[]) => {
    const server = await serveJson(() => ({ status: 200, body: pages.shift() }));
    closing.push(server.close);
    return connect(server)('bamboohr', Date.now() - day);
  };
  const hourAgo = () => Math.floor((Date.now() - hour) / 1000);
  const result = (StatusCode: string, Timestamps: number[]) => ({
    MetricDataResults: [{ Id: 'webhooks', StatusCode, Timestamps, Values: Timestamps.map(() => 1) }],
  });

  test('a page without data before one with data', async () => {
    const at = hourAgo();
    const first = { ...result('PartialData', []), NextToken: 'next' };
    expect(await answer(first, result('Complete', [at]))).toBe(Math.min(at * 1000 + hour, Date.now()));
  });

  test.each(['InternalError', 'Forbidden'])('%s is no silence, but an error', async (status) => {
    await expect(answer(result(status, []))).rejects.toThrow(status);
  });

  test('nothing at all is silence', async () => {
    expect(await answer({ MetricDataResults: [] })).toBeUndefined();
  });
});

test('the stand-in knows no other call', async () => {
  const response = await fetch(cloudWatch.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData' },
    body: '{}',
  });
  expect(response.status).toBe(400);
});
