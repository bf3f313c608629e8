import type { Configuration } from '../../config/configuration.ts';
import { createBrake } from '../../lambda/aws/brake.ts';
import { createDeadLetters } from '../../lambda/aws/dead-letters.ts';
import { createHiresTable } from '../../lambda/aws/hires-table.ts';
import { createSchedules } from '../../lambda/aws/schedules.ts';
import { createSecretReader, OneLoginSecret } from '../../lambda/aws/secrets.ts';
import { createStoredHires } from '../../lambda/aws/stored-hires.ts';
import { createSweepsTable } from '../../lambda/aws/sweeps-table.ts';
import { createUsersTable } from '../../lambda/aws/users-table.ts';
import { createWakeUps } from '../../lambda/aws/wake-ups.ts';
import { hashText } from '../../lambda/hire/hash.ts';
import { connectSources } from '../../lambda/hr-systems/connect-sources.ts';
import { createInvite } from '../../lambda/invite/invite.ts';
import { createLookReader } from '../../lambda/invite/read-look.ts';
import { createAccessTokens } from '../../lambda/onelogin/access-token.ts';
import { createRateLimit } from '../../lambda/onelogin/rate-limit.ts';
import { createSweep } from '../../lambda/sweep/sweep.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import type { History } from './history.ts';
import type { OperatorParts } from './operator.ts';
import { awsTroubles, type Process } from './process.ts';
import type { SimulatedHr } from './simulated-hr.ts';
import type { SimulatedOneLogin } from './simulated-onelogin.ts';
import type { SimulatedScheduler } from './simulated-scheduler.ts';
import type { SimulatedQueue } from './simulated-sqs.ts';
import type { SimulatedTables } from './simulated-tables.ts';
import type { World } from './world.ts';

/** The functions, all of them but for their transports, connected to a simulated world. */

/** The last wait is over 900 s, so that it is a schedule; a hire that is not mended parks after seven attempts. */
const configuration = createConfiguration({
  sources: {
    hr: { type: 'standard-webhooks', employee: { timeZone: 'data.timeZone' } },
    'other-hr': { type: 'standard-webhooks' },
    'asked-hr': { type: 'bamboohr', company: 'acme' },
    'changing-hr': { type: 'standard-webhooks', updatesInvite: true },
  },
  retry: { afterSeconds: [30, 600, 2000], forHours: 2, askAfterSeconds: 600 },
});

/** Long enough for the second day, on which the waits are longer. */
const patient: Configuration['retry'] = {
  ...configuration.retry,
  afterSeconds: [30, 600, 2000, 40_000],
  forHours: 40,
};

export const configure = ({
  moment,
  followUps,
  neverSignedIn,
  isPatient,
}: Pick<History, 'moment' | 'followUps' | 'neverSignedIn' | 'isPatient'>): Configuration => ({
  ...configuration,
  invite: { ...configuration.invite, ...moment, followUps, neverSignedIn },
  retry: isPatient ? patient : configuration.retry,
});

export interface Services {
  queue: SimulatedQueue;
  scheduler: SimulatedScheduler;
  tables: SimulatedTables;
  oneLogin: SimulatedOneLogin;
  hr: SimulatedHr;
}

const silent = () => undefined;
const log = { info: silent, warn: silent, error: silent };
/** Their key is no part of the model: without it a hire is only harder to find. */
const pseudonyms = {
  of: async (address: string) => hashText(address.trim().toLowerCase()),
  ofExternalId: async (id: string) => hashText(id),
};
const credentialSecret = 'hire-invites/onelogin';

