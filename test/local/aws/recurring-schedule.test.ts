import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type RecurringSchedule, startRecurringSchedule } from '../../../local/aws/recurring-schedule.ts';
import { type Clock, startClock } from '../../../local/clock.ts';

const hourMs = 60 * 60 * 1000;

let clock: Clock;
let schedule: RecurringSchedule;
let events: unknown[];
let runs: PromiseWithResolvers<void>[];
beforeEach(() => {
  clock = startClock();
  events = [];
  runs = [];
  const lambda = {
    invoke(event: unknown) {
      const run = Promise.withResolvers<void>();
      events.push(event);
      runs.push(run);
      return run.promise;
    },
  };
  schedule = startRecurringSchedule({ everyMinutes: 6 * 60, event: {} }, lambda, clock);
});
afterEach(() => {
  schedule.close();
  clock.stop();
});

/** Ends the last run, and lets the schedule see it. */
async function endRun(): Promise<void> {
  runs.at(-1)?.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

test('it runs every six hours of the clock, for the first time after six', async () => {
  expect(events).toEqual([]);
  clock.moveForward(6 * hourMs - 1000);
  expect(events).toEqual([]);
  clock.moveForward(1000);
  expect(events).toEqual([{}]);
  await endRun();
  clock.moveForward(6 * hourMs);
  expect(events).toHaveLength(2);
});

test('it runs once for a move of the clock, however far', async () => {
  clock.moveForward(21 * 24 * hourMs);
  await endRun();
  expect(events).toHaveLength(1);
  expect(schedule.isRunning()).toBe(false);
});

test('it never runs twice at once: a run that falls due meanwhile comes afterwards', async () => {
  clock.moveForward(6 * hourMs);
  clock.moveForward(6 * hourMs);
  clock.moveForward(6 * hourMs);
  expect(events).toHaveLength(1);
  expect(schedule.isRunning()).toBe(true);
  await endRun();
  expect(events).toHaveLength(2);
});

test('a failed run does not end the schedule', async () => {
  clock.moveForward(6 * hourMs);
  runs.at(-1)?.reject(new Error('died'));
  await endRun();
  clock.moveForward(6 * hourMs);
  expect(events).toHaveLength(2);
});

test('once closed it runs no more', () => {
  schedule.close();
  clock.moveForward(6 * hourMs);
  expect(events).toEqual([]);
});
