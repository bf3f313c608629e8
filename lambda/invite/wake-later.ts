import { errorFields, type Log } from '../aws/log.ts';
import type { CountMetric } from '../aws/metrics.ts';
import { maxDelaySeconds, type WakeUps } from '../aws/wake-ups.ts';
import type { HireRow } from '../hire/hire-row.ts';
import { withPurpose } from '../hire/invite-message.ts';
import type { Look } from '../hire/look.ts';
import type { HireLook } from './read-look.ts';
import { identify } from './report.ts';

export interface WakeLater {
  /**
   * Sets up a later wake-up for the hire (`at` in milliseconds since 1970).
   * @throws the error of SQS if the wake-up could not be set up.
   */
  make(look: HireLook, at: number, purpose: Look['purpose']): Promise<void>;
  /**
   * Deletes the schedule of a row's long wait, in case another message for the hire came first. That schedule would
   * only find the hire done or parked, so it does no harm if it cannot be deleted.
   */
  forget(row: HireRow, personHash: string): Promise<void>;
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
    async make(look, at, purpose) {
      const { hire, personHash } = look;
      const body = purpose === look.purpose ? look.body : withPurpose(look.body, purpose);
      const made = await wakeUps.make({ hire, personHash, purpose, body, at });
      if (typeof made === 'string') return;
      const why = errorFields(made.scheduleRefused);
      log.error('schedule refused, waking in 15 minutes instead', { ...identify(look), ...why });
      count('ScheduleRefused');
    },
    async forget({ hire, waitUntil: at, updatedAt }, personHash) {
      if (at === undefined || at - updatedAt <= maxDelaySeconds * 1000) return;
      try {
        await wakeUps.cancel({ hire, personHash, at, purpose: 'invite' });
      } catch (error) {
        log.warn('schedule not deleted', { hire, ...errorFields(error) });
      }
    },
  };
}
