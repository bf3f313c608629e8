import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import { type ConnectedHrSystem, connectHrSystem } from '../hr-systems/index.ts';
import type { Configuration } from '../shared/configuration.ts';
import { hashPerson, hashRecord, hireKey, InviteMessage, OversizeStub } from '../shared/hire.ts';
import type { WakeUp } from './decide.ts';

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
  hr: ConnectedHrSystem;
}

/** Makes a reader of the queue's messages; it returns why a message belongs to no hire that can be looked at. */
export function createMessageReader(
  sources: Configuration['sources'],
  hrApiUrl: (source: string) => string | undefined,
): (message: QueueMessage) => HireMessage | 'MESSAGE_UNREADABLE' | 'SOURCE_REMOVED' {
  const systems = new Map(
    Object.entries(sources).map(([source, settings]) => [
      source,
      connectHrSystem(settings, hrApiUrl(source)),
    ]),
  );

  return ({ messageId, body, attributes }) => {
    const invite = v.safeParse(InviteMessage, parseJson(body));
    if (!invite.success) return 'MESSAGE_UNREADABLE';
    const hr = systems.get(invite.output.source);
    if (hr === undefined) return 'SOURCE_REMOVED';
    const { record } = invite.output;
    const { SentTimestamp: sentAt, ApproximateFirstReceiveTimestamp: firstReceivedAt } = attributes;
    return {
      hire: readHireKey(invite.output, hr),
      wakeUp: { messageId, sentAt, firstReceivedAt, personHash: hashPerson(hr.readPerson(record)) },
      invite: invite.output,
      hr,
    };
  };
}

function readHireKey(invite: InviteMessage, hr: ConnectedHrSystem): string {
  const { source, tenant, record } = invite;
  const stub = v.safeParse(OversizeStub, record);
  const employeeId = stub.success ? stub.output.oversizeRecord.employeeId : hr.readEmployeeId(record);
  const recordHash = stub.success ? stub.output.oversizeRecord.sha256 : hashRecord(record);
  return hireKey({
    source,
    recordHash,
    ...(tenant !== undefined && { tenant }),
    ...(employeeId !== undefined && { employeeId }),
  });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
