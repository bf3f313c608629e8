import type { ReadAlarms } from '../../aws/alarm-states.ts';
import type { ReadSubscriptions } from '../../aws/subscriptions.ts';
import type { Finding } from '../answer.ts';
import { fault, fine, unproved } from './finding.ts';

const subject = 'alarms';

export async function checkAlarms(readAlarms: ReadAlarms, name: string): Promise<Finding[]> {
  const { count, raised } = await readAlarms();
  if (count === 0) return [fault('ALARMS_GONE', subject, name)];
  if (raised.length > 0) return raised.map((alarm) => fault('ALARM_RAISED', alarm, name));
  return [fine(subject, 'ALARMS_QUIET', `None of the ${count} alarms is raised.`)];
}

/** @param address the configured one. It is compared, and not said. */
export async function checkAlarmAddress(
  readSubscriptions: ReadSubscriptions,
  address: string | undefined,
  name: string,
): Promise<Finding[]> {
  const subscriptions = await readSubscriptions();
  const isThere = subscriptions.some(({ email }) => email?.toLowerCase() === address?.toLowerCase());
  if (address !== undefined && !isThere) return [fault('ALARM_ADDRESS_GONE', subject, name)];
  const pending = subscriptions.filter(({ isConfirmed }) => !isConfirmed).length;
  if (pending > 0)
    return [fault('ALARM_ADDRESS_UNCONFIRMED', subject, name, `${pending} of ${subscriptions.length}`)];
  if (subscriptions.length === 0)
    // It may be meant so: alarms can also be watched in CloudWatch.
    return [
      unproved(
        subject,
        'NOBODY_GETS_ALARMS',
        'No address gets the alarms and notices.',
        'Set `alarms.email`, and deploy. Then confirm the mail that AWS sends to that address.',
      ),
    ];
  return [fine(subject, 'ALARMS_REACH_SOMEBODY', 'The people who get them have confirmed their address.')];
}
