import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Fault } from '../local/sandbox/faults.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

const hires = 200;
const configuration = createConfiguration({
  sources: { 'home-made': { type: 'standard-webhooks' } },
  retry: { afterSeconds: [0, 1, 1, 2], askAfterSeconds: 2 },
  invite: { maxConcurrency: 3 },
});

/** Every answer of OneLogin after which the hire is tried again, and every way to get none. */
const faults: Partial<Fault>[] = [
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'finish-late', delayMs: 1000 },
  { kind: 'truncated' },
  { kind: 'not-json' },
  { kind: 'slow', delayMs: 300 },
  { kind: 'answer', status: 500 },
  { kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' },
  { kind: 'answer', status: 429, body: '<html>Slow down</html>' },
  { kind: 'answer', status: 400, message: 'rate_limit_exceeded' },
  { kind: 'answer', status: 401, message: 'Authentication Failure' },
];

/** The same "random" numbers every time: Park and Miller's generator. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  run = await startLocalRun(configuration);
});
afterAll(() => run.close());

test('200 hires, each sent three times, in any order, with up to two faults each: 200 mails, no more, none lost', async () => {
  const random = createRandom(20_261_123);
  const pick = <Item>(items: readonly Item[]) => items[random(items.length)];
  const people = Array.from({ length: hires }, (_, index) => ({
    index,
    email: `person${index}@acme.example`,
  }));
  for (const { index, email } of people) {
    run.oneLogin.addUser({ email });
    for (let count = random(3); count > 0; count -= 1) {
      const call = random(3) === 0 ? 'users' : 'invite';
      run.oneLogin.faults.add({ kind: 'slow', ...pick(faults), call, who: email });
    }
    // A few that never answer after the mail went out: each takes the send's whole ten seconds.
    if (index % 50 === 0) run.oneLogin.faults.add({ kind: 'hang-after', call: 'invite', who: email });
  }
  const bodies = people.flatMap(({ index, email }) => {
    const data = { employeeId: `id-${index}`, workEmail: email, personalEmail: `me${index}@home.example` };
    return Array<string>(3).fill(JSON.stringify({ type: 'employee.created', data }));
  });
  const shuffled = bodies
    .map((body) => ({ body, order: random(1_000_000) }))
    .sort((a, b) => a.order - b.order);

  const mails = run.oneLogin.waitForMails(hires);
  const answers = await Promise.all(shuffled.map(({ body }) => run.post('home-made', body)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  await mails;
  await run.untilQueueHolds('hire-invites-invite', 0);

  expect(run.oneLogin.mails.map(({ user }) => user).sort()).toEqual(people.map(({ email }) => email).sort());
  const { Items = [] } = await run.stack.dynamoDb.send(new ScanCommand({ TableName: run.tableName }));
  expect(Items.map((item) => unmarshall(item)['state'])).toEqual(Array(hires).fill('invited'));
  await run.untilQueueHolds('hire-invites-dead-letter', 0);

  const logs = run.lines.join('\n');
  for (const forbidden of ['@', 'acme.example', 'workEmail', 'whsec_']) expect(logs).not.toContain(forbidden);
}, 300_000);
