import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askOperate } from '../console/ask-operate.ts';
import { Acted, Shown } from '../lambda/operate/answer.ts';
import { clientSettings } from '../local/aws/client-settings.ts';
import { type Clock, startClock } from '../local/clock.ts';
import { playForward } from '../local/play-forward.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** An applicant system, which knows no work address, in the whole stack. OneLogin's users are found by their external ids. */

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** `candidate.personId` is what the company's directory writes into `external_id`. */
const applicants = {
  type: 'generic',
  authentication: [{ type: 'bearer' }],
  event: { type: 'what', created: ['hired'] },
  employee: {
    id: 'candidate.id',
    externalId: 'candidate.personId',
    personalEmail: 'candidate.email',
  },
};

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  clock = startClock();
  const configuration = createConfiguration({ sources: { applicants }, invite: { sendTo: 'personal' } });
  run = await startLocalRun(configuration, clock);
});
afterAll(async () => {
  await run.close();
  clock.stop();
});

const pass = (ms: number) => playForward(ms, clock, { stack: run.stack, queueName: 'hire-invites-invite' });
const mails = () => run.oneLogin.mails.map(({ user, to }) => [user, to]);

async function hire(id: number, personId: string): Promise<void> {
  const candidate = { id, personId, email: `candidate${id}@home.example` };
  const answer = await run.post('applicants', JSON.stringify({ what: 'hired', candidate }));
  expect(answer).toMatchObject({ status: 202, body: { accepted: 1 } });
  await pass(0);
}

const connection = () => ({
  title: 'the test’s',
  lambda: new LambdaClient({ ...clientSettings, endpoint: run.stack.lambdaUrl, maxAttempts: 1 }),
  functionName: 'hire-invites-operate',
  by: 'local' as const,
  isOnAws: false,
  now: () => new Date(),
});
const show = (whom: object) => askOperate({ action: 'show', ...whom }, Shown, connection());

test('a person without a work address is mailed once the directory has created the user, and only once', async () => {
  await hire(1, 'P-00021');
  await hire(1, 'P-00021');
  await pass(3 * hourMs);
  expect(await show({ employeeId: '1' })).toMatchObject({
    hire: { state: 'waiting', code: 'USER_NOT_IN_ONELOGIN_YET' },
  });
  // Neither these nor a namesake are meant.
  for (const external_id of ['21', 'P-21', 'p-00021', 'P-000210', null])
    run.oneLogin.addUser({ email: `no${external_id}@corp.example`, external_id });
  await pass(hourMs);
  expect(mails()).toEqual([]);

  run.oneLogin.addUser({ email: 'Ada.King@corp.example', external_id: 'P-00021' });
  await pass(hourMs);
  expect(mails()).toEqual([['Ada.King@corp.example', 'candidate1@home.example']]);
  await hire(1, 'P-00021');
  expect(mails()).toHaveLength(1);
});

test('an operator finds the person by the user’s address, which HR never said', async () => {
  expect(await show({ email: 'ada.king@corp.example' })).toMatchObject({ hire: { hire: 'applicants//1' } });
});

test('an id that two users have parks the hire; after the mending a retry mails the right one', async () => {
  for (const name of ['bob', 'bobby'])
    run.oneLogin.addUser({ email: `${name}@corp.example`, external_id: 'P-5' });
  await hire(2, 'P-5');
  await pass(10 * 60 * 1000);
  const told = run.stack.notices().map(({ text }) => text);
  expect(told.join('\n')).toContain('SEVERAL_USERS');
  run.oneLogin.changeUser('bobby@corp.example', { external_id: 'P-6' });
  await askOperate({ action: 'retry', hire: 'applicants//2', by: 'local' }, Acted, connection());
  await pass(0);
  expect(mails().slice(1)).toEqual([['bob@corp.example', 'candidate2@home.example']]);
});

test('a person who has activated the account is done', async () => {
  run.oneLogin.changeUser('Ada.King@corp.example', { status: 1 });
  await pass(4 * dayMs);
  expect(await show({ employeeId: '1' })).toMatchObject({ hire: { state: 'activated' } });
});

test('the logs, notices and tables of all this hold no address and no external id', async () => {
  const tables = await Promise.all(
    ['hire-invites-hires', 'hire-invites-users'].map((TableName) =>
      run.stack.dynamoDb.send(new ScanCommand({ TableName })),
    ),
  );
  const items = tables.map(({ Items = [] }) => Items);
  const written = [...run.lines, JSON.stringify([run.stack.notices(), items])].join('\n');
  for (const text of ['@', 'corp.example', 'home.example', 'P-00021', 'P-5'])
    expect(written).not.toContain(text);
});
