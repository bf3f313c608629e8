import { createHash } from 'node:crypto';
import {
  DeleteScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { InviteMessage } from '../hire/invite-message.ts';

/** A wake-up that was scheduled. `at`: milliseconds since 1970. */
export interface ScheduledWakeUp {
  hire: string;
  purpose: InviteMessage['purpose'];
  personHash: string;
  at: number;
}

/** The one-time schedules that are made, and can be found by what they wake. */
export interface Schedules {
  /** The message that a schedule will put on the queue; undefined if there is no such schedule. */
  read(wakeUp: ScheduledWakeUp): Promise<string | undefined>;
  /** Deletes a schedule, if there is one. */
  cancel(wakeUp: ScheduledWakeUp): Promise<void>;
}

export function createSchedules(scheduler: Pick<SchedulerClient, 'send'>, group: string): Schedules {
  const named = (wakeUp: ScheduledWakeUp) => ({ GroupName: group, Name: scheduleName(wakeUp) });
  return {
    async read(wakeUp) {
      const found = await orNone(scheduler.send(new GetScheduleCommand(named(wakeUp))));
      return found?.Target?.Input;
    },
    async cancel(wakeUp) {
      await orNone(scheduler.send(new DeleteScheduleCommand(named(wakeUp))));
    },
  };
}

async function orNone<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * The name is made from the hire, what is said about the person, the purpose and the second of the wake-up, so that
 * duplicates share a wake-up. The hire alone would not do: a name must not be used again for another moment, because
 * completed schedules are deleted late.
 */
export function scheduleName({ hire, purpose, personHash, at }: ScheduledWakeUp): string {
  const digest = createHash('sha256').update(`${hire}\n${personHash}\n${purpose}`).digest('hex').slice(0, 40);
  return `${digest}-${toSeconds(at)}`;
}

/** Schedules have no milliseconds, and nothing may come too early. */
export function toSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
