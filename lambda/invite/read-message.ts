import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import type { WakeUp } from '../hire/decide.ts';
import { hashPerson, hashRecord, hireKey, InviteMessage, OversizeStub } from '../hire/hire.ts';
import { connectHrSystem } from '../hr-systems/connect-hr-system.ts';
import type { HrSystem } from '../hr-systems/hr-system.ts';

const milliseconds = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));

/** The parts of SQS's record that are used. */
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

/** @returns undefined if it is no record of SQS. */
export function readQueueMessage(record: SQSRecord): QueueMessage | undefined {
  const result = v.safeParse(QueueMessage, record);
  return result.success ? result.output : undefined;
}

/** A message understood: which hire it wakes, and with which record. */
export interface HireMessage {
  hire: string;
  wakeUp: WakeUp;
  invite: InviteMessage;
  hr: HrSystem;
}

/** Why a message belongs to no hire that can be looked at. */
export type NoHire = 'MESSAGE_UNREADABLE' | 'SOURCE_REMOVED' | 'RECORD_UNMAPPABLE';

/** Makes a reader of the queue's messages. */
export function createMessageReader(
  sources: Configuration['sources'],
  hrApiUrl: (source: string) => string | undefined,
): (message: QueueMessage) => HireMessage | NoHire {
  const systems = new Map(
    Object.entries(sources).map(([source, settings]) => [
      source,
      connectHrSystem(settings, hrApiUrl(source)),
    ]),
  );

  return (message) => {
    const parsed = v.safeParse(InviteMessage, parseJson(message.body));
    if (!parsed.success) return 'MESSAGE_UNREADABLE';
    const invite = parsed.output;
    const hr = systems.get(invite.source);
    if (hr === undefined) return 'SOURCE_REMOVED';
    const employee = readEmployee(invite, hr);
    // It would be looked for under the hash of the record, where nobody is.
    if (invite.event !== 'created' && employee.employeeId === undefined) return 'RECORD_UNMAPPABLE';
    return { hire: hireKey(employee), wakeUp: readWakeUp(message, invite, hr), invite, hr };
  };
}

/** The row key of the hire that a message wakes. */
export function hireOf(invite: InviteMessage, hr: Pick<HrSystem, 'readEmployeeId'>): string {
  return hireKey(readEmployee(invite, hr));
}

function readWakeUp(
  { messageId, attributes }: QueueMessage,
  { purpose, event, record, receivedAt }: InviteMessage,
  hr: HrSystem,
): WakeUp {
  const datedAt = hr.readTimestamp(record);
  const person = hr.readPerson(record);
  return {
    messageId,
    sentAt: attributes.SentTimestamp,
    firstReceivedAt: attributes.ApproximateFirstReceiveTimestamp,
    purpose,
    event,
    saidAt: datedAt ?? Date.parse(receivedAt),
    isDated: datedAt !== undefined,
    personHash: hashPerson(person),
    hasAddress: person.workEmail !== undefined,
    asksHr: hr.api !== undefined,
    receivedAt: Date.parse(receivedAt),
    makesHire:
      event === 'created' || (event === 'updated' && hr.updatesInvite && person.workEmail !== undefined),
  };
}

function readEmployee(
  { source, tenant, record }: InviteMessage,
  hr: Pick<HrSystem, 'readEmployeeId'>,
): Parameters<typeof hireKey>[0] {
  const stub = v.safeParse(OversizeStub, record);
  const employeeId = stub.success ? stub.output.oversizeRecord.employeeId : hr.readEmployeeId(record);
  return {
    source,
    recordHash: stub.success ? stub.output.oversizeRecord.sha256 : hashRecord(record),
    ...(tenant !== undefined && { tenant }),
    ...(employeeId !== undefined && { employeeId }),
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
