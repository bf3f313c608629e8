import type { History, Person } from './history.ts';
import { finishesLateMs, linkLivesMs } from './mails.ts';
import { emailOf, findTwist, hiresOf, isAsked, isChanging } from './people.ts';
import { isFinal, type Promises, type Row } from './promises.ts';
import type { SimulatedMail, SimulatedUser } from './simulated-onelogin.ts';
import type { Stops } from './stops.ts';
import type { Wishes } from './wishes.ts';
import type { Said, Words } from './words.ts';
import type { World } from './world.ts';

/** What is promised of the end, when all that stood in the way is mended and the dead-letter queue has been replayed. */

export interface End {
  history: History;
  promises: Promises;
  words: Words;
  wishes: Wishes;
  stops: Stops;
  mails: readonly SimulatedMail[];
  users: readonly SimulatedUser[];
  row(hire: string): Row | undefined;
  /** What the HR system that can be asked holds of an employee now; undefined if it cannot be asked. */
  byHr(hire: string): { mailTo: string; workEmail: string }[] | undefined;
  activatedAt: ReadonlyMap<string, number>;
  /** Whether a sweep must have found whom no webhook announced. */
  mustBeFound(index: number): boolean;
  /** Whether only the ordinary happened before the end. */
  wasOrdinary: boolean;
}

export function checkEnd(end: End, world: World): void {
  for (const [index, person] of end.history.people.entries()) {
    const hires = hiresOf(person, index);
    for (const hire of hires) {
      if (end.mustBeFound(index) && end.row(hire) === undefined) world.breaks(`${hire} is found by no sweep`);
      end.stops.onEnd(hire);
      if (end.words.isAnnounced(hire)) checkHire(hire, hires, person, index, end, world);
    }
    checkNumber(hires, person, end, world);
    if (isPlain(person, end)) checkTimes(person, index, end, world);
  }
}

function checkHire(
  hire: string,
  others: readonly string[],
  person: Person,
  index: number,
  end: End,
  world: World,
): void {
  const { history, words, mails, users, promises, stops } = end;
  const row = end.row(hire);
  const { state = 'nowhere', code } = row ?? {};
  const last: readonly Pick<Said, 'workEmail' | 'mailTo'>[] = end.byHr(hire) ?? words.latest(hire);
  const user = users.find(({ email }) => last.some(({ workEmail }) => workEmail === email));
  const way = words.endsAs(hire);

  const stop = stops.endsAs(hire);
  if (stop === 'stopped' || (stop === 'either' && state === 'cancelled')) return;
  // After a stop a creation begins anew, and where only changes carry the address, it may not be said again.
  if (stops.count([hire]) > 0 && isChanging(person) && code === 'WORK_EMAIL_NOT_YET') return;
  if (promises.isLeftOut(hire)) return;
  // Nobody is there to be invited; or nobody will ask what became of the mail of a record that is removed.
  const isNobody = last.length === 0 && code === 'EMPLOYEE_NOT_IN_HR_YET';
  const isBlocked = code === 'USER_BEING_INVITED' && others.some((other) => isUnclear(end.row(other)));
  if (isNobody || isBlocked) return;
  if (!isFinal(row)) world.breaks(`${hire} is ${state} ${code} after a replay without faults`);
  if (way === 'removed') {
    const wasOver = state === 'activated' || state === 'already-active';
    if (state !== 'cancelled' && !wasOver) world.breaks(`${hire} was removed, and is ${state} in the end`);
    return;
  }
  if (state === 'cancelled' && way === 'employed')
    world.breaks(`${hire} is employed, and is ${state} in the end`);
  if (user === undefined || state === 'cancelled') return;
  if (isActive(user)) {
    if (state === 'not-activated' && !isSinceLastLook(user, row, end))
      world.breaks(`${user.email} is active, and ${hire} is ${state}`);
    return;
  }
  if (state !== 'not-activated') world.breaks(`${user.email} is not active, and ${hire} is ${state}`);

  // Nobody can tell who is meant.
  if (new Set(last.map(({ workEmail }) => workEmail)).size > 1) return;
  const addresses = last.map(({ mailTo }) => mailTo);
  const since = mailedSince(person, words.all(hire), history);
  const mailed = mails.some((mail) => addresses.includes(mail.to) && mail.at >= since);
  const isToBeTold = user.status === 1 && history.neverSignedIn === 'tell';
  if (!mailed && !isToBeTold)
    world.breaks(`${addresses.join(' or ')} is never mailed, and ${hire} is ${state} ${code}`);
  if (words.employments(hire) === 1 && stops.count([hire]) === 0)
    checkEarlierUser(hire, { index, user }, end, world);
}

