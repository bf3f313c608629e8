import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Clock, startClock } from '../../local/clock.ts';
import { playForward } from '../../local/play-forward.ts';
import type { Watched } from '../../local/quiet.ts';

const minuteMs = 60 * 1000;
const dayMs = 24 * 60 * minuteMs;

let clock: Clock;
let startedAt: number;
let schedules: { body: string; at: number }[];
/** When what was due has happened, in minutes from the start. */
let happened: number[];
beforeEach(() => {
  clock = startClock();
  startedAt = Date.now();
  schedules = [];
  happened = [];
});
afterEach(() => clock.stop());

const minutes = () => Math.round((Date.now() - startedAt) / minuteMs);
const idle: Watched = {
  isWorking() {
    const due = schedules.filter(({ at }) => at <= Date.now());
    for (const one of due) {
      happened.push(minutes());
      schedules.splice(schedules.indexOf(one), 1);
    }
    return due.length > 0;
  },
  lookIntoQueue: async () => [],
  pendingSchedules: () => schedules,
};
const watch = { stack: idle, queueName: 'invite', lookEveryMs: 1 };

test('everything that is due on the way happens at its own time', async () => {
  schedules = [5, 90, 300].map((minute) => ({ body: '', at: startedAt + minute * minuteMs }));
  await playForward(100 * minuteMs, clock, watch);
  expect(happened).toEqual([5, 90]);
  expect(minutes()).toBe(100);
});

test('the clock moves at most a day at a time, so that recurring runs happen on the way', async () => {
  const days: number[] = [];
  clock.onMove((aheadMs) => days.push(Math.round(aheadMs / dayMs)));
  await playForward(3 * dayMs, clock, watch);
  expect(days).toEqual([1, 2, 3]);
});

test('something that does not end holds up the clock only for a while', async () => {
  const stack = { ...idle, isWorking: () => true };
  await playForward(3 * minuteMs, clock, { ...watch, stack, patienceMs: 1 });
  expect(minutes()).toBe(3);
});
