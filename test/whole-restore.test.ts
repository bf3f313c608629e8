import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askOperate } from '../console/ask-operate.ts';
import { type Connection, connectTo } from '../console/connection.ts';
import { dateIn } from '../lambda/hire/moment.ts';
import { Acted, Checked, Listed, Switched } from '../lambda/operate/answer.ts';
import { clientSettings } from '../local/aws/client-settings.ts';
import { type Clock, startClock } from '../local/clock.ts';
import { readLogLine } from '../local/log-line.ts';
import { playForward } from '../local/play-forward.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';
import { takeSnapshot } from './helpers/table-snapshot.ts';

/** The tables of the whole stack are brought back to an earlier time, by the steps of docs/restore.md. */

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
let connection: Connection;
beforeAll(async () => {
  clock = startClock();
  const invite = { followUps: 0, timeZone: 'UTC', weekends: 'send' } as const;
  run = await startLocalRun(createConfiguration({ invite, sweep: { everyHours: 0 } }), clock);
  connection = connectTo({ ...run.stack, name: 'hire-invites' });
});
afterAll(async () => {
  await run.close();
  clock.stop();
});

const pass = (ms: number) => playForward(ms, clock, { stack: run.stack, queueName: 'hire-invites-invite' });
const sweep = () => run.stack.invoke('hire-invites-sweep', {});
const list = async (which: 'waiting' | 'needs-hand') => {
  const { hires } = await askOperate({ action: 'list', which }, Listed, connection);
  return hires.map(({ hire, code }) => `${hire} ${code}`);
};
const people: string[] = [];
const addressOf = (name: string) => `${name}@acme.example`;
function addPerson(name: string): void {
  if (people.includes(name)) return;
  people.push(name);
  run.oneLogin.addUser({ email: addressOf(name) });
}
/** How many mails each person has got. */
const mails = () =>
  Object.fromEntries(
    people.map((name) => [name, run.oneLogin.mails.filter(({ user }) => user === addressOf(name)).length]),
  );
/** The key of the row of somebody whom the HR system without an API has announced. */
const idOf = (name: string) => String(100 + people.indexOf(name));
const keyOf = (name: string) => `home-made//${idOf(name)}`;

interface Announced {
  /** In how many days; already begun if absent. */
  startsIn?: number;
  home?: string;
  event?: string;
}

/** What the HR system without an API says of somebody. */
async function say(
  name: string,
  { startsIn, home = name, event = 'created' }: Announced = {},
): Promise<void> {
  addPerson(name);
  const data = {
    employeeId: idOf(name),
    workEmail: addressOf(name),
    personalEmail: `${home}@home.example`,
    ...(startsIn !== undefined && { startDate: dateIn('UTC', Date.now(), startsIn) }),
  };
  const answer = await run.post('home-made', JSON.stringify({ type: `employee.${event}`, data }));
  expect(answer.status).toBe(202);
}

/** The HR system that can be asked has somebody new. */
function employ(id: string, name: string, startsIn: number): void {
  addPerson(name);
  run.bambooHr.get('bamboohr')?.putEmployee({
    id,
    workEmail: addressOf(name),
    homeEmail: `${name}@home.example`,
    hireDate: dateIn('UTC', Date.now(), startsIn),
  });
}

async function switchTrigger(Enabled: boolean): Promise<void> {
  const lambda = new LambdaClient({ ...clientSettings, endpoint: run.stack.lambdaUrl });
  const [{ id: UUID } = { id: '' }] = run.stack.definition.eventSources;
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
  lambda.destroy();
}

let to: string;
let putBack: () => Promise<void>;

