import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { askOperate } from '../console/ask-operate.ts';
import { NotDone } from '../console/command.ts';
import type { Connection } from '../console/connection.ts';
import {
  Acted,
  Checked,
  Counted,
  DeadLettersSeen,
  Listed,
  ReplayBegun,
  Retried,
  Shown,
} from '../lambda/operate/answer.ts';
import { clientSettings } from '../local/aws/client-settings.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** The function `operate` in the whole stack, called as the command calls it. */

let run: Awaited<ReturnType<typeof startLocalRun>>;
let connection: Connection;
beforeAll(async () => {
  run = await startLocalRun(createConfiguration());
  connection = {
    title: 'the test’s',
    lambda: new LambdaClient({ ...clientSettings, endpoint: run.stack.lambdaUrl, maxAttempts: 1 }),
    functionName: 'hire-invites-operate',
    by: 'local',
    isOnAws: false,
    now: () => new Date(),
  };
});
afterAll(() => run.close());

const deadLetters = () => run.stack.lookIntoQueue('hire-invites-dead-letter');

/** Announces a suspended user, and waits until the message lies in the dead-letter queue. */
async function park(id: number): Promise<void> {
  run.oneLogin.addUser({ id, email: `hire${id}@acme.example`, status: 2 });
  const parked = run.nextLine(
    ({ message, hire }) => message === 'hire parked' && hire === `home-made//${id}`,
  );
  const data = { employeeId: String(id), workEmail: `hire${id}@acme.example` };
  await run.announce(data);
  await parked;
}

test('of several parked hires, the one that is meant is replayed and mailed; the others stay where they are', async () => {
  for (const id of [201, 202, 203]) await park(id);
  await run.untilQueueHolds('hire-invites-dead-letter', 3);
  const { hires } = await askOperate({ action: 'list', which: 'needs-hand' }, Listed, connection);
  expect(hires.map(({ hire, code }) => `${hire} ${code}`).sort()).toEqual([
    'home-made//201 USER_SUSPENDED',
    'home-made//202 USER_SUSPENDED',
    'home-made//203 USER_SUSPENDED',
  ]);

  expect(await askOperate({ action: 'counts' }, Counted, connection)).toEqual({
    ok: true,
    needHand: 3,
    waiting: 0,
    goTomorrow: 0,
    invitedThisWeek: 0,
    activeOfThem: 0,
    queued: 0,
    deadLetters: 3,
  });

  run.oneLogin.changeUser('hire202@acme.example', { status: 7 });
  const invited = run.nextLine(({ message }) => message === 'hire invited');
  expect(
    await askOperate({ action: 'retry', employeeId: '202', by: 'local' }, Retried, connection),
  ).toMatchObject({
    hire: 'home-made//202',
    by: 'dead-letter-queue',
  });
  await invited;
  expect(run.oneLogin.mails.map(({ to }) => to)).toEqual(['hire202@acme.example']);
  await run.untilQueueHolds('hire-invites-invite', 0);
  const left = (await deadLetters()).map(({ body }) => /hire(\d+)@/.exec(body)?.[1]);
  expect(left.sort()).toEqual(['201', '203']);
  const { hire } = await askOperate({ action: 'show', email: 'hire202@acme.example' }, Shown, connection);
  expect(hire).toMatchObject({ state: 'invited', needsHand: false, oneLoginUserId: '202' });
});

test('a replay moves the others, and all who can be invited by now are mailed', async () => {
  run.oneLogin.changeUser('hire201@acme.example', { status: 7 });
  const invited = run.nextLine(({ message }) => message === 'hire invited');
  const parked = run.nextLine(({ message }) => message === 'hire parked');
  await askOperate({ action: 'replay', by: 'local' }, ReplayBegun, connection);
  expect(await invited).toMatchObject({ hire: 'home-made//201' });
  expect(await parked).toMatchObject({ hire: 'home-made//203' });
  await run.untilQueueHolds('hire-invites-dead-letter', 1);
  const { count, replay } = await askOperate({ action: 'dead-letters' }, DeadLettersSeen, connection);
  expect(count).toBe(1);
  expect(replay).toMatchObject({ status: 'done', moved: 2, toMove: 2 });
});

test('whom an operator has invited by hand is mailed once, also if HR announces the person then', async () => {
  const person = { workEmail: 'hire301@acme.example', personalEmail: 'hire301@home.example' };
  run.oneLogin.addUser({ id: 301, email: person.workEmail });
  const invited = run.nextLine(({ message }) => message === 'hire invited');
  const { hire } = await askOperate({ action: 'invite', ...person, by: 'local' }, Acted, connection);
  expect(hire).toMatch(/^by-hand\/\/[0-9a-f]{32}$/);
  expect(await invited).toMatchObject({ hire });

  const announced = run.nextLine(({ code }) => code === 'INVITED_AS_ANOTHER_HIRE');
  await run.announce({ employeeId: '301', ...person });
  expect(await announced).toMatchObject({ hire: 'home-made//301' });
  expect(run.oneLogin.mails.filter(({ to }) => to.startsWith('hire301@'))).toMatchObject([
    { to: person.personalEmail },
  ]);
  await expect(askOperate({ action: 'invite', ...person }, Acted, connection)).rejects.toMatchObject({
    code: 'HIRE_ALREADY',
    message: expect.stringContaining('home-made//301'),
  });
});

test('the function can ask OneLogin and the HR system whether the set-up works', async () => {
  const { findings } = await askOperate({ action: 'check' }, Checked, connection);
  expect(findings.filter(({ verdict }) => verdict === 'wrong')).toEqual([]);
  expect(findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['ONELOGIN_WORKS', 'LOOKUP_KEY_READABLE', 'HR_API_WORKS']),
  );
});

test('what cannot be done is said in a sentence, with a code', async () => {
  const refused = askOperate({ action: 'retry', hire: 'home-made//404' }, Retried, connection);
  await expect(refused).rejects.toEqual(new NotDone('There is no such hire.', 'HIRE_UNKNOWN'));
});

test('who may only look is refused by the function itself', async () => {
  const { Payload } = await connection.lambda.send(
    new InvokeCommand({
      FunctionName: connection.functionName,
      Qualifier: 'look',
      Payload: new TextEncoder().encode('{"action":"retry","hire":"home-made//201"}'),
    }),
  );
  expect(JSON.parse(new TextDecoder().decode(Payload))).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
});

test('an answer of another version is not taken for one', async () => {
  const answer = askOperate({ action: 'list', which: 'open' }, v.object({ newer: v.string() }), connection);
  await expect(answer).rejects.toThrow('is of another version');
});

test('a function that is not there, and one that throws, are told apart', async () => {
  const nowhere = { ...connection, functionName: 'hire-invites-opera' };
  await expect(askOperate({ action: 'list', which: 'open' }, Listed, nowhere)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const sweep = { ...connection, functionName: 'hire-invites-sweep' };
  await expect(askOperate({ action: 'list', which: 'open' }, Listed, sweep)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('no log line holds an address or a name', () => {
  const written = run.lines.join('\n');
  expect(written).toContain('operator acted');
  for (const text of ['@', 'acme.example']) expect(written).not.toContain(text);
});
