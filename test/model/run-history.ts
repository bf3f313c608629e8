import * as v from 'valibot';
import { checkEnd, isActive } from './ends.ts';
import { configure, connectInvite, connectOperate, connectSweep } from './functions.ts';
import type { History, Person } from './history.ts';
import { checkMail, clocksMs, linkLivesMs, type MailSight } from './mails.ts';
import { type Read, readBody, toArrivals, toHrRecords, toMoment, toStart } from './messages.ts';
import { createOperator } from './operator.ts';
import { createPauses } from './pauses.ts';
import { emailOf, employeeIdOf, findTwist, hiresOf, successorEmailOf, wrongEmailOf } from './people.ts';
import { createProcess } from './process.ts';
import { createPromises, type Promises, Row } from './promises.ts';
import { createHr } from './simulated-hr.ts';
import { createLambda } from './simulated-lambda.ts';
import { createOneLogin, type SimulatedMail, type SimulatedUser } from './simulated-onelogin.ts';
import { createScheduler } from './simulated-scheduler.ts';
import { createQueue } from './simulated-sqs.ts';
import { createTables } from './simulated-tables.ts';
import { createStops } from './stops.ts';
import { createWishes, type Wishes } from './wishes.ts';
import { createWords } from './words.ts';
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
  /** Those while it lives, because the operator asked. */
  askedMails: number;
  /** Those while it lives, besides: the documented case. */
  secondMails: number;
}

/** A message that a function had in hand when the operator forgot the hire may still make its wake-up. */
const isInFlight = (afterMs: number) => afterMs >= 0 && afterMs < 60 * second;

/**
 * Runs the function `invite`, all of it, through a history, and then through the good end of every history: whatever
 * stands in the way is mended, and the dead-letter queue replayed.
 * @param story gets what happens, line by line.
 * @throws PromiseBroken.
 */
