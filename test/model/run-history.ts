import * as v from 'valibot';
import { createHiresTable } from '../../lambda/invite/hires-table.ts';
import { createInvite } from '../../lambda/invite/invite.ts';
import { createMessageReader } from '../../lambda/invite/read-message.ts';
import { createUserClaims } from '../../lambda/invite/user-claims.ts';
import { createWakeUps } from '../../lambda/invite/wake-up.ts';
import { createAccessTokens } from '../../lambda/onelogin/access-token.ts';
import { createRateLimit } from '../../lambda/onelogin/rate-limit.ts';
import { createSecretReader, OneLoginSecret } from '../../lambda/shared/secrets.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import type { History, Person } from './history.ts';
import { awsTroubles, type Process } from './process.ts';
import { createPromises, type Promises, Row } from './promises.ts';
import { createLambda } from './simulated-lambda.ts';
import { createOneLogin, type SimulatedOneLogin, type SimulatedUser } from './simulated-onelogin.ts';
import { createScheduler, type SimulatedScheduler } from './simulated-scheduler.ts';
import { createQueue, type SimulatedQueue } from './simulated-sqs.ts';
import { createTables, type SimulatedTables } from './simulated-tables.ts';
import { createWorld, type World } from './world.ts';

const configuration = createConfiguration({
  sources: { hr: { type: 'standard-webhooks' }, 'other-hr': { type: 'standard-webhooks' } },
  // The last wait is over 900 s, so that it is a schedule; a hire that is not mended parks after seven attempts.
  retry: { afterSeconds: [30, 600, 2000], forHours: 2, askAfterSeconds: 600 },
});
const second = 1000;
const credentialSecret = 'hire-invites/onelogin';

/** What came of a history. */
export interface Outcome {
  calls: number;
  mails: number;
  secondMails: number;
}

/**
 * Runs the function `invite`, all of it, through a history, and then through the good end of every history: whatever
 * stands in the way is mended, and the dead-letter queue replayed.
 * @param story gets what happens, line by line.
 * @throws PromiseBroken.
 */
export async function runHistory(history: History, story?: string[]): Promise<Outcome> {
  const world = createWorld(history.decisions, story);
  const start = world.now();
  const hireOf = (body: string) => hiresByBody.get(body) ?? '';
  const hiresByBody = new Map<string, string>();

  const queue = createQueue(world, () => lambda.poll());
  const scheduler = createScheduler(world, queue);
  const promises: Promises = createPromises(world, {
    row: (hire) => readRow(tables.row('hires', hire)),
    messages: (hire) => queue.messages.filter(({ body }) => hireOf(body) === hire).map(({ id }) => id),
    scheduled: (hire) =>
      [...scheduler.pending(), ...scheduler.failures].filter((body) => hireOf(body) === hire).length,
    deadLetters: (hire) => queue.deadLetters.filter(({ body }) => hireOf(body) === hire).length,
    hasReplay: (hire, after) =>
      [...hiresByBody.values()].filter((key) => key === hire).length > 1 ||
      queue.messages.some(({ body, sentAt }) => hireOf(body) === hire && sentAt > after),
  });
  const tables = createTables(world, (table, row, before) => {
    if (table === 'hires') promises.onWrite(v.parse(Row, row()), readRow(before()));
  });
  const hiresOf = (email: string) =>
    history.people.flatMap((person, index) =>
      [emailOf(index), wrongEmailOf(index)].includes(email) ? keysOf(person, index) : [],
    );
  const oneLogin = createOneLogin(world, {
    ...history,
    onCall: (call, email) => promises.onCall(call, hiresOf(email)),
  });
  const lambda = createLambda(world, {
    queue,
    deaths: history.deaths,
    start: (process) => connect(process, world, { queue, scheduler, tables, oneLogin }),
    onFinish(messageId, receivedAt) {
      const message = queue.messages.find(({ id }) => id === messageId);
      if (message !== undefined) promises.onFinish(hireOf(message.body), messageId, receivedAt);
    },
  });

  function accept(body: string): void {
    promises.onAccepted(hireOf(body));
    queue.send(body);
  }
  function replay(): void {
    world.tell(() => `the operator replays ${queue.deadLetters.length} messages`);
    for (const { body } of queue.deadLetters) promises.onAccepted(hireOf(body));
    queue.redrive();
    for (const body of scheduler.failures.splice(0)) queue.send(body);
  }

  const users = history.people.map(toUser);
  for (const [index, person] of history.people.entries()) {
    for (const source of person.sources) {
      for (const [webhook, at] of person.webhooksAt.entries()) {
        const isWrong = person.firstAddressIsWrong && webhook === 0 && person.webhooksAt.length > 1;
        const body = toBody(source, index, isWrong ? wrongEmailOf(index) : emailOf(index));
        hiresByBody.set(body, `${source}//${100 + index}`);
        world.at(start + at * second, () => accept(body));
      }
    }
    const user = users[index];
    if (user !== undefined) world.at(start + person.appearsAt * second, () => oneLogin.users.push(user));
  }
  for (const at of history.replaysAt) world.at(start + at * second, replay);

  await world.run();
  promises.onRest();
  world.calm();
  mend(users);
  replay();
  await world.run();
  promises.onRest();
  promises.onEnd(
    history.people.map((person, index) => ({ hires: keysOf(person, index), email: emailOf(index) })),
    oneLogin.mails,
    history.reportsInvitations,
  );
  world.check();

  const mails = oneLogin.mails.length;
  return {
    calls: lambda.calls(),
    mails,
    secondMails: mails - new Set(oneLogin.mails.map(({ email }) => email)).size,
  };
}

