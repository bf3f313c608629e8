import type { Configuration } from '../config/configuration.ts';
import { presets } from '../config/presets/index.ts';
import { hrApiUrlVariable } from '../lambda/aws/environment.ts';
import type { SentEvent } from './aws/event-bridge.ts';
import type { OtherRoutes } from './aws/http-api.ts';
import type { PublishedNotice } from './aws/sns.ts';
import { close, type Disturbances, type LocalStack, startStack } from './aws/stack.ts';
import { lastPart } from './aws/template.ts';
import type { Clock } from './clock.ts';
import { type LocalSecrets, readCredentials } from './local-secrets.ts';
import { createLaterHire, createSampleHires, type SampleHire, toBambooHr } from './sample-hire.ts';
import { type BambooHrSandbox, startBambooHr } from './sandbox/bamboohr.ts';
import { type HrApiSandbox, startHrApi } from './sandbox/hr-api.ts';
import { type OneLoginSandbox, startOneLogin } from './sandbox/onelogin.ts';

export interface LocalRun {
  stack: LocalStack;
  tableName: string;
  /** The names of the queues, by their purpose. */
  queues: { invite: string; dead: string; failedSchedules: string };
  deadLetterQueueArn: string;
  /** The name of the sweep function. */
  sweepName: string;
  /** The sample hires. All of them are in the sandboxes too. */
  samples: readonly SampleHire[];
  /** Whom the sandboxes of the HR systems know, by employee id: the samples, and who was sent besides. */
  people: Map<string, SampleHire>;
  /** The one of them who starts in three weeks. */
  laterHire: SampleHire;
  /** Absent if `ONELOGIN_URL` is set. */
  oneLogin?: OneLoginSandbox;
  /** By source; absent for a source whose `HR_API_URL_<SOURCE>` is set. */
  bambooHr: ReadonlyMap<string, BambooHrSandbox>;
  /** The same, for the HR systems that have no sandbox of their own. */
  hrApis: ReadonlyMap<string, HrApiSandbox>;
  /** Where the vendors answer, by the environment variables that say so to the functions. */
  vendorUrls: Readonly<Record<string, string>>;
  close: () => Promise<void>;
}

/**
 * Runs the synthesized stack of a configuration. Vendors whose address is not in the environment get a sandbox.
 * If something cannot be started, everything that already runs is closed.
 */
export async function runLocally(options: {
  configuration: Configuration;
  /** The folder of the cloud assembly that was synthesized of the configuration. */
  assembly: string;
  /** What the sandboxes accept, and the sample webhooks are signed with. */
  secrets: LocalSecrets;
  /** What Secrets Manager holds, if that is not the same. */
  stored?: LocalSecrets | undefined;
  port: number;
  onLog: (line: string, aheadMs: number) => void;
  onNotice?: (notice: PublishedNotice) => void;
  onEvent?: (event: SentEvent) => void;
  otherRoutes?: OtherRoutes;
  variables?: NodeJS.ProcessEnv;
  clock?: Clock;
  disturbances?: Disturbances;
  /** See OneLogin's sandbox. Default: true. */
  reportsInvitations?: boolean;
  reportsEvents?: boolean;
}): Promise<LocalRun> {
  const { configuration, secrets, stored = secrets, variables = process.env, ...others } = options;
  const { reportsInvitations = true, reportsEvents = true, ...rest } = others;
  const { name, sources } = configuration;
  const credentials = readCredentials(secrets, name);
  await using started = new AsyncDisposableStack();

  const laterHire = createLaterHire(configuration.invite, Date.now());
  const samples = [...createSampleHires(configuration.invite, Date.now()), laterHire];

  const environment: Record<string, string> = {};
  const oneLogin =
    variables['ONELOGIN_URL'] === undefined
      ? await startOneLoginWithSamples(samples, {
          ...(credentials.oneLogin && { credential: credentials.oneLogin }),
          reportsInvitations,
          reportsEvents,
        })
      : undefined;
  if (oneLogin !== undefined) started.adopt(oneLogin, close);
  environment['ONELOGIN_URL'] = variables['ONELOGIN_URL'] ?? oneLogin?.url ?? '';

  const bambooHr = new Map<string, BambooHrSandbox>();
  const hrApis = new Map<string, HrApiSandbox>();
  for (const [source, settings] of Object.entries(sources)) {
    const { type, api } = settings;
    if (api === undefined) continue;
    const variable = hrApiUrlVariable(source);
    const given = variables[variable];
    if (given === undefined && type === 'bamboohr') {
      const sandbox = await startBambooHrWithSamples(samples, credentials.apiKey(source));
      bambooHr.set(source, started.adopt(sandbox, close));
    }
    const example = presets[type]?.apiExample;
    const secret = credentials.api(source, api);
    if (given === undefined && example !== undefined && secret !== undefined) {
      const sandbox = await startHrApi(settings, example, { secret, hires: samples });
      hrApis.set(source, started.adopt(sandbox, close));
    }
    environment[variable] = given ?? (bambooHr.get(source) ?? hrApis.get(source))?.url ?? nowhere;
  }

  const stack = await startStack({ stackName: name, secrets: stored, environment, ...rest });
  started.adopt(stack, close);
  const run = {
    stack,
    tableName: findHiresTable(stack),
    ...findQueues(stack),
    sweepName: `${name}-sweep`,
    samples,
    people: new Map(samples.map((hire) => [hire.employeeId, hire])),
    laterHire,
    ...(oneLogin && { oneLogin }),
    bambooHr,
    hrApis,
    vendorUrls: Object.fromEntries(Object.entries(environment).filter(([, url]) => url !== nowhere)),
  };
  const running = started.move();
  return { ...run, close: () => running.disposeAsync() };
}

/** For an HR system without a sandbox. Nothing listens there, so no sample secret goes to a vendor. */
const nowhere = 'http://127.0.0.1:9';

/** The table with one row for each hire. */
function findHiresTable({ definition }: LocalStack): string {
  const table = definition.tables.find(({ KeySchema }) => KeySchema[0]?.AttributeName === 'hire');
  if (table === undefined) throw new Error('Template: there is no table of hires');
  return table.TableName;
}

/** One of the three queues has a redrive policy, and the policy names another. */
function findQueues({ definition }: LocalStack): Pick<LocalRun, 'queues' | 'deadLetterQueueArn'> {
  const invite = definition.queues.find(({ RedrivePolicy }) => RedrivePolicy !== undefined);
  const deadLetterQueueArn = invite?.RedrivePolicy?.deadLetterTargetArn ?? '';
  const dead = lastPart(deadLetterQueueArn);
  const third = definition.queues.find(({ QueueName }) => ![invite?.QueueName, dead].includes(QueueName));
  if (invite === undefined || third === undefined) throw new Error('Template: a queue is missing');
  const queues = { invite: invite.QueueName, dead, failedSchedules: third.QueueName };
  return { queues, deadLetterQueueArn };
}

async function startOneLoginWithSamples(
  samples: readonly SampleHire[],
  options: Parameters<typeof startOneLogin>[0],
) {
  const sandbox = await startOneLogin(options);
  for (const { workEmail, employeeId } of samples)
    sandbox.addUser({ email: workEmail, external_id: employeeId });
  return sandbox;
}

async function startBambooHrWithSamples(samples: readonly SampleHire[], apiKey: string | undefined) {
  const sandbox = await startBambooHr(apiKey === undefined ? {} : { apiKey });
  for (const hire of samples) sandbox.putEmployee(toBambooHr(hire));
  return sandbox;
}
