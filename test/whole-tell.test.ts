import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Clock, startClock } from '../local/clock.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** The job that tells who needs a hand in the whole stack, as its template runs it. */

const minuteMs = 60 * 1000;

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  clock = startClock();
  run = await startLocalRun(createConfiguration(), clock);
});
afterAll(async () => {
  await run.close();
  clock.stop();
});

/** Moves the clock by what the schedule waits for, and waits for the run. */
async function tell(): Promise<void> {
  const told = run.nextLine(({ message }) => message === 'hires told');
  clock.moveForward(5 * minuteMs);
  await told;
  while (run.stack.isWorking()) await delay(10);
}

test('a hire that is parked is told to whoever gets the alarms, with what to do, once', async () => {
  await tell();
  expect(run.stack.notices()).toEqual([]);

  run.oneLogin.addUser({ email: 'mary@acme.example', status: 2 });
  const parked = run.nextLine(({ message }) => message === 'hire parked');
  const data = { employeeId: '206', workEmail: 'mary@acme.example', personalEmail: 'mary@home.example' };
  await run.post('home-made', JSON.stringify({ type: 'employee.created', data }));
  expect(await parked).toMatchObject({ hire: 'home-made//206', code: 'USER_SUSPENDED' });
  await run.untilQueueHolds('hire-invites-invite', 0);

  await tell();
  await tell();
  expect(run.stack.notices()).toEqual([
    {
      at: expect.any(String),
      subject: '1 hire needs a hand (hire-invites)',
      text: expect.stringMatching(
        /USER_SUSPENDED \(parked\)\n {2}home-made 206, since .+\nThe OneLogin user is suspended\.\nWhat to do: .+\n\nThe dead-letter queue, to replay: https:\/\/us-east-1\.console\.aws\.amazon\.com\/sqs\S+hire-invites-dead-letter\n/,
      ),
    },
  ]);
});

test('neither the notice nor a log line holds an address or a name', () => {
  const written = [...run.lines, JSON.stringify(run.stack.notices())].join('\n');
  for (const text of ['@', 'acme.example', 'mary']) expect(written).not.toContain(text);
});
