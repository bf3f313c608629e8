import { hashText } from '../hire/hash.ts';
import type { HireEvent } from '../hire/hr-event.ts';
import { type InviteMessage, maxRecordBytes, type OversizeStub, toAscii } from '../hire/invite-message.ts';
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
  const json = JSON.stringify(record);
  const bytes = countBytes(json) + countBytes(tenant ?? '');
  const fits = bytes <= maxRecordBytes;
  const isNamed = fits || isShort(tenant);
  return {
    v: 1,
    purpose: 'invite',
    event,
    ...context,
    ...(tenant !== undefined && isNamed && { tenant }),
    // Without its tenant, the id could be another employee's.
    record: fits ? record : { ...toStub(json, bytes, isNamed ? hr.readEmployeeId(record) : undefined) },
  };
}

/** In ASCII, with escapes. If there are too many characters already, those that need an escape are not counted apart. */
function countBytes(json: string): number {
  return json.length > maxRecordBytes ? json.length : toAscii(json).length;
}

function toStub(json: string, bytes: number, employeeId: string | undefined): OversizeStub {
  const id = employeeId !== undefined && isShort(employeeId) ? { employeeId } : {};
  return { oversizeRecord: { bytes, sha256: hashText(json), ...id } };
}

function isShort(id: string | undefined): boolean {
  return id === undefined || id.length <= 256;
}
