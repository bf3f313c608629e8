import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dateIn } from '../lambda/hire/moment.ts';
import { type Clock, startClock } from '../local/clock.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** The sweep in the whole stack, as its template runs it. */

const configuration = createConfiguration();
const hourMs = 60 * 60 * 1000;
const functionName = 'hire-invites-sweep';

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  clock = startClock();
  run = await startLocalRun(configuration, clock);
  const hireDate = dateIn('UTC', Date.now(), -1);
  run.bambooHr
    .get('bamboohr')
    ?.putEmployee({ id: '500', workEmail: 'mary@acme.example', homeEmail: 'mary@home.example', hireDate });
  run.oneLogin.addUser({ email: 'mary@acme.example' });
});
afterAll(async () => {
  await run.close();
  clock.stop();
});

test('a dry run says whom it would queue, and queues nobody', async () => {
  expect(await run.stack.invoke(functionName, { dryRun: true })).toMatchObject({
    dryRun: true,
    sources: [{ source: 'bamboohr', ended: 'FINISHED', inWindow: 1, queued: ['bamboohr//500'] }],
  });
  await run.untilQueueHolds('hire-invites-invite', 0);
  expect(run.oneLogin.mails).toEqual([]);
});

test('an employee whom no webhook announced is invited after the schedule’s next run', async () => {
  const mails = run.oneLogin.waitForMails(1);
  const swept = run.nextLine(({ message }) => message === 'sweep finished');
  clock.moveForward(6 * hourMs);
  expect(await swept).toMatchObject({ source: 'bamboohr', queued: 1 });
  await mails;
  expect(run.oneLogin.mails).toMatchObject([{ user: 'mary@acme.example', to: 'mary@home.example' }]);
});

test('and not again by a further sweep', async () => {
  await run.untilQueueHolds('hire-invites-invite', 0);
  expect(await run.stack.invoke(functionName, {})).toMatchObject({
    sources: [{ inWindow: 1, queued: [], moved: [] }],
    woken: [],
  });
  expect(run.oneLogin.mails).toHaveLength(1);
});

test('a user whom nobody announced is told about two days later, once, and is not invited', async () => {
  const { id } = run.oneLogin.addUser({ email: 'grace@acme.example' });
  const looked = run.nextLine(
    ({ message, missed }) => message === 'look at OneLogin finished' && missed !== 0,
  );
  clock.moveForward(50 * hourMs);
  expect(await looked).toMatchObject({ asked: 1, missed: 1 });
  expect(await run.stack.invoke(functionName, {})).toMatchObject({
    oneLogin: { ended: 'FINISHED', asked: 0, missed: [] },
  });
  const notices = run.stack.notices().filter(({ subject }) => subject.includes('whom nobody announced'));
  expect(notices).toMatchObject([{ text: expect.stringContaining(`\n  OneLogin user ${id}\n`) }]);
  expect(run.oneLogin.mails.filter(({ user }) => user === 'grace@acme.example')).toEqual([]);
});

test('a wrong event fails the function', async () => {
  await expect(run.stack.invoke(functionName, { dryrun: true })).rejects.toThrow('threw Error');
  await expect(run.stack.invoke('nobody', {})).rejects.toThrow('no function nobody');
});

test('its logs and metrics hold no address, name or key', () => {
  const logs = run.lines.join('\n').toLowerCase();
  expect(logs).toContain('"hirefoundbysweep"');
  for (const text of ['@', 'mary', 'grace', 'acme.example', 'apikey', 'basic '])
    expect(logs).not.toContain(text);
  expect(logs).not.toContain(JSON.parse(run.secrets.get('hire-invites/bamboohr/api') ?? '').apiKey);
});