test('before the time to which the tables are brought back, some are mailed and some wait', async () => {
  await say('mailed-before');
  await say('due-in-between', { startsIn: 1 });
  employ('701', 'asked-about', 1);
  await say('cancelled-in-between', { startsIn: 3 });
  await say('removed-in-between', { startsIn: 3 });
  await say('corrected-in-between');
  await sweep();
  await pass(minute);
  expect(mails()).toMatchObject({ 'mailed-before': 1, 'due-in-between': 0, 'asked-about': 0 });
  to = new Date(Date.now()).toISOString();
  putBack = await takeSnapshot(run.stack.dynamoDb, [
    { name: 'hire-invites-hires', key: 'hire' },
    { name: 'hire-invites-users', key: 'user' },
  ]);
});

const inBetween = {
  'mailed-before': 1,
  'due-in-between': 1,
  'asked-about': 1,
  'new-and-mailed': 1,
  'new-and-waiting': 0,
  'cancelled-in-between': 0,
  'removed-in-between': 0,
  'corrected-in-between': 2,
};

test('after it some are mailed, announced, cancelled and corrected', async () => {
  await pass(10 * minute);
  await say('new-and-mailed');
  await say('new-and-waiting', { startsIn: 5 });
  await say('corrected-in-between', { event: 'updated', home: 'right' });
  await say('removed-in-between', { event: 'removed' });
  await askOperate({ action: 'cancel', hire: keyOf('cancelled-in-between'), by: 'local' }, Acted, connection);
  await pass(2 * day);
  expect(mails()).toEqual(inBetween);
});

test('the tables are brought back: nobody is mailed before an operator resumes', async () => {
  await switchTrigger(false);
  await putBack();
  const noted = await askOperate({ action: 'restored', to, by: 'local' }, Switched, connection);
  expect(noted.paused).toBe(true);
  await say('announced-meanwhile');
  await switchTrigger(true);
  await pass(2 * hour);
  await sweep();
  await pass(2 * hour);
  expect(mails()).toEqual({ ...inBetween, 'announced-meanwhile': 0 });
});

test('the doctor says whom OneLogin has invited and no row knows; the list says who is asleep or would be mailed', async () => {
  const { findings } = await askOperate({ action: 'check' }, Checked, connection);
  const [finding, ...more] = findings.filter(({ subject }) => subject === 'restore');
  expect([finding?.code, more]).toEqual(['RESTORE_FORGOT_MAILS', []]);
  // The one whom the HR system was asked about is known again.
  expect(finding?.message).toContain('invited 3 new users since');
  expect(await list('needs-hand')).toEqual([`${keyOf('due-in-between')} HIRE_ASLEEP`]);
  expect((await list('waiting')).sort()).toEqual(
    [
      `${keyOf('announced-meanwhile')} PAUSED`,
      `${keyOf('cancelled-in-between')} NOT_DUE_YET`,
      `${keyOf('removed-in-between')} NOT_DUE_YET`,
    ].sort(),
  );
});

test('what the operators did is in the log, and is done again', async () => {
  const acts = run.lines
    .map((line) => readLogLine(line))
    .filter((line) => line?.message === 'operator acted' && line.timestamp > to)
    .map((line) => [line?.['action'], line?.hire]);
  expect(acts).toEqual([
    ['cancel', keyOf('cancelled-in-between')],
    ['restored', undefined],
  ]);
  await askOperate({ action: 'cancel', hire: keyOf('cancelled-in-between'), by: 'local' }, Acted, connection);
});

test('the HR system that cannot be asked says everything since then again, and the operator resumes', async () => {
  await say('due-in-between', { startsIn: -1 });
  await say('new-and-mailed');
  await say('new-and-waiting', { startsIn: 3 });
  await say('corrected-in-between', { event: 'updated', home: 'right' });
  await say('removed-in-between', { event: 'removed' });
  await pass(hour);
  await askOperate({ action: 'resume', by: 'local' }, Switched, connection);
  await pass(5 * day);
  await sweep();
  await pass(day);
  expect(mails()).toEqual({ ...inBetween, 'announced-meanwhile': 1, 'new-and-waiting': 1 });
});

test('no log line holds an address', () => {
  expect(run.lines.join('\n')).not.toMatch(/@|\.example/);
});
