import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Clock, startClock } from '../../local/clock.ts';

const hourMs = 60 * 60 * 1000;
const MachineDate = Date;

let clock: Clock;
beforeEach(() => {
  clock = startClock();
});
afterEach(() => clock.stop());

/** How many whole hours a time is ahead of the machine's. */
const hoursAhead = (ms: number) => Math.round((ms - MachineDate.now()) / hourMs);

test('every way to ask for the time tells the same shifted time', () => {
  clock.moveForward(2 * hourMs);
  clock.moveForward(hourMs);
  expect(clock.aheadMs()).toBe(3 * hourMs);
  expect(hoursAhead(Date.now())).toBe(3);
  expect(hoursAhead(Date.parse(new Date().toISOString()))).toBe(3);
  expect(hoursAhead(Date.parse(Date()))).toBe(3);
});

test('a reference to Date.now that was kept before a move follows it', () => {
  const { now } = Date;
  clock.moveForward(hourMs);
  expect(hoursAhead(now())).toBe(1);
});

test('a given time stays what it is, and a date is a date', () => {
  clock.moveForward(hourMs);
  expect(new Date('2026-03-02T08:00:00Z').toISOString()).toBe('2026-03-02T08:00:00.000Z');
  expect(new Date(2026, 2, 2).getMonth()).toBe(2);
  expect(Date.UTC(2026, 2, 2)).toBe(Date.parse('2026-03-02T00:00:00Z'));
  expect(new Date()).toBeInstanceOf(Date);
});

test('a subscriber hears of each move after it happened, until it unsubscribes', () => {
  const told: [aheadMs: number, hours: number][] = [];
  const forget = clock.onMove((aheadMs) => told.push([aheadMs, hoursAhead(Date.now())]));
  clock.moveForward(hourMs);
  clock.moveForward(hourMs);
  forget();
  clock.moveForward(hourMs);
  expect(told).toEqual([
    [hourMs, 1],
    [2 * hourMs, 2],
  ]);
});

test.each([-1, Number.NaN])('it does not move by %d', (ms) => {
  expect(() => clock.moveForward(ms)).toThrow(RangeError);
  expect(clock.aheadMs()).toBe(0);
});

test('it may begin ahead, and gives the machine’s Date back', () => {
  clock.stop();
  clock = startClock(5 * hourMs);
  expect(hoursAhead(Date.now())).toBe(5);
  clock.stop();
  expect(Date).toBe(MachineDate);
});
