import { hashRecord } from '../hire/hash.ts';
import type { HireEvent } from '../hire/hr-event.ts';
import {
  type InviteMessage,
  maxRecordBytes,
  type OversizeStub,
  toAsciiJson,
} from '../hire/invite-message.ts';
import type { EmployeeRecord } from '../hire/record.ts';
import type { HrSystem } from './hr-system.ts';

type RecordReader = Pick<HrSystem, 'readEmployeeId' | 'readTenant'>;

/**
 * The queue's message for one hire. A record over 200 KB becomes a stub, which parks with its reason, so that the other
 * records of the request go on.
 */
export function toMessage(
  { event, record }: { event: HireEvent; record: EmployeeRecord },
  { hr, ...context }: { source: string; hr: RecordReader; requestId: string; receivedAt: string },
): InviteMessage {
  const bytes = toAsciiJson(record).length;
  const kept = bytes <= maxRecordBytes ? record : toStub(record, bytes, hr.readEmployeeId(record));
  const tenant = hr.readTenant(record);
  return {
    v: 1,
    purpose: 'invite',
    event,
    ...context,
    ...(tenant !== undefined && { tenant }),
    record: { ...kept },
  };
}

function toStub(record: EmployeeRecord, bytes: number, employeeId: string | undefined): OversizeStub {
  const id = employeeId === undefined || employeeId.length > 256 ? {} : { employeeId };
  return { oversizeRecord: { bytes, sha256: hashRecord(record), ...id } };
}
