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
 * The queue's message for one hire. What is over 200 KB, together with the tenant, becomes a stub, which parks with its
 * reason, so that the other records of the request go on.
 */
export function toMessage(
  { event, record }: { event: HireEvent; record: EmployeeRecord },
  { hr, ...context }: { source: string; hr: RecordReader; requestId: string; receivedAt: string },
): InviteMessage {
  const tenant = hr.readTenant(record);
  const bytes = countBytes(record) + (tenant === undefined ? 0 : toAsciiJson(tenant).length);
  const fits = bytes <= maxRecordBytes;
  const isNamed = fits || isShort(tenant);
  return {
    v: 1,
    purpose: 'invite',
    event,
    ...context,
    ...(tenant !== undefined && isNamed && { tenant }),
    // Without its tenant, the id could be another employee's.
    record: fits ? { ...record } : toStub(record, bytes, isNamed ? hr.readEmployeeId(record) : undefined),
  };
}

/** As JSON in ASCII. If it is too large already in other characters, it is not written anew. */
function countBytes(record: EmployeeRecord): number {
  const characters = JSON.stringify(record).length;
  return characters > maxRecordBytes ? characters : toAsciiJson(record).length;
}

function toStub(record: EmployeeRecord, bytes: number, employeeId: string | undefined): OversizeStub {
  const id = employeeId !== undefined && isShort(employeeId) ? { employeeId } : {};
  return { oversizeRecord: { bytes, sha256: hashRecord(record), ...id } };
}

function isShort(id: string | undefined): boolean {
  return id === undefined || id.length <= 256;
}
