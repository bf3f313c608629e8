import * as v from 'valibot';
import { hashRecord } from '../hire/hash.ts';
import { hireKey } from '../hire/hire-key.ts';
import { InviteMessage, OversizeStub } from '../hire/invite-message.ts';
import type { ConnectedSource } from './connect-sources.ts';
import type { HrSystem } from './hr-system.ts';

/** The row key of the hire that a message wakes. */
export function hireOf(message: InviteMessage, hr: Pick<HrSystem, 'readEmployeeId'>): string {
  const { source, tenant, record } = message;
  const employeeId = employeeIdOf(message, hr);
  return hireKey({
    source,
    recordHash: v.is(OversizeStub, record) ? record.oversizeRecord.sha256 : hashRecord(record),
    ...(tenant !== undefined && { tenant }),
    ...(employeeId !== undefined && { employeeId }),
  });
}

/** The id of the employee that a message is about; undefined if its record has no id. */
export function employeeIdOf(
  { record }: InviteMessage,
  hr: Pick<HrSystem, 'readEmployeeId'>,
): string | undefined {
  return v.is(OversizeStub, record) ? record.oversizeRecord.employeeId : hr.readEmployeeId(record);
}

/** The row key of the hire that a message of the queue would wake; undefined if it would wake none. */
export function hireOfBody(
  body: string,
  sources: readonly Pick<ConnectedSource, 'source' | 'hr'>[],
): string | undefined {
  const message = v.safeParse(v.pipe(v.string(), v.parseJson(), InviteMessage), body);
  if (!message.success) return undefined;
  const known = sources.find(({ source }) => source === message.output.source);
  return known && hireOf(message.output, known.hr);
}
