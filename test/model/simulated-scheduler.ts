import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-scheduler';
import { awsTroubles, type Process } from './process.ts';
import type { SimulatedQueue } from './simulated-sqs.ts';
import type { World } from './world.ts';

/** EventBridge Scheduler's one-time schedules: late, sometimes twice, sometimes not at all. */
export interface SimulatedScheduler {
  /** The bodies of the wake-ups that are still to come, and when they were made. */
  pending(): { body: string; madeAt: number }[];
  /** What could not be delivered; an alarm tells the operator, who sends it again. */
  failures: string[];
  client(process: Process): { send: (command: object) => Promise<object> };
}

interface Schedule {
  body: string;
  madeAt: number;
  completed: boolean;
}

/** A completed schedule is deleted shortly after its run; until then its name is taken. */
const deletedAfterMs = 60 * 1000;

function noSuch(): ResourceNotFoundException {
  return new ResourceNotFoundException({ message: 'no such', Message: 'no such', $metadata: {} });
}

export function createScheduler(world: World, queue: SimulatedQueue): SimulatedScheduler {
  const schedules = new Map<string, Schedule>();
  const failures: string[] = [];

  function run(name: string, schedule: Schedule): void {
    if (schedules.get(name) !== schedule) return;
    schedule.completed = true;
    const way = ['once', 'twice', 'dropped'][world.choose(3)] ?? 'once';
    world.tell(() => `a schedule runs (${way})`);
    if (way === 'dropped') failures.push(schedule.body);
    else queue.send(schedule.body);
    if (way === 'twice') {
      queue.send(schedule.body);
      world.excuse();
    }
    world.at(world.now() + deletedAfterMs, () => {
      if (schedules.get(name) === schedule) schedules.delete(name);
    });
  }

  function create({ Name = '', ScheduleExpression = '', Target }: CreateScheduleCommand['input']): object {
    if (schedules.has(Name)) {
      throw new ConflictException({ message: 'it exists', Message: 'it exists', $metadata: {} });
    }
    const schedule = { body: Target?.Input ?? '', madeAt: world.now(), completed: false };
    schedules.set(Name, schedule);
    const lateMs = world.choose(3) * 30 * 1000;
    const ms = Date.parse(`${ScheduleExpression.slice('at('.length, -1)}Z`);
    world.at(ms + lateMs, () => run(Name, schedule));
    return {};
  }

  function read(name: string): object {
    const schedule = schedules.get(name);
    if (schedule === undefined) throw noSuch();
    return { Target: { Input: schedule.body } };
  }

  function list(prefix: string): object {
    const names = [...schedules.keys()].filter((name) => name.startsWith(prefix));
    return { Schedules: names.map((Name) => ({ Name })) };
  }

  function remove(name: string): object {
    if (schedules.delete(name)) return {};
    throw noSuch();
  }

  return {
    pending: () => [...schedules.values()].filter(({ completed }) => !completed),
    failures,
    client: (process) => ({
      send(command) {
        if (command instanceof CreateScheduleCommand) {
          const ordinary = () => create(command.input);
          const what = () => `makes a schedule ${command.input.ScheduleExpression}`;
          return process.call(what, ordinary, awsTroubles(world, ordinary));
        }
        if (command instanceof DeleteScheduleCommand) {
          const ordinary = () => remove(command.input.Name ?? '');
          return process.call(() => 'takes a schedule back', ordinary, awsTroubles(world, ordinary));
        }
        if (command instanceof GetScheduleCommand) {
          const ordinary = () => read(command.input.Name ?? '');
          return process.call(() => 'reads a schedule', ordinary, awsTroubles(world, ordinary));
        }
        if (command instanceof ListSchedulesCommand) {
          const ordinary = () => list(command.input.NamePrefix ?? '');
          return process.call(() => 'lists schedules', ordinary, awsTroubles(world, ordinary));
        }
        throw new Error('The simulated Scheduler does not know this command');
      },
    }),
  };
}
