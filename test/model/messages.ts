import * as v from 'valibot';
import { InviteMessage } from '../../lambda/hire/invite-message.ts';
import { type MomentSettings, momentOf } from '../../lambda/hire/moment.ts';
import type { History, Person } from './history.ts';
import {
  changesOf,
  employeeIdOf,
  type Facts,
  factsAt,
  findTwist,
  isAsked,
  isChanging,
  isUnannounced,
  toDate,
  wrongEmailOf,
} from './people.ts';
import type { SimulatedEmployee } from './simulated-hr.ts';
import type { Said } from './words.ts';

/** The messages by which the HR systems speak of the people of a history. */

/** A message and when it comes to the queue, in milliseconds since 1970. */
export interface Arrival {
  at: number;
  body: string;
}

/** What an HR system says. Times are in seconds. */
interface Word {
  event: InviteMessage['event'];
  at: number;
  saidAt: number;
  facts: Facts;
}

/** Everything that the HR systems say of a person. */
export function toArrivals(person: Person, index: number, { begins }: Pick<History, 'begins'>): Arrival[] {
  const start = Date.parse(begins);

  return person.sources.flatMap((source) => {
    const words = inOrder(wordsOf(person, index, source), person);
    return words.map(({ event, at, saidAt, facts }): Arrival => {
      const timestamp = new Date(start + saidAt * 1000).toISOString();
      const message = {
        v: 1,
        purpose: 'invite',
        event,
        source,
        record: {
          type: `employee.${event}`,
          ...(person.datesEvents && { timestamp }),
          data: toData(source, event, facts),
          ...(source === 'asked-hr' &&
            person.recordHasFields && { fields: { 'Work Email': facts.workEmail } }),
        },
        receivedAt: new Date(start + at * 1000).toISOString(),
        requestId: `request-${engagementOf(words, person, at)}`,
      };
      return { at: start + at * 1000, body: JSON.stringify(message) };
    });
  });

  function toData(source: string, event: Word['event'], facts: Facts) {
    const { workEmail, personalEmail, startsOn, timeZone } = facts;
    const employeeId = employeeIdOf(index);
    if (source === 'asked-hr') return { employeeId };
    const hasAddresses = source !== 'changing-hr' || event !== 'created';
    return {
      employeeId,
      ...(hasAddresses && { workEmail, ...(personalEmail && { personalEmail }) }),
      ...(startsOn !== undefined && { startDate: toDate({ begins }, startsOn) }),
      ...(timeZone !== undefined && { timeZone }),
    };
  }
}

function wordsOf(person: Person, index: number, source: string): Word[] {
  const saying = (event: Word['event'], at: number, saidAt = at): Word => ({
    event,
    at,
    saidAt,
    facts: factsAt(person, index, saidAt),
  });
  const creations = isUnannounced(person) ? [] : createdOf(person, index);
  const first: Word = {
    event: 'created',
    at: 0,
    saidAt: 0,
    facts: { ...factsAt(person, index, 0), startsOn: person.startsOn },
  };
  const changes = changesOf(person).map(({ at, saidAt, to, timeZone = person.timeZone }): Word => {
    const word = saying(to === 'removed' ? to : 'updated', at, saidAt);
    return { ...word, facts: { ...word.facts, startsOn: to === 'removed' ? undefined : to, timeZone } };
  });

  const corrected = findTwist(person, 'corrected');
  const again = findTwist(person, 'hired-again');
  const later = findTwist(person, 'hired-later');
  const succeeded = findTwist(person, 'succeeded');
  const left = findTwist(person, 'left-one');
  // Without dates, it counts when it arrives. What can be asked says when it says something.
  const arrivesLater = person.datesEvents && !isAsked(person);
  const create = (at: number) =>
    isChanging(person) ? [saying('created', at), saying('updated', at + 20)] : [saying('created', at)];
  // A creation that says only the id says nothing new, and without dates, none comes after a change.
  const isSayable =
    !isAsked(person) && !isChanging(person) && (person.datesEvents || person.changes.length === 0);
  return [
    ...creations,
    ...changes,
    ...(corrected ? [saying(isSayable ? corrected.by : 'updated', corrected.at)] : []),
    ...(again
      ? [
          saying('removed', arrivesLater ? again.removalArrivesAt : again.removedAt, again.removedAt),
          ...(again.repeatedAt === undefined ? [] : [{ ...first, at: again.repeatedAt, saidAt: 0 }]),
          ...create(again.at),
        ]
      : []),
    ...(later ? create(later.at) : []),
    ...(succeeded ? [saying('created', succeeded.at)] : []),
    ...(left && source === 'hr' ? [saying('removed', left.at)] : []),
  ];
}

/** Of several, the one that was said first may have a wrong address. */
function createdOf(person: Person, index: number): Word[] {
  const [first = 0, ...more] = person.webhooksAt.toSorted((a, b) => a - b);
  const isWrong = person.firstAddressIsWrong && more.some((at) => at > first) && !hasChanges(person);
  const facts = { ...factsAt(person, index, 0), startsOn: person.startsOn };
  return [
    {
      event: 'created',
      at: first,
      saidAt: isWrong ? -1 : 0,
      facts: isWrong ? { ...facts, workEmail: wrongEmailOf(index) } : facts,
    },
    ...more.map(
      (at): Word => ({ event: 'created', at: isWrong && at === first ? at + 1 : at, saidAt: 0, facts }),
    ),
  ];
}

function hasChanges(person: Person): boolean {
  return person.changes.length > 0 || findTwist(person, 'corrected')?.by === 'updated';
}

