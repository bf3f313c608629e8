import type { InviteMessage } from '../hire/invite-message.ts';
import { toSweptRecord } from './swept-record.ts';
import { toMessage } from './to-message.ts';

/**
 * The message about an employee of whom only the id is known: whatever else is needed is asked of the HR system.
 * @param employee.tenant the company, if the source has several.
 */
export function toSweptMessage(
  { employeeId, tenant }: { employeeId: string; tenant?: string },
  context: Parameters<typeof toMessage>[1],
): InviteMessage {
  return {
    ...toMessage({ event: 'created', record: toSweptRecord(employeeId) }, context),
    ...(tenant !== undefined && { tenant }),
  };
}