const looksDailyMs = 13 * 24 * 60 * 60 * 1000;

/** Two weeks after a person was told, nobody looks any more: what another hire of the person brings, it does not see. */
function isSinceLastLook({ email }: SimulatedUser, row: Row | undefined, { activatedAt }: End): boolean {
  const lastLook = Date.parse(row?.notActivatedAt ?? '') + looksDailyMs;
  return (activatedAt.get(email) ?? 0) > lastLook;
}

function isUnclear(row: Row | undefined): boolean {
  return row?.state === 'cancelled' && row.unresolvedSend !== undefined;
}

/** Whoever is hired again is mailed again, if the link of before is dead. */
function mailedSince(person: Person, words: readonly Said[], history: History): number {
  const again = findTwist(person, 'hired-again');
  if (again === undefined || again.removalArrivesAt > again.at) return 0;
  const [removedAt, at] = [again.removedAt, again.at].map((second) => startOf(history) + second * 1000);
  if (removedAt === undefined || at === undefined) return 0;
  const isBackBefore = words.some(
    ({ event, saidAt }) => event === 'created' && saidAt > removedAt && saidAt < at,
  );
  return isBackBefore ? 0 : at - linkLivesMs;
}

/** Somebody else got the employee id of a person who was invited, and is not active. */
function checkEarlierUser(
  hire: string,
  { index, user }: { index: number; user: SimulatedUser },
  end: End,
  world: World,
): void {
  const earlier = end.users.find(({ email }) => email === emailOf(index));
  if (earlier === undefined || earlier === user || isActive(earlier) || !wasInvited(earlier, hire, end))
    return;
  if (!end.row(hire)?.earlierUsers.some(({ userId }) => userId === String(earlier.id)))
    world.breaks(`nobody is told that ${earlier.email} was invited as ${hire} too, and is not active`);
}

function wasInvited({ email }: SimulatedUser, hire: string, { mails, promises }: End): boolean {
  return mails.some((mail) => mail.email === email && mail.by === hire && promises.isNoted(mail.attempt));
}

/** The list of the HR system may show a start that is so much later that it is about another engagement. */
function listedAgain(person: Person): number {
  const starts = [person.startsOn, ...person.changes.map(({ to }) => to)].filter(
    (to) => typeof to === 'number',
  );
  return isAsked(person) && Math.max(...starts) - Math.min(...starts) > 30 ? 1 : 0;
}

const startOf = ({ begins }: History) => Date.parse(begins);

export function isActive({ last_login }: SimulatedUser): boolean {
  return last_login !== null;
}

