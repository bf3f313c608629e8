import { createHash } from 'node:crypto';
import {
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  type ListSchedulesCommandOutput,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { type InviteMessage, purposes } from '../hire/invite-message.ts';

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
  /**
   * Deletes every schedule of a hire.
   * @param personHashes what was said about the person: only by that are schedules of earlier versions found.
   */
  cancelAll(hire: string, personHashes: readonly string[]): Promise<void>;
}

export function createSchedules(scheduler: Pick<SchedulerClient, 'send'>, group: string): Schedules {
  async function remove(name: string): Promise<boolean> {
    const command = new DeleteScheduleCommand({ GroupName: group, Name: name });
    return (await orNone(scheduler.send(command))) !== undefined;
  }

  async function listNames(prefix: string): Promise<string[]> {
    const names: string[] = [];
    let next: string | undefined;
    do {
      const page: ListSchedulesCommandOutput = await scheduler.send(
        new ListSchedulesCommand({ GroupName: group, NamePrefix: prefix, NextToken: next }),
      );
      names.push(...(page.Schedules ?? []).flatMap(({ Name }) => Name ?? []));
      next = page.NextToken;
    } while (next !== undefined);
    return names;
  }

  return {
    async read(wakeUp) {
      for (const Name of namesOf(wakeUp)) {
        const found = await orNone(scheduler.send(new GetScheduleCommand({ GroupName: group, Name })));
        if (found !== undefined) return found.Target?.Input;
      }
      return undefined;
    },
    async cancel(wakeUp) {
      for (const name of namesOf(wakeUp)) if (await remove(name)) return;
    },
    async cancelAll(hire, personHashes) {
      const earlier = personHashes.flatMap((personHash) =>
        purposes.map((purpose) => earlierPrefixOf({ hire, purpose, personHash })),
      );
      for (const prefix of [prefixOf(hire), ...earlier])
        for (const name of await listNames(prefix)) await remove(name);
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
 * completed schedules are deleted late. The hire comes first, so that all schedules of a hire are found by it.
 */
export function scheduleName({ hire, purpose, personHash, at }: ScheduledWakeUp): string {
  return `${prefixOf(hire)}${digest(`${personHash}\n${purpose}`, 16)}-${toSeconds(at)}`;
}

function prefixOf(hire: string): string {
  return `${digest(hire, 24)}-`;
}

/** Schedules of version 0.2.0 and before may stand for as long as a hire waits for its start. */
function namesOf(wakeUp: ScheduledWakeUp): string[] {
  return [scheduleName(wakeUp), `${earlierPrefixOf(wakeUp)}${toSeconds(wakeUp.at)}`];
}

function earlierPrefixOf({ hire, purpose, personHash }: Omit<ScheduledWakeUp, 'at'>): string {
  return `${digest(`${hire}\n${personHash}\n${purpose}`, 40)}-`;
}

function digest(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

/** Schedules have no milliseconds, and nothing may come too early. */
export function toSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
