import { errorFields, type Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { maxDelaySeconds, type WakeUps } from '../aws/wake-ups.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { withPurpose } from '../hire/invite-message.ts';
import type { Look } from '../hire/look.ts';
import type { HireLook } from './read-look.ts';
import { identify } from './report.ts';

type NotedWakeUp = NonNullable<HireRow['wakeUp']>;

export interface WakeLater {
  /**
   * Sets up a later wake-up for the hire (`at` in milliseconds since 1970), for the purpose of the look if no other is
   * given. Returns the wake-up as the row notes it.
   * @throws the error of SQS if the wake-up could not be set up.
   */
  make(look: HireLook, when: { at: number; purpose?: Look['purpose'] }): Promise<NotedWakeUp>;
  /**
   * Deletes the schedule of the wake-up that a row notes, in case another message for the hire came first. That schedule
   * would only find the hire done or parked, so it does no harm if it cannot be deleted.
   */
  forget(row: HireRow, now: number): Promise<void>;
}

/** Sets up later wake-ups, and reports if a schedule is refused. */
export function createWakeLater({
  wakeUps,
  log,
  count,
}: {
  wakeUps: WakeUps;
  log: Log;
  count: CountMetric;
}): WakeLater {
  return {
    async make(look, { at, purpose = look.purpose }) {
      const { hire, personHash } = look;
      const body = purpose === look.purpose ? look.body : withPurpose(look.body, purpose);
      const made = await wakeUps.make({ hire, personHash, purpose, body, at });
      if (typeof made !== 'string') {
        const why = errorFields(made.scheduleRefused);
        log.error('schedule refused, waking in 15 minutes instead', { ...identify(look), ...why });
        count('ScheduleRefused');
      }
      return { purpose, personHash, at };
    },
    async forget({ hire, wakeUp, updatedAt }, now) {
      if (wakeUp === undefined || wakeUp.at <= now) return;
      if (wakeUp.at - updatedAt <= maxDelaySeconds * 1000) return; // made by SQS's delay
      try {
        await wakeUps.cancel({ hire, ...wakeUp });
      } catch (error) {
        log.warn('schedule not deleted', { hire, ...errorFields(error) });
      }
    },
  };
}
