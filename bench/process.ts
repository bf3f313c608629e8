import { readFileSync } from 'node:fs';
import type { Figures } from './run-function.ts';

/**
 * Runs in a process of its own: loads a bundle, calls its handler once, then often, and writes the figures as its last
 * line. Arguments: when it was spawned, the bundle's file, the event's file, the number of warm calls. It is bundled
 * too, so that it adds next to nothing to what is measured.
 */

const [, , spawnedAtMs = '', bundleFile = '', eventFile = '', warmCalls = ''] = process.argv;
const event = JSON.parse(readFileSync(eventFile, 'utf8'));
const context = { getRemainingTimeInMillis: () => 10_000 };

const { handler } = await import(bundleFile);
const initMs = elapsedMs();
const { statusCode } = await handler(event, context);
const firstAnswerMs = elapsedMs();
const coldCpuMs = cpuMs();

await callOften(); // the code is optimized meanwhile
const before = cpuMs();
await callOften();
const warmCpuMs = (cpuMs() - before) / Number(warmCalls);

const figures: Figures = { statusCode, initMs, firstAnswerMs, coldCpuMs, warmCpuMs };
console.log(JSON.stringify(figures));

async function callOften(): Promise<void> {
  for (let call = 0; call < Number(warmCalls); call += 1) await handler(event, context);
}

/** By the wall clock, which is the one that two processes have in common. */
function elapsedMs(): number {
  return performance.timeOrigin + performance.now() - Number(spawnedAtMs);
}

/** Of all threads, since the process began. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
