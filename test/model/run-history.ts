import * as v from 'valibot';
import { configure, connectInvite, connectSweep } from './functions.ts';
import type { History, Person } from './history.ts';
import {
  emailOf,
  employeeIdOf,
  hiresOf,
  type Read,
  readBody,
  toArrivals,
  toHrRecords,
  toMoment,
  wrongEmailOf,
} from './messages.ts';
import { createProcess } from './process.ts';
import { clocksMs, createPromises, linkLivesMs, type Promises, Row } from './promises.ts';
import { createHr } from './simulated-hr.ts';
import { createLambda } from './simulated-lambda.ts';
import { createOneLogin, type SimulatedMail, type SimulatedUser } from './simulated-onelogin.ts';
import { createScheduler } from './simulated-scheduler.ts';
import { createQueue } from './simulated-sqs.ts';
import { createTables } from './simulated-tables.ts';
import { createWorld } from './world.ts';

const second = 1000;
const dayMs = 24 * 60 * 60 * second;
const sweepTimeoutMs = 15 * 60 * second;

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

  const hr = createHr(world);
  const queue = createQueue(world, { onVisible: () => lambda.poll(), onAnnounced: accepted });
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
    momentsByHr(hire) {
      const [source = '', , id = ''] = hire.split('/');
      if (source !== 'asked-hr') return undefined;
      return hr.recentDates(id).map((date) => toMoment(date, history.moment));
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
  const configuration = configure(history);
  const services = { queue, scheduler, tables, oneLogin, hr };
  const lambda = createLambda(world, {
    queue,
    deaths: history.deaths,
    start: (process) => connectInvite(process, world, configuration, services),
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

  /** Who was to be found, at each sweep: one may only go on where a run that died has ended, and pass who stood before that. */
  const inWindow: boolean[][] = [];

  function sweep(): void {
    world.tell(() => 'a sweep');
    inWindow.push(
      history.people.map((_, index) => isWithin(hr.recentDates(employeeIdOf(index)).at(-1), world.now())),
    );
    const process = createProcess('sweep', world, { calls: { count: 0 }, deaths: [] });
    const deadline = world.now() + sweepTimeoutMs;
    const context = {
      awsRequestId: 'sweep-1',
      getRemainingTimeInMillis: () => deadline - world.now(),
    };
    connectSweep(
      process,
      world,
      configuration,
      services,
    )({}, context).catch((error: unknown) => world.breaks(`the sweep threw ${String(error)}`));
  }

  const users = history.people.map(toUser);
  for (const [index, person] of history.people.entries()) {
    for (const { at, body } of toArrivals(person, index, history)) world.at(at, () => accept(body));
    for (const { at, employee } of toHrRecords(person, index, history)) {
      world.at(at, () => (employee === 'removed' ? hr.remove(employeeIdOf(index)) : hr.put(employee)));
    }
    const user = users[index];
    if (user !== undefined) world.at(start + person.appearsAt * second, () => oneLogin.users.push(user));
  }
  for (const at of history.sweepsAt) world.at(start + at * second, sweep);
  for (const at of history.replaysAt) world.at(start + at * second, replay);

  await world.run();
  promises.onRest();
  world.calm();
  mend(users);
  replay();
  sweep();
  await world.run();
  promises.onRest();
  promises.onEnd(
    history.people.map((person, index) => ({
      hires: hiresOf(person, index),
      mustBeFound: inWindow.every((people) => people[index] === true),
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

/** Whether whoever starts then is looked for by a sweep at this time, with a day to spare for the time of the day. */
function isWithin(hireDate: string | null | undefined, now: number): boolean {
  if (hireDate === undefined || hireDate === null) return false;
  const days = (Date.parse(hireDate) - now) / dayMs;
  return days > -2 && days < 13;
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
