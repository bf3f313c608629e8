import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Endpoints } from '../local/aws/stack.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { type Cut, type Cuttable, startCuttable } from './helpers/cut-connections.ts';
import { homeMadeHire } from './helpers/invite.ts';
import { startLocalRun } from './helpers/local-run.ts';
import { toSqsRecord } from './helpers/sqs-record.ts';

/**
 * Lambda freezes a function's process after each invocation. Here it is really stopped, and meanwhile the services that
 * it was connected to go away. The next invocation must not notice.
 */

const configuration = createConfiguration();
const cuttables: Cuttable[] = [];
type Child = { kill: (signal: NodeJS.Signals) => boolean };
const children = new Map<string, Child>();
const frozen = new Set<Child>();

let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  const through = async (url: string) => {
    const cuttable = await startCuttable(url);
    cuttables.push(cuttable);
    return cuttable.url;
  };
  run = await startLocalRun(configuration, undefined, {
    divert: async (endpoints): Promise<Endpoints> => ({
      AWS_ENDPOINT_URL_SQS: await through(endpoints.AWS_ENDPOINT_URL_SQS),
      AWS_ENDPOINT_URL_DYNAMODB: await through(endpoints.AWS_ENDPOINT_URL_DYNAMODB),
      AWS_ENDPOINT_URL_SECRETS_MANAGER: await through(endpoints.AWS_ENDPOINT_URL_SECRETS_MANAGER),
      AWS_ENDPOINT_URL_SCHEDULER: await through(endpoints.AWS_ENDPOINT_URL_SCHEDULER),
      AWS_ENDPOINT_URL_SNS: await through(endpoints.AWS_ENDPOINT_URL_SNS),
      AWS_ENDPOINT_URL_CLOUDWATCH: await through(endpoints.AWS_ENDPOINT_URL_CLOUDWATCH),
      AWS_ENDPOINT_URL_EVENTBRIDGE: await through(endpoints.AWS_ENDPOINT_URL_EVENTBRIDGE),
    }),
    onInvoke(functionName, child) {
      children.set(functionName, child);
      if (frozen.delete(child)) child.kill('SIGCONT');
    },
  });
});
afterAll(async () => {
  await run.close();
  for (const cuttable of cuttables) await cuttable.close();
});

/** Stops the process that did the last work of a function, until its next. @returns how many connections were cut. */
function freeze(functionName: string, how: Cut): number {
  const child = children.get(functionName);
  if (child === undefined) throw new Error(`${functionName} was not invoked`);
  child.kill('SIGSTOP');
  frozen.add(child);
  return cuttables.map((cuttable) => cuttable.cut(how)).reduce((sum, count) => sum + count);
}

let nextId = 1000;
const inTwoYears = Date.now() + 2 * 365 * 24 * 60 * 60 * 1000;
const startDate = new Date(inTwoYears).toISOString().slice(0, 10);
/** Hires of a far future: nothing is left to do for them but to make sure of a wake-up. */
const hires = (count: number) =>
  Array.from({ length: count }, () => {
    nextId += 1;
    return { employeeId: String(nextId), workEmail: `e${nextId}@acme.example`, startDate };
  });

describe.each<Cut>(['closed', 'forgotten', 'silent'])(
  'connections that are %s while the process is frozen',
  (how) => {
    test.each([1, 200])('receive: a webhook of 200 hires, a pause, and one of %i', async (next) => {
      const body = (count: number) =>
        JSON.stringify({
          employees: hires(count).map(({ employeeId }) => ({ id: employeeId, action: 'Created' })),
        });
      expect((await run.post('bamboohr', body(200))).status).toBe(202);
      expect(freeze('hire-invites-receive', how)).toBeGreaterThan(0);
      expect((await run.post('bamboohr', body(next))).status).toBe(202);
    });

    test.each([1, 5])('invite: a batch of five hires, a pause, and one of %i', async (next) => {
      const batch = (count: number) => ({
        Records: hires(count).map(({ employeeId, ...person }) =>
          toSqsRecord({
            messageId: `m-${employeeId}`,
            body: homeMadeHire(employeeId, person),
            sentAt: Date.now(),
            firstReceivedAt: Date.now(),
            receiveCount: 1,
          }),
        ),
      });
      const work = (count: number) => run.stack.invoke('hire-invites-invite', batch(count));
      expect(await work(5)).toEqual({ batchItemFailures: [] });
      expect(freeze('hire-invites-invite', how)).toBeGreaterThan(0);
      expect(await work(next)).toEqual({ batchItemFailures: [] });
    });
  },
);

describe.each<Cut>(['closed', 'forgotten'])('connections that are %s while the process is frozen', (how) => {
  test('sweep: two runs over many employees', async () => {
    for (const { employeeId } of hires(40))
      run.bambooHr
        .get('bamboohr')
        ?.putEmployee({ id: employeeId, hireDate: new Date().toISOString().slice(0, 10) });
    const work = () => run.stack.invoke('hire-invites-sweep', { dryRun: true });
    const first = await work();
    expect(first).toMatchObject({ sources: [{ ended: 'FINISHED' }] });
    expect(freeze('hire-invites-sweep', how)).toBeGreaterThan(0);
    expect(await work()).toMatchObject({ sources: [{ ended: 'FINISHED' }] });
  });

  test('tell: two runs', async () => {
    await run.stack.invoke('hire-invites-tell', {});
    expect(freeze('hire-invites-tell', how)).toBeGreaterThan(0);
    await run.stack.invoke('hire-invites-tell', {});
  });
});
