import * as v from 'valibot';
import { momentOf } from '../../lambda/invite/moment.ts';
import { InviteMessage } from '../../lambda/shared/hire.ts';
import type { Change, History, Person } from './history.ts';
import type { Said } from './promises.ts';

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

/** A message and when it comes to the queue, in milliseconds since 1970. */
export interface Arrival {
  at: number;
  body: string;
}

/** Everything that the HR systems say of a person. */
export function toArrivals(person: Person, index: number, { begins }: Pick<History, 'begins'>): Arrival[] {
  const start = Date.parse(begins);
  const toDate = (days: number) => new Date(start + days * dayMs).toISOString().slice(0, 10);
  const dated = (said: number) =>
    person.datesEvents && { timestamp: new Date(start + said * 1000).toISOString() };

  function toArrival(source: string, at: number, event: InviteMessage['event'], record: object): Arrival {
    const receivedAt = new Date(start + at * 1000).toISOString();
    const type = `employee.${event}`;
    const message = { v: 1, purpose: 'invite', event, source, record: { type, ...record }, receivedAt };
    return { at: start + at * 1000, body: JSON.stringify({ ...message, requestId: 'request-1' }) };
  }

  function toData(workEmail: string, startsOn: number | undefined) {
    const employeeId = String(firstEmployeeId + index);
    return { employeeId, workEmail, ...(startsOn !== undefined && { startDate: toDate(startsOn) }) };
  }

  const created = (source: string) =>
    person.webhooksAt.map((at, webhook) => {
      const isWrong = person.firstAddressIsWrong && webhook === 0 && person.webhooksAt.length > 1;
      const data = toData(isWrong ? wrongEmailOf(index) : emailOf(index), person.startsOn);
      return toArrival(source, at, 'created', { ...dated(isWrong ? -1 : 0), data });
    });
  const changed = (source: string, { at, saidAt, to }: Change) => {
    const event = to === 'removed' ? 'removed' : 'updated';
    const data = toData(emailOf(index), to === 'removed' ? undefined : to);
    return toArrival(source, at, event, { ...dated(saidAt), data });
  };
  return person.sources.flatMap((source) => [
    ...created(source),
    ...person.changes.map((change) => changed(source, change)),
  ]);
}

const Message = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    ...InviteMessage.entries,
    record: v.object({
      timestamp: v.optional(v.string()),
      data: v.object({ employeeId: v.string(), workEmail: v.string(), startDate: v.optional(v.string()) }),
    }),
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
  const { employeeId, startDate } = record.data;
  const undated = Date.parse(receivedAt) + (event === 'updated' ? changesCome : 0);
  return {
    hire: `${source}//${employeeId}`,
    person: JSON.stringify(record.data),
    said: {
      event,
      isFollowUp: purpose === 'follow-up',
      order: record.timestamp === undefined ? undated : Date.parse(record.timestamp),
      moment: startDate === undefined ? Number.NEGATIVE_INFINITY : momentOf(startDate, moment),
    },
  };
}
