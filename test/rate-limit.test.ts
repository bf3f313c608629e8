import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Clock, startClock } from '../local/clock.ts';
import { untilQuiet } from './chaos/quiet.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

const hires = 150;
const limit = { calls: 100, windowSeconds: 60 * 60 };
const reservePercent = 20;
const share = limit.calls * (1 - reservePercent / 100);

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  clock = startClock();
  const configuration = createConfiguration({
    oneLogin: { host: 'acme.onelogin.com', reservePercent },
    retry: { forHours: 1 }, // less than the wait for the limit
    invite: { followUps: 0 },
  });
  run = await startLocalRun(configuration, clock);
});
afterAll(async () => {
  await run.close();
  clock.stop();
});

test('150 hires at once, at 40 an hour: the share is used to the full, no call is refused, and none is parked', async () => {
  const people = Array.from({ length: hires }, (_, index) => ({
    employeeId: `id-${index}`,
    workEmail: `person${index}@acme.example`,
  }));
  for (const { workEmail } of people) run.oneLogin.addUser({ email: workEmail });
  // Everybody who has the mail activates the account, so that nobody is looked at for weeks.
  run.oneLogin.onInvite = async () => {
    for (const { user } of run.oneLogin.mails) run.oneLogin.changeUser(user, { status: 1 });
  };
  run.oneLogin.setLimit({ ...limit, status: 429 });
  await Promise.all(
    people.map((data) => run.post('home-made', JSON.stringify({ type: 'employee.created', data }))),
  );
  await untilQuiet({ stack: run.stack, queueName: 'hire-invites-invite', clock });

  const mailed = run.oneLogin.mails.filter(({ user }) => user.startsWith('person'));
  expect(mailed).toHaveLength(hires);
  await run.untilQueueHolds('hire-invites-dead-letter', 0);
  const windows = run.oneLogin.limitWindows();
  expect(windows.map(({ refused }) => refused)).toEqual(windows.map(() => 0));
  const full = windows.slice(0, Math.floor((2 * hires) / share)); // after them, most hires have their mail
  expect(full.length).toBeGreaterThanOrEqual(3);
  for (const { asked } of full) expect(asked).toBeGreaterThanOrEqual(0.98 * share);
});