/** `invite` in a process of its own, with what it keeps there. */
export function connectInvite(
  process: Process,
  world: World,
  configuration: Configuration,
  services: Services,
) {
  const { nowMs } = process;
  const baseUrl = 'https://acme.onelogin.com';
  const sqs = services.queue.client(process);
  const dynamoDb = services.tables.client(process);
  const secrets = createSecretReader({ client: secretsClient(world, process), nowMs });
  const rateLimit = createRateLimit({ reservePercent: configuration.oneLogin.reservePercent, nowMs });
  const oneLoginHttp = rateLimit.watch(services.oneLogin.client(process));

  return createInvite({
    configuration,
    secrets,
    pseudonyms,
    hires: createHiresTable(dynamoDb, 'hires'),
    users: createUsersTable(dynamoDb, 'users'),
    lookBudget: { take: async () => 'go' },
    brake: connectBrake(dynamoDb, configuration, nowMs),
    restores: { read: async () => undefined },
    queue: { client: sqs, url: 'queue' },
    http: services.hr.client(process),
    oneLogin: {
      baseUrl,
      http: oneLoginHttp,
      rateLimit,
      authorization: configuration.oneLogin.inviteAuthorization,
      tokens: createAccessTokens({
        baseUrl,
        http: oneLoginHttp,
        readCredential: () => secrets.readOr('SECRET_UNAVAILABLE', credentialSecret, OneLoginSecret),
        onRefused: () => secrets.distrust(credentialSecret),
        nowMs,
      }),
    },
    wakeUps: createWakeUps({
      sqs,
      scheduler: services.scheduler.client(process),
      queueUrl: 'queue',
      queueArn: 'arn:queue',
      scheduleGroup: 'group',
      scheduleRoleArn: 'arn:role',
      scheduleDeadLetterQueueArn: 'arn:failures',
      nowMs,
    }),
    readLook: createLookReader(configuration, silent),
    log,
    count: silent,
    nowMs,
  });
}

type DynamoDb = ReturnType<SimulatedTables['client']>;

function connectBrake(dynamoDb: DynamoDb, { invite }: Configuration, nowMs: () => number) {
  return createBrake(dynamoDb, 'hires', { maxFirstMailsPerDay: invite.maxFirstMailsPerDay, nowMs });
}

/** What `operate` acts with, in a process of its own. */
export function connectOperate(
  process: Process,
  configuration: Configuration,
  { queue, scheduler, tables }: Services,
): OperatorParts {
  const { nowMs } = process;
  const dynamoDb = tables.client(process);
  const client = queue.client(process);
  const inviteQueue = { client, url: 'queue' };
  const brake = connectBrake(dynamoDb, configuration, nowMs);
  return {
    hires: createHiresTable(dynamoDb, 'hires'),
    users: createUsersTable(dynamoDb, 'users'),
    find: { readStored: createStoredHires(dynamoDb, 'hires').read },
    brake,
    pauseSwitch: brake,
    schedules: createSchedules(scheduler.client(process), 'group'),
    deadLetters: createDeadLetters({ client, url: 'dead', arn: 'arn:dead', inviteQueue }),
    queue: inviteQueue,
    sources: connectSources(configuration, silent),
    nowMs,
  };
}

/** `sweep` in a process of its own. */
export function connectSweep(
  process: Process,
  world: World,
  configuration: Configuration,
  { queue, tables, hr }: Services,
) {
  const { nowMs } = process;
  const dynamoDb = tables.client(process);
  return createSweep({
    configuration,
    hrApiUrl: silent,
    secrets: createSecretReader({ client: secretsClient(world, process), nowMs }),
    http: hr.client(process),
    hires: createHiresTable(dynamoDb, 'hires'),
    async *scanOverdue(before) {
      const ordinary = () => tables.overdue(before);
      yield await process.call(() => 'looks for overdue hires', ordinary, awsTroubles(world, ordinary));
    },
    findWaiting() {
      const ordinary = () => tables.waiting();
      return process.call(() => 'looks for hires that wait', ordinary, awsTroubles(world, ordinary));
    },
    async *scanUnlisted() {}, // there is no earlier version
    writeListing: async () => false,
    sweeps: createSweepsTable(dynamoDb, 'sweeps'),
    askOneLogin: async () => undefined,
    queue: { client: queue.client(process), url: 'queue' },
    log,
    count: silent,
    nowMs,
  });
}

function secretsClient(world: World, process: Process): { send: () => Promise<object> } {
  const ordinary = () => ({ SecretString: '{"clientId":"id","clientSecret":"secret","apiKey":"key"}' });
  return { send: () => process.call(() => 'reads the credential', ordinary, awsTroubles(world, ordinary)) };
}