/** The function in a process of its own, with what it keeps there. */
function connect(
  process: Process,
  world: World,
  services: {
    queue: SimulatedQueue;
    scheduler: SimulatedScheduler;
    tables: SimulatedTables;
    oneLogin: SimulatedOneLogin;
  },
) {
  const { nowMs } = process;
  const baseUrl = 'https://acme.onelogin.com';
  const sqs = services.queue.client(process);
  const dynamoDb = services.tables.client(process);
  const secrets = createSecretReader({ client: secretsClient(world, process), nowMs });
  const rateLimit = createRateLimit({ reservePercent: configuration.oneLogin.reservePercent, nowMs });
  const http = rateLimit.watch(services.oneLogin.client(process));
  const log = () => undefined;

  return createInvite({
    configuration,
    secrets,
    table: createHiresTable(dynamoDb, 'hires'),
    userClaims: createUserClaims(dynamoDb, 'users'),
    queue: { client: sqs, url: 'queue' },
    http,
    oneLogin: {
      baseUrl,
      http,
      rateLimit,
      authorization: configuration.oneLogin.inviteAuthorization,
      tokens: createAccessTokens({
        baseUrl,
        http,
        readCredential: () => secrets.read(credentialSecret, OneLoginSecret),
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
    readMessage: createMessageReader(configuration.sources, () => undefined),
    log: { info: log, warn: log, error: log },
    count: () => undefined,
    nowMs,
  });
}

function secretsClient(world: World, process: Process): { send: () => Promise<object> } {
  const ordinary = () => ({ SecretString: '{"clientId":"id","clientSecret":"secret"}' });
  return { send: () => process.call(() => 'reads the credential', ordinary, awsTroubles(world, ordinary)) };
}

function emailOf(index: number): string {
  return `person${index}@acme.example`;
}

function keysOf({ sources }: Person, index: number): string[] {
  return sources.map((source) => `${source}//${100 + index}`);
}

/** Nobody in OneLogin has it. */
function wrongEmailOf(index: number): string {
  return `perosn${index}@acme.example`;
}

function toBody(source: string, index: number, workEmail: string): string {
  const data = { employeeId: String(100 + index), workEmail };
  return JSON.stringify({
    v: 1,
    purpose: 'invite',
    event: 'created',
    source,
    record: { type: 'employee.created', data },
    receivedAt: '2026-03-02T08:00:00.000Z',
    requestId: 'request-1',
  });
}

function toUser({ obstacle, wasInvitedByHand }: Person, index: number): SimulatedUser {
  return {
    id: index + 1,
    email: emailOf(index),
    status: obstacle === 'suspended' ? 2 : obstacle === 'active' ? 1 : 0,
    state: obstacle === 'unapproved' ? 0 : 1,
    invitation_sent_at: wasInvitedByHand ? '2026-02-20T08:00:00.000Z' : null,
    activated_at: null,
  };
}

function mend(users: readonly SimulatedUser[]): void {
  for (const user of users) Object.assign(user, { status: user.status === 2 ? 0 : user.status, state: 1 });
}

function readRow(row: Record<string, unknown> | undefined): Row | undefined {
  return row && v.parse(Row, row);
}