const dayInSeconds = 24 * 60 * 60;

/** What has no date counts by its arrival: a creation soon after the removal may be a late one. */
function inOrder(words: readonly Word[], person: Person): Word[] {
  const again = findTwist(person, 'hired-again');
  const isSoon = again !== undefined && again.at < again.removedAt + 3 * dayInSeconds + 60;
  return words.filter(({ at }) => person.datesEvents || !isSoon || at < again.at);
}

/** Without dates: how many removals, or other ends, came before. */
function engagementOf(words: readonly Word[], person: Person, second: number): number {
  if (person.datesEvents) return 0;
  const later = findTwist(person, 'hired-later');
  const removals = words.filter(({ event, at }) => event === 'removed' && at < second).length;
  return removals + (later !== undefined && later.at <= second ? 1 : 0);
}

/** What the HR system that can be asked holds of a person, and from when on, in milliseconds since 1970. */
export function toHrRecords(
  person: Person,
  index: number,
  { begins }: Pick<History, 'begins'>,
): { at: number; employee: SimulatedEmployee | 'removed' }[] {
  if (!isAsked(person)) return [];
  const start = Date.parse(begins);
  // Whoever it has said to be removed is not in its list any more, whatever the date of that.
  const words = inOrder(wordsOf(person, index, 'asked-hr'), person).filter(
    ({ event, at, saidAt }) => at >= saidAt || event === 'removed',
  );
  const changes = words.filter(({ event, saidAt }) => event !== 'created' || saidAt > 0);
  let [isThere, facts] = [true, { ...factsAt(person, index, 0), startsOn: person.startsOn }];
  const toEmployee = (): SimulatedEmployee | 'removed' =>
    isThere
      ? {
          id: employeeIdOf(index),
          workEmail: facts.workEmail,
          homeEmail: facts.personalEmail ?? null,
          hireDate: facts.startsOn === undefined ? null : toDate({ begins }, facts.startsOn),
        }
      : 'removed';
  return [
    { at: start, employee: toEmployee() },
    ...changes
      .toSorted((a, b) => a.at - b.at)
      .map((word) => {
        isThere = word.event === 'created' || (isThere && word.event !== 'removed');
        const { startsOn } = word.facts;
        if (word.event !== 'removed') facts = { ...factsAt(person, index, word.at), startsOn };
        return { at: start + word.at * 1000, employee: toEmployee() };
      }),
  ];
}

/** Whoever has no start date may be invited at any time. */
export function toMoment(startDate: string | null | undefined, settings: MomentSettings): number {
  return typeof startDate === 'string' ? momentOf(startDate, settings) : Number.NEGATIVE_INFINITY;
}

/** When the person starts, at `invite.at` of that day. */
export function toStart(startDate: string | null | undefined, settings: MomentSettings): number {
  return toMoment(startDate, { ...settings, daysBeforeStart: 0, weekends: 'send' });
}

const Data = v.object({
  employeeId: v.string(),
  workEmail: v.optional(v.string()),
  personalEmail: v.optional(v.string()),
  startDate: v.optional(v.string()),
  timeZone: v.optional(v.string()),
});

const Message = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    ...InviteMessage.entries,
    record: v.union([
      v.object({
        timestamp: v.optional(v.string()),
        data: Data,
        fields: v.optional(v.object({ 'Work Email': v.string() })),
      }),
      v.pipe(
        v.object({ sweptEmployeeId: v.string() }),
        v.transform(({ sweptEmployeeId: employeeId }) => ({
          timestamp: undefined,
          data: {
            employeeId,
            workEmail: undefined,
            personalEmail: undefined,
            startDate: undefined,
            timeZone: undefined,
          },
          fields: undefined,
        })),
      ),
    ]),
  }),
);

/** A place of which nobody has said in which zone it is. */
export const nowhere = 'nowhere';

/** What a message on the queue says, whoever put it there. */
export interface Read {
  hire: string;
  said: Said;
  /** What it says of the person. */
  person: string;
}

/** Undated, a change comes after every creation, and whatever is said after a removal after everything before it. */
const changesCome = 1e15;

export function readBody(body: string, { moment: usual }: Pick<History, 'moment'>): Read {
  const { source, purpose, event, record, receivedAt, requestId } = v.parse(Message, body);
  const { employeeId, workEmail, personalEmail, startDate, timeZone = nowhere } = record.data;
  const moment = timeZone === nowhere ? usual : { ...usual, timeZone };
  const received = Date.parse(receivedAt);
  const isDated = record.timestamp !== undefined;
  const saysNothing = requestId === 'sweep-1' || requestId === 'operate-1';
  const saidAt = record.timestamp === undefined ? received : Date.parse(record.timestamp);
  const engagement = Number(/^request-(\d+)$/.exec(requestId)?.[1] ?? 0);
  const undated = received + (event === 'updated' ? changesCome : 0) + engagement * 10 * changesCome;
  const person = JSON.stringify({ ...record.data, ...record.fields });
  return {
    hire: `${source}//${employeeId}`,
    person,
    said: {
      event,
      person,
      makesHire:
        event === 'created' || (event === 'updated' && source === 'changing-hr' && workEmail !== undefined),
      purpose,
      isDated,
      isSwept: saysNothing,
      saidAt,
      isWhole: workEmail !== undefined || source === 'asked-hr',
      order: saysNothing ? 0 : isDated ? saidAt : undated,
      moment: toMoment(startDate, moment),
      start: toStart(startDate, moment),
      timeZone: moment.timeZone,
      workEmail,
      mailTo: personalEmail ?? workEmail,
    },
  };
}