export async function runHistory(history: History, story?: string[]): Promise<Outcome> {
  const start = Date.parse(history.begins);
  const troublesFrom = start + history.troublesFrom * second;
  const world = createWorld(start, history.decisions, { troublesFrom, story });
  const messages = new Map<string, Read>();
  function read(body: string): Read {
    const known = messages.get(body) ?? readBody(body, history);
    messages.set(body, known);
    return known;
  }
  const isOf = (hire: string) => (body: string) => read(body).hire === hire;
  const deadLetters = (hire: string) => queue.deadLetters.filter(({ body }) => isOf(hire)(body)).length;

  const hr = createHr(world);
  const queue = createQueue(world, { onVisible: () => lambda.poll(), onAnnounced: accepted });
  const scheduler = createScheduler(world, queue);
  const words = createWords(world);
  const bodyOf = (messageId: string | undefined) => queue.messages.find(({ id }) => id === messageId)?.body;
  /** What the HR system has told in the last minute, if it can be asked. */
  function byHr(hire: string): KnownByHr[] | undefined {
    const [source = '', , id = ''] = hire.split('/');
    if (source !== 'asked-hr') return undefined;
    return hr.recent(id).map(({ hireDate, workEmail, homeEmail }) => ({
      moment: toMoment(hireDate, history.moment),
      start: toStart(hireDate, history.moment),
      mailTo: homeEmail ?? workEmail,
      workEmail,
    }));
  }
  const row = (hire: string) => readRow(tables.row('hires', hire));
  const promises: Promises = createPromises(world, words, {
    row,
    messages: (hire) => queue.messages.filter(({ body }) => isOf(hire)(body)).map(({ id }) => id),
    said(messageId) {
      const body = bodyOf(messageId);
      return body === undefined ? undefined : read(body).said;
    },
    scheduled: (hire) =>
      [...scheduler.pending().map(({ body }) => body), ...scheduler.failures].filter(isOf(hire)).length,
    deadLetters,
    isBeingUndone: (hire) => stops.isBeingUndone(hire),
    isLeftToHr: (hire) => stops.isLeftToHr(hire),
    comesSoonAgain(messageId) {
      const body = bodyOf(messageId);
      const soon = world.now() + 120 * second;
      return queue.messages.some((one) => one.id !== messageId && one.body === body && one.visibleAt < soon);
    },
    hasReplay: (hire, after) =>
      new Set([...messages.values()].filter((one) => one.hire === hire).map(({ person }) => person)).size >
        1 || queue.messages.some(({ body, sentAt }) => isOf(hire)(body) && sentAt > after),
    awaitedFrom({ hire, oneLoginUserId }) {
      const user = oneLogin.users.find(({ id }) => String(id) === oneLoginUserId);
      const sent = oneLogin.mails.filter(
        ({ email, attempt, by, at }) =>
          email === user?.email && promises.isNoted(attempt) && !stops.isForgottenSince([by], at),
      );
      const starts = (byHr(hire) ?? words.counting(hire)).map((known) => known.start);
      const start = starts.length === 0 || words.hasForgotten(hire) ? 0 : Math.min(...starts);
      return Math.max(sent.at(-1)?.at ?? 0, start);
    },
  });
  const { firstSend, deaths } = history;
  const isPlain = firstSend === undefined && deaths.length === 0;
  const wishes = createWishes(world, {
    row,
    isUndelivered: (hire) => scheduler.failures.some(isOf(hire)),
    isPlain,
  });
  const pauses = createPauses(world, { isPlain, isLeftToHr: (hire) => stops.isLeftToHr(hire) });
  const tables = createTables(world, {
    onWrite(table, row, before) {
      if (table !== 'hires') return;
      for (const { onWrite } of [promises, wishes, stops, pauses]) onWrite(readRow(row()), readRow(before()));
    },
    // A day later the operator is told, if it was forgotten.
    onPause: () => world.at(world.now() + dayMs, () => operator.press('resume', '')),
  });
  const stops = createStops(world, words, {
    row,
    attributes: (hire) => Object.keys(tables.row('hires', hire) ?? {}),
    beside: (hire, stoppedAt) => ({
      'the table of users': tables.usersOf(hire),
      'a schedule': scheduler
        .pending()
        .filter(({ body, madeAt }) => isOf(hire)(body) && !isInFlight(madeAt - stoppedAt)).length,
      'the dead-letter queue': deadLetters(hire),
    }),
  });
  const hiresAt = (email: string) =>
    history.people.flatMap((person, index) =>
      [emailOf(index), wrongEmailOf(index), successorEmailOf(index)].includes(email)
        ? hiresOf(person, index)
        : [],
    );
  const activatedAt = new Map<string, number>();
  function activateLater(user: SimulatedUser, at: number): void {
    if (isActive(user) || (activatedAt.get(user.email) ?? Number.POSITIVE_INFINITY) <= at) return;
    activatedAt.set(user.email, at);
    world.at(at, () => activate(user, at));
  }
  const hasOutcomeSince = (hire: string, code: string, since: number) =>
    row(hire)?.outcomes?.some(
      (outcome) => outcome.code === code && Date.parse(outcome.at) >= since - clocksMs,
    ) === true;
  const mailSight: MailSight = {
    ...history.moment,
    byHr,
    isAskedSince: wishes.isAskedSince,
    isOnlyToldOf: (email) =>
      history.neverSignedIn === 'tell' &&
      oneLogin.users.some((user) => user.email === email && isOnButUnused(user)),
    isKnown: ({ by, askedAt }) => hasOutcomeSince(by, 'INVITED', askedAt),
    wasUnclearSince: (hire, at) => hasOutcomeSince(hire, 'SEND_OUTCOME_UNKNOWN', at),
    get mails() {
      return oneLogin.mails;
    },
  };
  const oneLogin = createOneLogin(world, {
    ...history,
    onRead: (email) => void promises.onCall('users', hiresAt(email)),
    onInvite({ email, to }) {
      const sender = promises.onCall('invite', hiresAt(email));
      const { hire: by = '', lease } = sender ?? {};
      checkMail({ hire: by, email, to }, words, mailSight, world);
      stops.onMail(by);
      pauses.onMail(by);
      return { by, attempt: lease?.token ?? '' };
    },
    onMail(user) {
      const { activatesAfter } = history.people[indexOf(user)] ?? {};
      if (activatesAfter !== undefined) activateLater(user, world.now() + activatesAfter * second);
    },
  });
  const configuration = configure(history);
  const services = { queue, scheduler, tables, oneLogin, hr };
  const lambda = createLambda(world, {
    queue,
    deaths,
    start: (process) => connectInvite(process, world, configuration, services),
    onFinish(messageId, receivedAt) {
      const body = bodyOf(messageId);
      if (body === undefined) return;
      const { hire, said } = read(body);
      promises.onFinish(hire, said, messageId, receivedAt);
    },
  });

  function accepted(body: string): void {
    const { hire, said } = read(body);
    promises.onAccepted(hire, said);
  }
  function accept(body: string): void {
    world.tell(() => `a webhook: ${read(body).hire} ${read(body).said.event}, ${read(body).person}`);
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
      history.people.map((_, index) =>
        isWithin(hr.recent(employeeIdOf(index)).at(-1)?.hireDate, world.now()),
      ),
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

  /** The HR system sends the hire again because the operator was told that it has to. */
  function sendAgain(hire: string): void {
    const [latest] = [...messages]
      .filter(([, one]) => one.hire === hire && one.said.event !== 'removed' && one.said.isWhole)
      .toSorted(([, a], [, b]) => words.order(hire, b.said) - words.order(hire, a.said));
    if (latest === undefined) return;
    const receivedAt = new Date(world.now()).toISOString();
    accept(JSON.stringify({ ...v.parse(AnyMessage, latest[0]), purpose: 'invite', receivedAt }));
  }

  const operator = createOperator(world, (process) => connectOperate(process, configuration, services), {
    onPress(action, hire) {
      stops.onPress(action, hire);
      pauses.onPress(action);
    },
    onAnswer(action, hire, pressedAt, answer) {
      if (action === 'retry' && answer?.ok === true) wishes.onDone(hire, pressedAt, answer.by);
      stops.onAnswer(action, hire, pressedAt, answer);
      pauses.onAnswer(action, pressedAt, answer);
    },
  });
  const hires = history.people.flatMap(hiresOf);
  for (const { at, action, whom, againAfter, death } of history.acts) {
    const hire = hires[whom % hires.length] ?? '';
    const press = () => operator.press(action, hire);
    world.at(start + at * second, () => operator.press(action, hire, death));
    if (againAfter !== undefined) world.at(start + (at + againAfter) * second, press);
  }

  const users = history.people.flatMap((person, index) => [toUser(person, index), toSuccessor(index)]);
  for (const [index, person] of history.people.entries()) {
    for (const { at, body } of toArrivals(person, index, history)) world.at(at, () => accept(body));
    for (const { at, employee } of toHrRecords(person, index, history)) {
      world.at(at, () => (employee === 'removed' ? hr.remove(employeeIdOf(index)) : hr.put(employee)));
    }
    const [user, successor] = users.slice(2 * index);
    if (user === undefined || successor === undefined) continue;
    world.at(start + person.appearsAt * second, () => oneLogin.users.push(user));
    if (findTwist(person, 'succeeded')) oneLogin.users.push(successor);
    const byHand = findTwist(person, 'invited-by-hand');
    if (byHand)
      world.at(start + byHand.at * second, () => {
        if (oneLogin.users.includes(user) && !isActive(user)) oneLogin.inviteByHand(user);
      });
    const signsIn = findTwist(person, 'signs-in');
    if (signsIn && user.status !== 2) activateLater(user, start + signsIn.at * second);
  }
  for (const at of history.sweepsAt) world.at(start + at * second, sweep);
  for (const at of history.replaysAt) world.at(start + at * second, replay);

  await world.run();
  promises.onRest();
  wishes.onRest();
  const wasOrdinary = world.isOrdinary();
  world.calm();
  mend(users);
  for (const hire of hires.filter(stops.isLeftToHr)) sendAgain(hire);
  replay();
  sweep();
  await world.run();
  promises.onRest();
  wishes.onRest();
  replay(); // what functions died of may have been tried for long enough
  await world.run();
  checkEnd(
    {
      history,
      promises,
      words,
      wishes,
      stops,
      mails: oneLogin.mails,
      users: oneLogin.users,
      row,
      byHr,
      activatedAt,
      mustBeFound: (index) => inWindow.every((people) => people[index] === true),
      wasOrdinary,
    },
    world,
  );
  world.check();

  const again = oneLogin.mails.map((mail, index) => isAgain(mail, oneLogin.mails.slice(0, index), wishes));
  return {
    calls: lambda.calls(),
    mails: oneLogin.mails.filter(({ by }) => by !== 'hand'),
    laterMails: again.filter((when) => when === 'later').length,
    askedMails: again.filter((when) => when === 'asked').length,
    secondMails: again.filter((when) => when === 'soon').length,
  };
}

interface KnownByHr {
  moment: number;
  start: number;
  mailTo: string;
  workEmail: string;
}

/** Whether the person was mailed before: `soon` is while the link of the mail before lives. */
function isAgain(
  { to, askedAt, by }: SimulatedMail,
  before: readonly SimulatedMail[],
  { isAskedSince }: Pick<Wishes, 'isAskedSince'>,
): 'soon' | 'asked' | 'later' | undefined {
  if (by === 'hand') return undefined;
  const last = before.findLast((mail) => mail.to === to && mail.by !== 'hand');
  if (last === undefined) return undefined;
  if (askedAt >= last.askedAt + linkLivesMs - clocksMs) return 'later';
  return isAskedSince(by, last.askedAt) ? 'asked' : 'soon';
}

/** Whether whoever starts then is looked for by a sweep at this time, with a day to spare for the time of the day. */
function isWithin(hireDate: string | null | undefined, now: number): boolean {
  if (hireDate === undefined || hireDate === null) return false;
  const days = (Date.parse(hireDate) - now) / dayMs;
  return days > -2 && days < 13;
}

const AnyMessage = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

const wasActiveAt = '2026-02-20T08:00:00.000Z';

function toUser({ obstacle, wasInvitedByHand }: Person, index: number): SimulatedUser {
  const isOn = obstacle === 'active' || obstacle === 'never-signed-in';
  return {
    ...toSuccessor(index),
    id: 2 * index + 1,
    email: emailOf(index),
    status: obstacle === 'suspended' ? 2 : isOn ? 1 : 0,
    state: obstacle === 'unapproved' ? 0 : 1,
    invitation_sent_at: wasInvitedByHand ? '2026-02-20T08:00:00.000Z' : null,
    activated_at: isOn ? wasActiveAt : null,
    last_login: obstacle === 'active' ? wasActiveAt : null,
    password_changed_at: obstacle === 'active' ? wasActiveAt : null,
  };
}

function toSuccessor(index: number): SimulatedUser {
  return {
    id: 2 * index + 2,
    email: successorEmailOf(index),
    status: 0,
    state: 1,
    invitation_sent_at: null,
    activated_at: null,
    last_login: null,
    password_changed_at: null,
    directory_id: null,
    trusted_idp_id: null,
  };
}

const isOnButUnused = (user: SimulatedUser) => user.status === 1 && !isActive(user);

/** Of the person whose user it is, or whose successor's. */
function indexOf({ id }: SimulatedUser): number {
  return Math.floor((id - 1) / 2);
}

function activate(user: SimulatedUser, at: number): void {
  const date = new Date(at).toISOString();
  Object.assign(user, { status: 1, activated_at: date, last_login: date, password_changed_at: date });
}

function mend(users: readonly SimulatedUser[]): void {
  for (const user of users) Object.assign(user, { status: user.status === 2 ? 0 : user.status, state: 1 });
}

/** A row that is stored is never changed. */
const readRows = new WeakMap<Record<string, unknown>, Row>();

function readRow(stored: Record<string, unknown>): Row;
function readRow(stored: Record<string, unknown> | undefined): Row | undefined;
function readRow(stored: Record<string, unknown> | undefined): Row | undefined {
  if (stored === undefined) return undefined;
  const row = readRows.get(stored) ?? v.parse(Row, stored);
  readRows.set(stored, row);
  return row;
}
