import * as v from 'valibot';
import { InviteMessage } from '../../lambda/hire/invite-message.ts';
import { type MomentSettings, momentOf } from '../../lambda/hire/moment.ts';
import type { Change, History, Person } from './history.ts';
import type { Said } from './promises.ts';
import type { SimulatedEmployee } from './simulated-hr.ts';

/** The messages by which the HR systems speak of the people of a history. */

const dayMs = 24 * 60 * 60 * 1000;
const firstEmployeeId = 100;

export function emailOf(index: number): string {
  return `person${index}@acme.example`;
}

/** Nobody in OneLogin has it. */
export function wrongEmailOf(index: number): string {
  return `perosn${index}@acme.example`;
}

export function hiresOf({ sources }: Person, index: number): string[] {
  return sources.map((source) => `${source}//${firstEmployeeId + index}`);
}

export function employeeIdOf(index: number): string {
  return String(firstEmployeeId + index);
}

/** A message and when it comes to the queue, in milliseconds since 1970. */
export interface Arrival {
  at: number;
  body: string;
}

/** Everything that the HR systems say of a person. */
export function toArrivals(person: Person, index: number, { begins }: Pick<History, 'begins'>): Arrival[] {
  const start = Date.parse(begins);
  const dated = (said: number) =>
    person.datesEvents && { timestamp: new Date(start + said * 1000).toISOString() };

  function toArrival(source: string, at: number, event: InviteMessage['event'], record: object): Arrival {
    const receivedAt = new Date(start + at * 1000).toISOString();
    const type = `employee.${event}`;
    const message = { v: 1, purpose: 'invite', event, source, record: { type, ...record }, receivedAt };
    return { at: start + at * 1000, body: JSON.stringify({ ...message, requestId: 'request-1' }) };
  }

  function toData(source: string, workEmail: string | undefined, startsOn: number | undefined) {
    const employeeId = employeeIdOf(index);
    if (source === 'asked-hr') return { employeeId };
    return {
      employeeId,
      ...(workEmail && { workEmail }),
      ...(startsOn !== undefined && { startDate: toDate(begins, startsOn) }),
    };
  }

  const created = (source: string) =>
    person.webhooksAt.map((at, webhook) => {
      const isWrong = person.firstAddressIsWrong && webhook === 0 && person.webhooksAt.length > 1;
      const address = isWrong ? wrongEmailOf(index) : emailOf(index);
      const data = toData(source, source === 'changing-hr' ? undefined : address, person.startsOn);
      return toArrival(source, at, 'created', { ...dated(isWrong ? -1 : 0), data });
    });
  const changed = (source: string, { at, saidAt, to }: Change) => {
    const event = to === 'removed' ? 'removed' : 'updated';
    const data = toData(source, emailOf(index), to === 'removed' ? undefined : to);
    return toArrival(source, at, event, { ...dated(saidAt), data });
  };
  return person.sources.flatMap((source) => [
    ...(isUnannounced(person) ? [] : created(source)),
    ...changesOf(person).map((change) => changed(source, change)),
  ]);
}

/** What the HR system that can be asked holds of a person, and from when on, in milliseconds since 1970. */
export function toHrRecords(
  person: Person,
  index: number,
  { begins }: Pick<History, 'begins'>,
): { at: number; employee: SimulatedEmployee | 'removed' }[] {
  if (!isAsked(person)) return [];
  const start = Date.parse(begins);
  const toEmployee = (startsOn: number | undefined): SimulatedEmployee => ({
    id: employeeIdOf(index),
    workEmail: emailOf(index),
    hireDate: startsOn === undefined ? null : toDate(begins, startsOn),
  });
  const changes = changesOf(person).toSorted((a, b) => a.at - b.at);
  const removal = changes.findIndex(({ to }) => to === 'removed');
  return [
    { at: start, employee: toEmployee(person.startsOn) },
    ...changes.slice(0, removal < 0 ? undefined : removal + 1).map(({ at, to }) => ({
      at: start + at * 1000,
      employee: to === 'removed' ? to : toEmployee(to),
    })),
  ];
}

function isAsked({ sources: [source] }: Person): boolean {
  return source === 'asked-hr';
}

function isUnannounced(person: Person): boolean {
  return person.isUnannounced && isAsked(person);
}

/** Whom nobody announced is not taken back either; where only changes carry the address, one does, after the creation. */
function changesOf(person: Person): readonly Change[] {
  if (person.sources[0] === 'changing-hr') {
    const changes = person.changes.map((change) => ({ ...change, saidAt: Math.max(5, change.saidAt) }));
    const bringsAddress = changes.some(({ to }) => to !== 'removed');
    return bringsAddress ? changes : [...changes, { at: 700, saidAt: 5, to: person.startsOn ?? 0 }];
  }
  return isUnannounced(person) ? person.changes.filter(({ to }) => to !== 'removed') : person.changes;
}

function toDate(begins: string, days: number): string {
  return new Date(Date.parse(begins) + days * dayMs).toISOString().slice(0, 10);
}

/** Whoever has no start date may be invited at any time. */
export function toMoment(startDate: string | null | undefined, settings: MomentSettings): number {
  return typeof startDate === 'string' ? momentOf(startDate, settings) : Number.NEGATIVE_INFINITY;
}

const Message = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    ...InviteMessage.entries,
    record: v.union([
      v.object({
        timestamp: v.optional(v.string()),
        data: v.looseObject({
          employeeId: v.string(),
          workEmail: v.optional(v.string()),
          startDate: v.optional(v.string()),
        }),
      }),
      v.pipe(
        v.object({ sweptEmployeeId: v.string() }),
        v.transform(({ sweptEmployeeId: employeeId }) => ({
          timestamp: undefined,
          data: { employeeId, workEmail: undefined, startDate: undefined },
        })),
      ),
    ]),
  }),
);

/** What a message on the queue says, whoever put it there. */
export interface Read {
  hire: string;
  said: Said;
  /** What it says of the person. */
  person: string;
}

/** Undated, a change comes after every creation. */
const changesCome = 1e15;

export function readBody(body: string, { moment }: Pick<History, 'moment'>): Read {
  const { source, purpose, event, record, receivedAt } = v.parse(Message, body);
  const { employeeId, workEmail, startDate } = record.data;
  const undated = Date.parse(receivedAt) + (event === 'updated' ? changesCome : 0);
  return {
    hire: `${source}//${employeeId}`,
    person: JSON.stringify(record.data),
    said: {
      event,
      makesHire:
        event === 'created' || (event === 'updated' && source === 'changing-hr' && workEmail !== undefined),
      isFollowUp: purpose === 'follow-up',
      order: record.timestamp === undefined ? undated : Date.parse(record.timestamp),
      moment: toMoment(startDate, moment),
    },
  };
}
