import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { hashPerson } from '../hire/hash.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { InviteMessage, NewerMessage } from '../hire/invite-message.ts';
import { userKeyOf } from '../hire/invitee.ts';
import type { Look } from '../hire/look.ts';
import { type MomentSettings, momentOf } from '../hire/moment.ts';
import type { Person } from '../hire/person.ts';
import type { EmployeeRecord } from '../hire/record.ts';
import { unreadableDate } from '../hire/start-date.ts';
import { zoneOf } from '../hire/time-zone.ts';
import type { ConnectedApi } from '../hr-systems/api/api.ts';
import { connectSources } from '../hr-systems/connect-sources.ts';
import { employeeIdOf, hireOf } from '../hr-systems/hire-of.ts';
import type { HrSystem } from '../hr-systems/hr-system.ts';

const milliseconds = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));

/** The parts of an SQS record that are used. */
const QueueMessage = v.object({
  messageId: v.string(),
  receiptHandle: v.string(),
  body: v.string(),
  attributes: v.object({
    SentTimestamp: milliseconds,
    ApproximateFirstReceiveTimestamp: milliseconds,
    ApproximateReceiveCount: v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number)),
  }),
});
export type QueueMessage = v.InferOutput<typeof QueueMessage>;

/** @returns undefined if it is not an SQS record. */
export function readQueueMessage(record: SQSRecord): QueueMessage | undefined {
  const result = v.safeParse(QueueMessage, record);
  return result.success ? result.output : undefined;
}

/** A look at a hire, with what is needed to carry it out. */
export interface HireLook extends Look {
  /** The source's key in the configuration. */
  source: string;
  hr: HrSystem;
  /** Absent if the HR system has no API to ask. */
  api?: ConnectedApi;
  record: EmployeeRecord;
  /** What the record itself says about the person. */
  person: Person;
  employeeId?: string;
  /** Whether SQS delivers this message for the first time. */
  isFirstReceive: boolean;
  /** The message as it came. Later wake-ups are made from it. */
  body: string;
}

/** Why a message does not lead to a hire that can be looked at. */
export type NoHire =
  | 'MESSAGE_UNREADABLE'
  | 'MESSAGE_OF_NEWER_VERSION'
  | 'SOURCE_REMOVED'
  | 'RECORD_UNMAPPABLE';

export type ReadLook = (message: QueueMessage) => HireLook | NoHire;

/**
 * Creates a reader of the queue's messages.
 * @param configuration with the sources, and the settings that place the moment.
 * @param hrApiUrl gives the address of a source's API, if it is not the vendor's own.
 */
export function createLookReader(
  configuration: Pick<Configuration, 'sources' | 'invite'>,
  hrApiUrl: (source: string) => string | undefined,
): ReadLook {
  const systems = new Map(connectSources(configuration, hrApiUrl).map((system) => [system.source, system]));

  return (message) => {
    const body = parseJson(message.body);
    const parsed = v.safeParse(InviteMessage, body);
    if (!parsed.success) return v.is(NewerMessage, body) ? 'MESSAGE_OF_NEWER_VERSION' : 'MESSAGE_UNREADABLE';
    const system = systems.get(parsed.output.source);
    return system === undefined
      ? 'SOURCE_REMOVED'
      : toLook(message, parsed.output, { ...system, settings: configuration.invite });
  };
}

function toLook(
  { messageId, attributes, body }: QueueMessage,
  message: InviteMessage,
  { hr, api, settings }: { hr: HrSystem; api: ConnectedApi | undefined; settings: MomentSettings },
): HireLook | NoHire {
  const { source, purpose, event, record, requestId } = message;
  const employeeId = employeeIdOf(message, hr);
  // It would be looked up by the hash of the record, and no hire has that key.
  if (event !== 'created' && employeeId === undefined) return 'RECORD_UNMAPPABLE';
  const person = hr.readPerson(record);
  const receivedAt = Date.parse(message.receivedAt);
  const datedAt = readDate(hr.readTimestamp(record), receivedAt);
  const hasAddress = userKeyOf(person) !== undefined;
  return {
    hire: hireOf(message, hr),
    messageId,
    sentAt: attributes.SentTimestamp,
    firstReceivedAt: attributes.ApproximateFirstReceiveTimestamp,
    purpose,
    requestId,
    receivedAt,
    event,
    saidAt: datedAt ?? receivedAt,
    isDated: datedAt !== undefined,
    personHash: hashPerson(person),
    addressHash: hashPerson(addressesOf(person)),
    hasAddress,
    makesHire: event === 'created' || (event === 'updated' && hr.updatesInvite && hasAddress),
    asksHr: api !== undefined,
    ...startOf(person, settings),
    ...(person.timeZone !== undefined && { timeZone: person.timeZone }),
    source,
    hr,
    ...(api && { api }),
    record,
    person,
    ...(employeeId !== undefined && { employeeId }),
    isFirstReceive: attributes.ApproximateReceiveCount === 1,
    body,
  };
}

function addressesOf({ startDate, timeZone, ...addresses }: Person): Person {
  return addresses;
}

function startOf(person: Person, settings: MomentSettings): Pick<HireLook, 'startDate' | 'notBefore'> {
  const { startDate } = person;
  if (startDate === undefined || startDate === unreadableDate) return {};
  return { startDate, notBefore: momentOf(startDate, { ...settings, timeZone: zoneOf(person, settings) }) };
}

/**
 * The look at a hire whose time zone was said before, if its own record does not say it. The record itself says the same
 * as ever, so its hashes stay.
 */
export function inKnownZone(
  look: HireLook,
  { timeZone }: Pick<HireRow, 'timeZone'>,
  settings: MomentSettings,
): HireLook {
  if (timeZone === undefined || look.timeZone !== undefined) return look;
  const person = look.hr.readPerson(look.record, timeZone);
  const { startDate, notBefore, ...rest } = look;
  return { ...rest, person, ...startOf({ ...person, timeZone }, settings) };
}

/** How far the HR system's clock may be ahead of ours. */
const clocksMs = 60 * 60 * 1000;

/** A date in the future is not when it was said, but perhaps when it takes effect. */
function readDate(datedAt: number | undefined, receivedAt: number): number | undefined {
  return datedAt !== undefined && datedAt <= receivedAt + clocksMs ? datedAt : undefined;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
