import * as v from 'valibot';
import { createHiresTable } from '../../lambda/invite/hires-table.ts';
import { createInvite } from '../../lambda/invite/invite.ts';
import { createMessageReader } from '../../lambda/invite/read-message.ts';
import { createUserClaims } from '../../lambda/invite/user-claims.ts';
import { createWakeUps } from '../../lambda/invite/wake-up.ts';
import { createAccessTokens } from '../../lambda/onelogin/access-token.ts';
import { createRateLimit } from '../../lambda/onelogin/rate-limit.ts';
import type { Configuration } from '../../lambda/shared/configuration.ts';
import { createSecretReader, OneLoginSecret } from '../../lambda/shared/secrets.ts';
import { createConfiguration } from '../helpers/configuration.ts';
import type { History, Person } from './history.ts';
import { emailOf, hiresOf, type Read, readBody, toArrivals, wrongEmailOf } from './messages.ts';
import { awsTroubles, type Process } from './process.ts';
import { clocksMs, createPromises, linkLivesMs, type Promises, Row } from './promises.ts';
import { createLambda } from './simulated-lambda.ts';
import {
  createOneLogin,
  type SimulatedMail,
  type SimulatedOneLogin,
  type SimulatedUser,
} from './simulated-onelogin.ts';
import { createScheduler, type SimulatedScheduler } from './simulated-scheduler.ts';
import { createQueue, type SimulatedQueue } from './simulated-sqs.ts';
import { createTables, type SimulatedTables } from './simulated-tables.ts';
import { createWorld, type World } from './world.ts';

/** The last wait is over 900 s, so that it is a schedule; a hire that is not mended parks after seven attempts. */
const configure = ({ moment, followUps }: History) =>
  createConfiguration({
    sources: { hr: { type: 'standard-webhooks' }, 'other-hr': { type: 'standard-webhooks' } },
    retry: { afterSeconds: [30, 600, 2000], forHours: 2, askAfterSeconds: 600 },
    invite: { ...moment, followUps },
  });
const second = 1000;
const credentialSecret = 'hire-invites/onelogin';

/** What came of a history. */
export interface Outcome {
  calls: number;
  mails: readonly SimulatedMail[];
  /** Those after the link of the mail before was dead: follow-ups, and other records of the person. */
  laterMails: number;
  /** Those while it lives: the documented case. */
  secondMails: number;
}

/**
 * Runs the function `invite`, all of it, through a history, and then through the good end of every history: whatever
 * stands in the way is mended, and the dead-letter queue replayed.
 * @param story gets what happens, line by line.
 * @throws PromiseBroken.
 */
export async function runHistory(history: History, story?: string[]): Promise<Outcome> {
  const start = Date.parse(history.begins);
  const world = createWorld(start, history.decisions, story);
  const messages = new Map<string, Read>();
  function read(body: string): Read {
    const known = messages.get(body) ?? readBody(body, history);
    messages.set(body, known);
    return known;
  }
  const isOf = (hire: string) => (body: string) => read(body).hire === hire;

  const queue = createQueue(world, () => lambda.poll());
  const scheduler = createScheduler(world, queue);
  const promises: Promises = createPromises(world, {
    row: (hire) => readRow(tables.row('hires', hire)),
    messages: (hire) => queue.messages.filter(({ body }) => isOf(hire)(body)).map(({ id }) => id),
    scheduled: (hire) => [...scheduler.pending(), ...scheduler.failures].filter(isOf(hire)).length,
    deadLetters: (hire) => queue.deadLetters.filter(({ body }) => isOf(hire)(body)).length,
    comesSoonAgain(messageId) {
      const body = queue.messages.find(({ id }) => id === messageId)?.body;
      const soon = world.now() + 120 * second;
      return queue.messages.some((one) => one.id !== messageId && one.body === body && one.visibleAt < soon);
    },
    hasReplay: (hire, after) =>
      new Set([...messages.values()].filter((one) => one.hire === hire).map(({ person }) => person)).size >
        1 || queue.messages.some(({ body, sentAt }) => isOf(hire)(body) && sentAt > after),
  });
  const tables = createTables(world, (table, row, before) => {
    if (table === 'hires') promises.onWrite(v.parse(Row, row()), readRow(before()));
  });
  const hiresAt = (email: string) =>
    history.people.flatMap((person, index) =>
      [emailOf(index), wrongEmailOf(index)].includes(email) ? hiresOf(person, index) : [],
    );
  const activatedAt = new Map<string, number>();
  const oneLogin = createOneLogin(world, {
    ...history,
    onCall: (call, email) => promises.onCall(call, hiresAt(email)),
    onMail(user) {
      const { activatesAfter } = history.people[user.id - 1] ?? {};
      if (activatesAfter === undefined || activatedAt.has(user.email)) return;
      const at = world.now() + activatesAfter * second;
      activatedAt.set(user.email, at);
      world.at(at, () => activate(user, at));
    },
  });
  const lambda = createLambda(world, {
    queue,
    deaths: history.deaths,
    start: (process) => connect(process, world, configure(history), { queue, scheduler, tables, oneLogin }),
    onFinish(messageId, receivedAt) {
      const message = queue.messages.find(({ id }) => id === messageId);
      if (message === undefined) return;
      const { hire, said } = read(message.body);
      promises.onFinish(hire, said, messageId, receivedAt);
    },
  });

  function accepted(body: string): void {
    const { hire, said } = read(body);
    promises.onAccepted(hire, said);
  }
  function accept(body: string): void {
    world.tell(() => `a webhook: ${read(body).said.event}, ${read(body).person}`);
    accepted(body);
    queue.send(body);
  }
  function replay(): void {
    world.tell(() => `the operator replays ${queue.deadLetters.length} messages`);
    for (const { body } of queue.deadLetters) accepted(body);
    queue.redrive();
    for (const body of scheduler.failures.splice(0)) queue.send(body);
  }

  const users = history.people.map(toUser);
  for (const [index, person] of history.people.entries()) {
    for (const { at, body } of toArrivals(person, index, history)) world.at(at, () => accept(body));
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
    history.people.map((person, index) => ({
      hires: hiresOf(person, index),
      email: emailOf(index),
      activatedAt: activatedAt.get(emailOf(index)),
    })),
    oneLogin.mails,
    history,
  );
  world.check();

  const again = oneLogin.mails.map((mail, index) => isAgain(mail, oneLogin.mails.slice(0, index)));
  return {
    calls: lambda.calls(),
    mails: oneLogin.mails,
    laterMails: again.filter((when) => when === 'later').length,
    secondMails: again.filter((when) => when === 'soon').length,
  };
}

/** Whether the person was mailed before: `soon` is while the link of the mail before lives. */
function isAgain(
  { email, at }: SimulatedMail,
  before: readonly SimulatedMail[],
): 'soon' | 'later' | undefined {
  const last = before.findLast((mail) => mail.email === email);
  return last && (at < last.at + linkLivesMs - clocksMs ? 'soon' : 'later');
}

/** The function in a process of its own, with what it keeps there. */
function connect(
  process: Process,
  world: World,
  configuration: Configuration,
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

function activate(user: SimulatedUser, at: number): void {
  Object.assign(user, { status: 1, activated_at: new Date(at).toISOString() });
}

function mend(users: readonly SimulatedUser[]): void {
  for (const user of users) Object.assign(user, { status: user.status === 2 ? 0 : user.status, state: 1 });
}

function readRow(row: Record<string, unknown> | undefined): Row | undefined {
  return row && v.parse(Row, row);
}