/** One mail an address while its link lives, and only so many. */
function checkNumber(hires: readonly string[], person: Person, end: End, world: World): void {
  const { history, words, promises, wishes, stops, users, activatedAt } = end;
  const { reportsInvitations, followUps } = history;
  const mails = end.mails.filter(({ by }) => hires.includes(by));
  const all = hires.flatMap((hire) => [...words.ever(hire)]);
  const said = Math.max(...hires.map((hire) => words.employments(hire)));
  const employments = said + listedAgain(person) + stops.count(hires);

  for (const { email } of users) {
    const sent = mails.filter((mail) => mail.email === email);
    const untold = reportsInvitations ? 0 : sent.filter(({ attempt }) => !promises.isNoted(attempt)).length;
    const isForgotten = ({ at }: SimulatedMail) => stops.isForgottenSince(hires, at);
    const soon = sent.filter((mail, index) => {
      const before = sent[index - 1];
      return before && !isForgotten(before) && isSoon(mail, before, wishes);
    }).length;
    const corrected = all.filter(({ workEmail }) => workEmail === email || workEmail === undefined);
    const corrections =
      countChanges(corrected.flatMap(({ mailTo }) => mailTo ?? [])) +
      (isAsked(person) && findTwist(person, 'corrected') !== undefined ? 1 : 0);
    if (soon > untold) world.breaks(`${email} is mailed again while the link lives`);
    if (
      sent.length >
      hires.length * employments * (1 + followUps) + corrections + untold + wishes.count(hires)
    )
      world.breaks(`${email} is mailed ${sent.length} times`);
    const active = activatedAt.get(email) ?? Number.POSITIVE_INFINITY;
    if (sent.some(({ at }) => at > active + finishesLateMs))
      world.breaks(`${email} is mailed after the account was activated`);
  }
}

/** Whether the link of the mail before lives, and nobody has asked for another one since. */
function isSoon(mail: SimulatedMail, before: SimulatedMail, wishes: Wishes): boolean {
  return (
    mail.to === before.to &&
    mail.askedAt - before.askedAt < linkLivesMs - finishesLateMs &&
    !wishes.isAskedSince(mail.by, before.askedAt)
  );
}

function countChanges(addresses: readonly string[]): number {
  return addresses.filter((address, index) => index > 0 && address !== addresses[index - 1]).length;
}

/** Nothing stands in the way of the person, or of the function. */
function isPlain(person: Person, { history, wasOrdinary }: End): boolean {
  const { people, callsPerWindow, firstSend, deaths, acts } = history;
  const { obstacle, firstAddressIsWrong, isUnannounced, changes, twists } = person;
  return (
    wasOrdinary &&
    people.length === 1 &&
    callsPerWindow === undefined &&
    firstSend === undefined &&
    deaths.length === 0 &&
    acts.length === 0 &&
    obstacle === 'none' &&
    !firstAddressIsWrong &&
    !isUnannounced &&
    !isChanging(person) &&
    changes.length === 0 &&
    twists.every(({ kind }) => kind === 'left-one')
  );
}

const minuteMs = 60 * 1000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How soon, and how often: only where everything is ordinary. */
function checkTimes(person: Person, index: number, end: End, world: World): void {
  const { history, mails, words, activatedAt } = end;
  const start = startOf(history);
  const [hire = ''] = hiresOf(person, index);
  // What the HR system says of the start is not in its messages.
  if (end.byHr(hire) !== undefined && person.startsOn !== undefined) return;
  const moments = words.all(hire).map(({ moment }) => moment);
  const triedFrom = Math.max(...moments, start + Math.min(...person.webhooksAt) * 1000);
  const dueAt = Math.max(triedFrom, start + person.appearsAt * 1000);
  const waited = dueAt - triedFrom;
  if (waited > (history.isPatient ? 39 : 1.5) * hourMs) return;

  const sent = mails.filter(({ email }) => email === emailOf(index));
  const late = (sent[0]?.at ?? Number.POSITIVE_INFINITY) - dueAt;
  const latest = (waited < dayMs - 20 * minuteMs ? 15 : 60) * minuteMs + 2 * minuteMs;
  if (late > latest)
    world.breaks(`${hire} is invited ${Math.round(late / minuteMs)} minutes after it could have been`);
  if (activatedAt.size > 0) return;
  if (sent.length !== 1 + history.followUps)
    world.breaks(`${hire} is sent ${sent.length} invites, without a fault`);
}
