import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Configuration } from '../../config/configuration.ts';
import { close } from '../../local/aws/stack.ts';
import { startClock } from '../../local/clock.ts';
import { generateSecrets } from '../../local/local-secrets.ts';
import { playForward } from '../../local/play-forward.ts';
import { runLocally } from '../../local/run.ts';
import { announce } from '../../local/send-sample.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { createTally, perRun, type Taken } from './tally.ts';

export interface Measured {
  /** The webhook that announces a hire: `receive`. */
  webhook: Taken;
  /** What follows, up to the active account: `invite`. */
  hire: Taken;
  /** A run of each function that schedules begin, with one row in the table. */
  tell: Taken;
  sweep: Taken;
  /** The daily check: `operate`. It also asks `receive`. */
  check: Taken;
  /** How large the hire's row is in the end. */
  rowBytes: number;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Runs the whole stack on this machine, and follows one hire: announced weeks before the start, mailed on that day, and
 * active when the link has lapsed and the hire is looked at.
 * @param configuration its first source has samples.
 * @param assembly the folder in which its stack was synthesized.
 */
export async function measureHire(configuration: Configuration, assembly: string): Promise<Measured> {
  await using started = new AsyncDisposableStack();
  const clock = startClock();
  started.defer(async () => clock.stop());
  const tally = createTally(configuration.name);
  const secrets = generateSecrets(configuration);
  const count = async (target: string) =>
    started.adopt(await startCountingProxy(target, tally.call), close).url;
  const run = await runLocally({
    configuration,
    assembly,
    secrets,
    port: 0,
    variables: {},
    clock,
    onLog: tally.log,
    disturbances: {
      divert: async (endpoints) => ({
        ...endpoints,
        AWS_ENDPOINT_URL_DYNAMODB: await count(endpoints.AWS_ENDPOINT_URL_DYNAMODB),
        AWS_ENDPOINT_URL_SECRETS_MANAGER: await count(endpoints.AWS_ENDPOINT_URL_SECRETS_MANAGER),
        AWS_ENDPOINT_URL_SCHEDULER: await count(endpoints.AWS_ENDPOINT_URL_SCHEDULER),
      }),
      onInvoke: tally.invoke,
    },
  });
  started.adopt(run, close);
  tally.know(run.stack.definition.functions);
  const { stack, oneLogin, laterHire, queues } = run;
  const [[source, settings] = []] = Object.entries(configuration.sources);
  if (oneLogin === undefined || source === undefined || settings === undefined)
    throw new Error('There is no source, or no sandbox of OneLogin.');

  const pass = (ms: number) => playForward(ms, clock, { stack, queueName: queues.invite });
  const sender = { run, configuration, secrets, nowMs: clock.machineMs };
  await announce({ source, settings, hire: laterHire, event: 'created' }, sender);
  await pass(0);
  const webhook = { ...tally.of('receive') };
  await pass(21 * day);
  if (oneLogin.mails.length !== 1) throw new Error(`${oneLogin.mails.length} mails went out.`);
  oneLogin.changeUser(laterHire.workEmail, { status: 1 });
  await pass(5 * day);

  const Key = { hire: { S: `${source}//${laterHire.employeeId}` } };
  const { Item = {} } = await stack.dynamoDb.send(new GetItemCommand({ TableName: run.tableName, Key }));
  if (Item['state']?.S !== 'activated') throw new Error(`The hire is ${Item['state']?.S}.`);
  return {
    webhook,
    hire: { ...tally.of('invite') },
    tell: perRun(tally.of('tell')),
    sweep: perRun(tally.of('sweep')),
    check: perRun(tally.of('operate')),
    rowBytes: sizeOf(Item),
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html (from memory). */
function sizeOf(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value),
    0,
  );
}

function sizeOfValue({ S, N, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (L !== undefined) return L.reduce((sum, one) => sum + sizeOfValue(one) + 1, 3);
  return M === undefined ? 1 : sizeOf(M) + Object.keys(M).length + 3;
}
