import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askOperate } from '../console/ask-operate.ts';
import type { Connection } from '../console/connection.ts';
import { Acted, Listed, Retried, Switched } from '../lambda/operate/answer.ts';
import { clientSettings } from '../local/aws/client-settings.ts';
import { type Clock, startClock } from '../local/clock.ts';
import { playForward } from '../local/play-forward.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** An operator cancels a hire, and pauses everything, in the whole stack. */

const minute = 60 * 1000;
let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
let connection: Connection;
beforeAll(async () => {
  clock = startClock();
  run = await startLocalRun(createConfiguration({ sweep: { everyHours: 0 } }), clock);
  connection = {
    title: 'the test’s',
    lambda: new LambdaClient({ ...clientSettings, endpoint: run.stack.lambdaUrl, maxAttempts: 1 }),
    functionName: 'hire-invites-operate',
    by: 'local',
    isOnAws: false,
    now: () => new Date(),
  };
});
afterAll(async () => {
  await run.close();
  clock.stop();
});

const pass = (ms: number) => playForward(ms, clock, { stack: run.stack, queueName: 'hire-invites-invite' });
const mails = () => run.oneLogin.mails.map(({ to }) => to);

async function announce(id: string): Promise<void> {
  const data = { employeeId: id, workEmail: `hire${id}@acme.example` };
  const answer = await run.post('home-made', JSON.stringify({ type: 'employee.created', data }));
  expect(answer.status).toBe(202);
  await pass(0);
}

test('who is parked and cancelled is listed no more; after an undo a retry finds the message', async () => {
  run.oneLogin.addUser({ email: 'hire201@acme.example', status: 2 });
  await announce('201');
  await run.untilQueueHolds('hire-invites-dead-letter', 1);
  await pass(3 * minute);
  run.oneLogin.changeUser('hire201@acme.example', { status: 7 });
  const open = async () => {
    const { hires } = await askOperate({ action: 'list', which: 'open' }, Listed, connection);
    return hires.map(({ state }) => state);
  };
  const whom = { employeeId: '201', by: 'local' };
  await askOperate({ action: 'cancel', ...whom }, Acted, connection);
  expect(await open()).toEqual([]);
  await askOperate({ action: 'undo-cancel', ...whom }, Acted, connection);
  expect(await open()).toEqual(['parked']);
  await askOperate({ action: 'retry', ...whom }, Retried, connection);
  await pass(0);
  expect(mails()).toEqual(['hire201@acme.example']);
});

test('during a pause a hire waits, and after a resume the mail goes out within a quarter of an hour', async () => {
  run.oneLogin.addUser({ email: 'hire202@acme.example' });
  const before = mails();
  const reason = 'The mail room is closed';
  await askOperate({ action: 'pause', reason, by: 'local' }, Switched, connection);
  await announce('202');
  await pass(60 * minute);
  expect(mails()).toEqual(before);
  const { paused, hires } = await askOperate({ action: 'list', which: 'waiting' }, Listed, connection);
  expect(paused).toMatchObject({ because: 'OPERATOR', reason });
  expect(hires).toMatchObject([{ hire: 'home-made//202', code: 'PAUSED' }]);
  await askOperate({ action: 'resume', by: 'local' }, Switched, connection);
  await pass(15 * minute);
  expect(mails()).toEqual([...before, 'hire202@acme.example']);
});

test('no log line holds an address or the reason', () => {
  const written = run.lines.join('\n');
  expect(written).toContain('operator acted');
  for (const text of ['@', 'acme.example', 'mail room']) expect(written).not.toContain(text);
});
