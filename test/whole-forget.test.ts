import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askOperate } from '../console/ask-operate.ts';
import type { Connection } from '../console/connection.ts';
import { Acted, RetriedMany, Shown } from '../lambda/operate/answer.ts';
import { clientSettings } from '../local/aws/client-settings.ts';
import { type Clock, startClock } from '../local/clock.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** Forgetting a hire, and trying many again, in the whole stack. */

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
let connection: Connection;
beforeAll(async () => {
  clock = startClock();
  run = await startLocalRun(createConfiguration(), clock);
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

const emailOf = (id: number) => `hire${id}@acme.example`;
const deadLetters = async () =>
  (await run.stack.lookIntoQueue('hire-invites-dead-letter')).map(({ body }) => body);

/** Announces an employee, and waits until the log says so of the hire. */
async function announce(id: number, what: string, more: Record<string, string> = {}): Promise<void> {
  const hire = `home-made//${id}`;
  const done = run.nextLine((line) => line.message === what && line.hire === hire);
  const data = { employeeId: String(id), workEmail: emailOf(id), ...more };
  await run.announce(data);
  await done;
}

async function kept(): Promise<string> {
  const tables = await Promise.all(
    ['hire-invites-hires', 'hire-invites-users'].map((TableName) =>
      run.stack.dynamoDb.send(new ScanCommand({ TableName })),
    ),
  );
  const items = tables.map(({ Items = [] }) => Items);
  return JSON.stringify([items, run.stack.pendingSchedules(), await deadLetters()]);
}

const forget = (hire: string) => askOperate({ action: 'forget', hire, by: 'local' }, Acted, connection);

test('a parked hire and one that waits for its start leave nothing but their keys', async () => {
  for (const id of [301, 302]) {
    run.oneLogin.addUser({ id, email: emailOf(id), status: 2 });
    await announce(id, 'hire parked');
  }
  run.oneLogin.addUser({ id: 303, email: emailOf(303) });
  await announce(303, 'hire invited');
  const startDate = new Date(Date.now() + 20 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  run.oneLogin.addUser({ id: 304, email: emailOf(304) });
  await announce(304, 'hire waiting', { startDate });
  await run.untilQueueHolds('hire-invites-dead-letter', 2);
  expect(run.stack.pendingSchedules()).toHaveLength(2); // the follow-up and the start
  const { hire } = await askOperate({ action: 'show', email: emailOf(303) }, Shown, connection);
  expect(hire).toMatchObject({ hire: 'home-made//303', oneLoginUserId: '303' });

  clock.moveForward(3 * 60 * 1000); // until then, the parked ones may be on their way
  for (const id of [301, 303, 304]) await forget(`home-made//${id}`);
  const left = await kept();
  expect(left).not.toMatch(/hire30[134]@/);
  expect(left).toContain(emailOf(302));
  expect(left.match(/"S":"home-made\/\/30[134]"/g)).toHaveLength(3);
  expect(left.match(/"S":"FORGOTTEN"/g)).toHaveLength(3);
  expect(run.stack.pendingSchedules()).toEqual([]);
  await expect(askOperate({ action: 'show', email: emailOf(303) }, Shown, connection)).rejects.toMatchObject({
    code: 'HIRE_UNKNOWN',
  });
  expect(await forget('home-made//303')).toMatchObject({ hire: 'home-made//303' });
});

test('all that are suspended are tried again in one call, and each is mailed once', async () => {
  const ids = [401, 402, 403];
  run.oneLogin.addUser({ id: 404, email: emailOf(404), status: 3 });
  await announce(404, 'hire parked');
  for (const id of ids) {
    run.oneLogin.addUser({ id, email: emailOf(id), status: 2 });
    await announce(id, 'hire parked');
  }
  await run.untilQueueHolds('hire-invites-dead-letter', 5); // 302 is there, too
  for (const id of ids) run.oneLogin.changeUser(emailOf(id), { status: 7 });
  const before = run.oneLogin.mails.length;
  const retryMany = () =>
    askOperate({ action: 'retry-many', code: 'USER_SUSPENDED', by: 'local' }, RetriedMany, connection);
  const answers = await Promise.all([retryMany(), retryMany()]);
  const retried = new Set(answers.flatMap((answer) => answer.retried));
  expect([...retried].sort()).toEqual([302, ...ids].map((id) => `home-made//${id}`));
  await run.untilQueueHolds('hire-invites-invite', 0);
  const mailed = run.oneLogin.mails.slice(before).map(({ to }) => to);
  expect(mailed.sort()).toEqual(ids.map(emailOf));
  await run.untilQueueHolds('hire-invites-dead-letter', 2);
  expect((await deadLetters()).map((body) => /hire(\d+)@/.exec(body)?.[1]).sort()).toEqual(['302', '404']);
});

test('no log line holds an address', () => {
  const written = run.lines.join('\n');
  expect(written).toContain('"action":"forget"');
  for (const text of ['@', 'acme.example']) expect(written).not.toContain(text);
});
