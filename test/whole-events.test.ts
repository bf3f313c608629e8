import { setTimeout as delay } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askOperate } from '../console/ask-operate.ts';
import { Acted } from '../lambda/operate/answer.ts';
import { clientSettings } from '../local/aws/client-settings.ts';
import { type Clock, startClock } from '../local/clock.ts';
import { formatEvent } from '../local/event-line.ts';
import { playForward } from '../local/play-forward.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** Events in the whole stack: webhooks go in, time passes, and EventBridge gets what has happened. */

const minute = 60 * 1000;
const day = 24 * 60 * minute;

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  clock = startClock();
  run = await startLocalRun(createConfiguration({ events: true, sweep: { everyHours: 0 } }), clock);
  await tell();
});
afterAll(async () => {
  await run.close();
  clock.stop();
});

const pass = (ms: number) => playForward(ms, clock, { stack: run.stack, queueName: 'hire-invites-invite' });

/** Moves the clock past a run of the job. */
async function tell(): Promise<void> {
  const told = run.nextLine(({ message }) => message === 'hires told');
  clock.moveForward(5 * minute);
  await told;
  while (run.stack.isWorking()) await delay(10);
}

/** The HR system says something of a person, and the stack does what follows at once. */
async function say(
  event: string,
  employeeId: string,
  personalEmail = 'lovelace@home.example',
): Promise<void> {
  const data = { employeeId, workEmail: `hopper${employeeId}@corp.example`, personalEmail };
  const answer = await run.post('home-made', JSON.stringify({ type: `employee.${event}`, data }));
  expect(answer.status).toBe(202);
  await pass(0);
}

/** Which events of a hire have come, in their order. */
const eventsOf = (employeeId: string) =>
  run.stack.events().filter(({ detail }) => detail['employeeId'] === employeeId);
const typesOf = (employeeId: string) => eventsOf(employeeId).map((event) => event['detail-type']);

test('a hire that is invited, corrected, awaited in vain and at last activated sends an event of each', async () => {
  run.oneLogin.addUser({ email: 'hopper301@corp.example' });
  await say('created', '301');
  await say('updated', '301', 'lovelace@new.example');
  await tell();
  expect(eventsOf('301')).toMatchObject([
    {
      source: 'hire-invites',
      'detail-type': 'Hire Invited',
      detail: { version: 1, hire: 'home-made//301', state: 'invited', code: 'INVITED', mail: 'first' },
    },
    { 'detail-type': 'Hire Invited At Another Address', detail: { code: 'INVITED', mail: 'correction' } },
  ]);

  await pass(7 * day);
  expect(typesOf('301').slice(2)).toEqual(['Hire Invited', 'Hire Needs A Hand']);
  expect(eventsOf('301').at(-1)?.detail).toMatchObject({ state: 'not-activated', code: 'NOT_ACTIVATED' });

  run.oneLogin.changeUser('hopper301@corp.example', { status: 1 });
  await pass(2 * day);
  expect(typesOf('301').slice(4)).toEqual(['Hire Activated']);
});

test('a hire that is parked needs a hand, and is cancelled by the HR system', async () => {
  run.oneLogin.addUser({ email: 'hopper302@corp.example', status: 2 });
  await say('created', '302');
  await tell();
  await say('removed', '302');
  await tell();
  expect(eventsOf('302').map((event) => `${event['detail-type']} ${event.detail['code']}`)).toEqual([
    'Hire Needs A Hand USER_SUSPENDED',
    'Hire Cancelled CANCELLED',
  ]);
});

test('a hire that an operator cancels says so', async () => {
  await say('created', '303');
  const lambda = new LambdaClient({ ...clientSettings, endpoint: run.stack.lambdaUrl, maxAttempts: 1 });
  const functionName = 'hire-invites-operate';
  const connection = {
    title: 'the test’s',
    lambda,
    functionName,
    by: 'local',
    isOnAws: false,
    now: () => new Date(),
  };
  await askOperate({ action: 'cancel', employeeId: '303', by: 'local' }, Acted, connection);
  await tell();
  expect(eventsOf('303')).toMatchObject([
    { 'detail-type': 'Hire Cancelled', detail: { state: 'cancelled', code: 'CANCELLED_BY_OPERATOR' } },
  ]);
});

test('no event came twice', () => {
  const ids = run.stack.events().map(({ detail }) => detail['id']);
  expect(new Set(ids).size).toBe(ids.length);
});

test('neither an event nor a log line holds an address or a name', () => {
  const events = run.stack.events().map((event) => [JSON.stringify(event), formatEvent(event)]);
  const written = [...run.lines, ...events.flat()].join('\n');
  for (const text of ['@', '.example', 'hopper', 'lovelace']) expect(written).not.toContain(text);
});

test('an event is one line in the terminal', () => {
  const [event] = eventsOf('302');
  if (event === undefined) throw new Error('no event');
  expect(formatEvent(event)).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}event "Hire Needs A Hand" from hire-invites {2}\{"version":1,"id":"[0-9a-f]{32}",.*\}$/,
  );
});
