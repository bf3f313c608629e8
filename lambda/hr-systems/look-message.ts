import { readHireKey } from '../hire/hire-key.ts';
import type { InviteMessage } from '../hire/invite-message.ts';
import type { ConnectedSource } from './connect-sources.ts';
import { hireOf } from './hire-of.ts';
import { toSweptMessage } from './swept-message.ts';

/**
 * A message that wakes a hire whose own message is lost: everything else is asked of the HR system.
 * @param hire the row key.
 * @returns undefined if the row key does not name the employee, or the HR system cannot be asked.
 */
export function toLookMessage(
  hire: string,
  sources: readonly ConnectedSource[],
  { requestId, now }: { requestId: string; now: number },
): InviteMessage | undefined {
  const employee = readHireKey(hire);
  const known = sources.find(({ source }) => source === employee?.source);
  if (employee === undefined || known?.api === undefined) return undefined;
  const { source, hr } = known;
  const receivedAt = new Date(now).toISOString();
  const message: InviteMessage = {
    ...toSweptMessage(employee, { source, hr, requestId, receivedAt }),
    purpose: 'look',
  };
  // The message must wake this hire and no other.
  return hireOf(message, hr) === hire ? message : undefined;
}
