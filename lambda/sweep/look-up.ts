import * as v from 'valibot';
import type { HiresTable } from '../aws/hires-table.ts';
import type { Log } from '../aws/log.ts';
import type { HireRow } from '../hire/hire-row.ts';
import type { InviteMessage } from '../hire/invite-message.ts';
import type { ListedEmployee } from '../hr-systems/api/api.ts';
import type { ConnectedSource } from '../hr-systems/connect-sources.ts';
import { hireOf } from '../hr-systems/hire-of.ts';
import { toSweptMessage } from '../hr-systems/swept-message.ts';
import type { Run } from './run.ts';

export interface LookUpParts {
  hires: Pick<HiresTable, 'read'>;
  log: Log;
  nowMs: () => number;
}

/** A listed employee as the hires table knows them, and the message that announces them. */
export interface KnownEmployee {
  hire: string;
  message: InviteMessage;
  /** Absent if nobody has announced the employee. */
  row: HireRow | undefined;
}

/**
 * What is known of a listed employee.
 * @returns undefined if the row cannot be read, which must not block the others for ever.
 */
export async function lookUp(
  employee: ListedEmployee,
  { source, hr }: Pick<ConnectedSource, 'source' | 'hr'>,
  { requestId }: Run,
  { hires, log, nowMs }: LookUpParts,
): Promise<KnownEmployee | undefined> {
  const context = { source, hr, requestId, receivedAt: new Date(nowMs()).toISOString() };
  const message = toSweptMessage(employee, context);
  const hire = hireOf(message, hr);
  try {
    return { hire, message, row: await hires.read(hire) };
  } catch (error) {
    if (!v.isValiError(error)) throw error;
    log.error('row cannot be read', { hire });
    return undefined;
  }
}
