import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dateIn } from '../lambda/hire/moment.ts';
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

test('a hire that is parked is told to the people who get the alarms, with what to do, once', async () => {
  await tell();
  expect(run.stack.notices()).toEqual([]);

  run.oneLogin.addUser({ email: 'mary@acme.example', status: 2 });
  const parked = run.nextLine(({ message }) => message === 'hire parked');
  const data = { employeeId: '206', workEmail: 'mary@acme.example', personalEmail: 'mary@home.example' };
  await run.announce(data);
  expect(await parked).toMatchObject({ hire: 'home-made//206', code: 'USER_SUSPENDED' });
  await run.untilQueueHolds('hire-invites-invite', 0);

  await tell();
  await tell();
  expect(run.stack.notices()).toEqual([
    {
      at: expect.any(String),
      subject: '1 hire needs a hand (hire-invites)',
      text: expect.stringMatching(
        /USER_SUSPENDED \(parked\)\n {2}home-made 206, since .+\nThe OneLogin user is suspended\.\nWhat to do: .+\n\nLook, and act: https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudwatch\S+\/hire-invites-us-east-1\nThe dead-letter queue, to replay: https:\/\/us-east-1\.console\.aws\.amazon\.com\/sqs\S+hire-invites-dead-letter\n/,
      ),
    },
  ]);
});

test.each(['jane-doe-1990', '123-45-6789', '123456789', 'QQ123456C'])(
  'an employee id that may say something about the person, %s, is only shown as a hash',
  async (employeeId) => {
    const shown = `home-made//sha256:${createHash('sha256').update(employeeId).digest('hex').slice(0, 32)}`;
    const from = { lines: run.lines.length, notices: run.stack.notices().length };
    const workEmail = `e${run.oneLogin.mails.length}${from.lines}@acme.example`;
    run.oneLogin.addUser({ email: workEmail, status: 2 });
    run.bambooHr.get('bamboohr')?.putEmployee({ id: employeeId, hireDate: dateIn('UTC', Date.now(), 1) });

    const parked = run.nextLine(({ message }) => message === 'hire parked');
    await run.announce({ employeeId, workEmail });
    expect(await parked).toMatchObject({ hire: shown });
    await run.untilQueueHolds('hire-invites-invite', 0);
    await tell();
    const swept = await run.stack.invoke('hire-invites-sweep', { dryRun: true });

    const notices = JSON.stringify(run.stack.notices().slice(from.notices));
    expect(notices).toContain(shown);
    expect(JSON.stringify(swept)).toContain(shown.replace('home-made', 'bamboohr'));
    const written = [...run.lines.slice(from.lines), notices, JSON.stringify(swept)];
    expect(written.filter((text) => text.includes(employeeId))).toEqual([]);

    const key = { hire: { S: `home-made//${employeeId}` } };
    const row = await run.stack.dynamoDb.send(
      new GetItemCommand({ TableName: 'hire-invites-hires', Key: key }),
    );
    expect(row.Item).toMatchObject({ state: { S: 'parked' } });
  },
);

test('neither the notice nor a log line holds an address or a name', () => {
  const written = [...run.lines, JSON.stringify(run.stack.notices())].join('\n');
  for (const text of ['@', 'acme.example', 'mary']) expect(written).not.toContain(text);
});
