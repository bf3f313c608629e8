import { expect, test } from '@jest/globals';
import { close } from '../local/aws/stack.ts';
import { startClock } from '../local/clock.ts';
import { startFaultyProxy } from './chaos/faulty-proxy.ts';
import { untilQuiet } from './chaos/quiet.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';
import { createWorkerFile, workEmailOf } from './helpers/workers.ts';

const count = 60;
const ids = Array.from({ length: count }, (_, index) => String(index + 1).padStart(5, '0'));

test('if SQS accepts only a part of a file of workers, the file is sent again, and everybody is invited once', async () => {
  await using started = new AsyncDisposableStack();
  const clock = startClock();
  started.defer(async () => clock.stop());
  let isBroken = true;
  let batches = 0;
  const configuration = createConfiguration({
    sources: { workday: { type: 'workday-core-connector' } },
    invite: { followUps: 0, maxConcurrency: 6 },
    retry: { afterSeconds: [1], askAfterSeconds: 1 },
  });
  const run = await startLocalRun(configuration, clock, {
    async divert(endpoints) {
      const proxy = await startFaultyProxy(endpoints.AWS_ENDPOINT_URL_SQS, ({ headers }) => {
        if (!isBroken || headers['x-amz-target'] !== 'AmazonSQS.SendMessageBatch') return undefined;
        batches += 1;
        // Some are taken, of some the answer is lost, and some never come.
        return ([undefined, 'tear-after', 'refuse'] as const)[batches % 3];
      });
      started.adopt(proxy, close);
      return { ...endpoints, AWS_ENDPOINT_URL_SQS: proxy.url };
    },
  });
  started.adopt(run, close);

  for (const id of ids) run.oneLogin.addUser({ email: workEmailOf(id) });
  const file = createWorkerFile(count);
  const refused = await run.post('workday', file, 'text/xml');
  expect(refused).toMatchObject({ status: 503, body: { code: 'QUEUE_UNAVAILABLE' } });
  isBroken = false;
  expect(await run.post('workday', file, 'text/xml')).toMatchObject({
    status: 202,
    body: { accepted: count },
  });
  // A batch that was taken twice makes twins, which wait for each other's leases.
  await untilQuiet({ stack: run.stack, queueName: run.queues.invite, clock });
  expect(run.oneLogin.mails.map(({ user }) => user).sort()).toEqual(ids.map(workEmailOf));
  expect(run.oneLogin.mails.map(({ to }) => to).sort()).toEqual(ids.map((id) => `${id}@home.example`));
  await run.untilQueueHolds(run.queues.dead, 0);
});
