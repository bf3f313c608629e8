import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHiresTable } from '../lambda/aws/hires-table.ts';
import { type Clock, startClock } from '../local/clock.ts';
import { playForward } from '../local/play-forward.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** The life of a hire seen from outside: webhooks go in, mails and notices come out, and the days pass. */

const dayMs = 24 * 60 * 60 * 1000;
const names = ['grace', 'ada', 'cora', 'rita'] as const;
type Name = (typeof names)[number];

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  clock = startClock();
  run = await startLocalRun(createConfiguration({ sweep: { everyHours: 0 } }), clock);
  for (const name of names) run.oneLogin.addUser({ email: `${name}@corp.example` });
});
afterAll(async () => {
  await run.close();
  clock.stop();
});

const idOf = (name: Name) => `id-${names.indexOf(name) + 1}`;
const mailsTo = (name: Name) =>
  run.oneLogin.mails.filter(({ user }) => user === `${name}@corp.example`).map(({ to }) => to);
const stateOf = async (name: Name) => {
  const row = await createHiresTable(run.stack.dynamoDb, run.tableName).read(`home-made//${idOf(name)}`);
  return row?.state;
};

/** The HR system says something of a person, and the stack does what follows at once. */
async function say(event: string, name: Name, personalEmail = `${name}@home.example`): Promise<void> {
  const data = { employeeId: idOf(name), workEmail: `${name}@corp.example`, personalEmail };
  const answer = await run.post('home-made', JSON.stringify({ type: `employee.${event}`, data }));
  expect(answer.status).toBe(202);
  await pass(0);
}

const pass = (ms: number) => playForward(ms, clock, { stack: run.stack, queueName: 'hire-invites-invite' });

test('everybody is mailed at once, and a corrected address too; who is taken back is cancelled', async () => {
  for (const name of names) await say('created', name);
  await say('updated', 'cora', 'cora@new.example');
  await say('removed', 'rita');
  expect(names.map(mailsTo)).toEqual([
    ['grace@home.example'],
    ['ada@home.example'],
    ['cora@home.example', 'cora@new.example'],
    ['rita@home.example'],
  ]);
  expect(await stateOf('rita')).toBe('cancelled');
});

test('a week later, who uses the account is done, and of the others a person is told', async () => {
  run.oneLogin.changeUser('ada@corp.example', { status: 1 });
  await pass(7 * dayMs);
  expect(names.map(mailsTo)).toEqual([
    ['grace@home.example', 'grace@home.example'],
    ['ada@home.example'],
    ['cora@home.example', 'cora@new.example', 'cora@new.example'],
    ['rita@home.example'],
  ]);
  expect(await Promise.all(names.map(stateOf))).toEqual([
    'not-activated',
    'activated',
    'not-activated',
    'cancelled',
  ]);
  const told = run.stack.notices().map(({ text }) => text);
  expect(told.join('\n')).toContain('NOT_ACTIVATED (not activated)\n  home-made');
  for (const name of ['grace', 'cora'] as const)
    expect(told.join('\n')).toContain(`home-made ${idOf(name)}, since`);
  for (const name of ['ada', 'rita'] as const) expect(told.join('\n')).not.toContain(idOf(name));
});

test('who activates the account then is done too, and who is hired again is mailed again', async () => {
  for (const name of ['grace', 'cora']) run.oneLogin.changeUser(`${name}@corp.example`, { status: 1 });
  await say('created', 'rita');
  expect(mailsTo('rita')).toEqual(['rita@home.example', 'rita@home.example']);
  run.oneLogin.changeUser('rita@corp.example', { status: 1 });
  await pass(3 * dayMs);
  expect(await Promise.all(names.map(stateOf))).toEqual(names.map(() => 'activated'));
});

test('the logs and the notices of all this hold no address', () => {
  const written = [...run.lines, JSON.stringify(run.stack.notices())].join('\n');
  for (const text of ['@', 'corp.example', 'home.example', 'new.example'])
    expect(written).not.toContain(text);
});
