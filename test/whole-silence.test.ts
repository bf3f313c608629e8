import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Clock, startClock } from '../local/clock.ts';
import { createConfiguration } from './helpers/configuration.ts';
import { startLocalRun } from './helpers/local-run.ts';

/** A source that must not fall silent, in the whole stack, as its template runs it. */

const minuteMs = 60 * 1000;
const dayMs = 24 * 60 * minuteMs;

let clock: Clock;
let run: Awaited<ReturnType<typeof startLocalRun>>;
beforeAll(async () => {
  clock = startClock();
  const watched = { type: 'standard-webhooks', alarms: { silentDays: 10 } };
  const sources = { 'home-made': watched, other: { type: 'standard-webhooks' } };
  run = await startLocalRun(createConfiguration({ sources }), clock);
  await isSilentAfter(5 * minuteMs); // the first run of the job, which begins to watch
});
afterAll(async () => {
  await run.close();
  clock.stop();
});

/** Whether the job's next run, which comes after so long, counts a silent source. */
async function isSilentAfter(ms: number): Promise<boolean> {
  const before = linesOf('SourceSilent').length;
  const told = run.nextLine(({ message }) => message === 'hires told');
  clock.moveForward(ms);
  await told;
  while (run.stack.isWorking()) await delay(10);
  return linesOf('SourceSilent').length > before;
}
const linesOf = (metric: string) => run.lines.filter((line) => line.includes(`"${metric}"`));
const nothingNew = '{"type":"employee.promoted"}';

test('nine days without a webhook are no silence, eleven are', async () => {
  expect(await isSilentAfter(9 * dayMs)).toBe(false);
  expect(await isSilentAfter(2 * dayMs)).toBe(true);
});

test('a webhook ends it, even if it announces nobody', async () => {
  expect(await run.post('home-made', nothingNew)).toMatchObject({ status: 202 });
  expect(await isSilentAfter(5 * minuteMs)).toBe(false);
  expect(await isSilentAfter(9 * dayMs)).toBe(false);
});

test('one that is not authentic does not, nor does one of another source', async () => {
  const forged = await fetch(`${run.stack.url}/webhooks/home-made`, { method: 'POST', body: nothingNew });
  expect(forged.status).toBe(401);
  expect(await run.post('other', nothingNew)).toMatchObject({ status: 202 });
  expect(await isSilentAfter(2 * dayMs)).toBe(true);
});

test('nothing is counted for a source without the setting', () => {
  const counted = [...linesOf('WebhookAuthentic'), ...linesOf('SourceSilent')];
  expect(counted.some((line) => line.includes('"home-made"'))).toBe(true);
  expect(counted.some((line) => line.includes('"other"'))).toBe(false);
});
