import { readFileSync } from 'node:fs';
import type { Figures } from './run-function.ts';

/**
 * Runs in a separate process: loads a bundle, waits for a line on its standard input, calls the handler once, then often,
 * and prints the figures as its last line. Arguments: when it was spawned, the bundle's file, the event's file, the
 * number of warm calls. It is bundled too, so that it adds almost nothing to the figures.
 */

const [, , spawnedAtMs = '', bundleFile = '', eventFile = '', warmCalls = ''] = process.argv;
const event = JSON.parse(readFileSync(eventFile, 'utf8'));
const context = {
  getRemainingTimeInMillis: () => 20_000,
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:operate:look',
};
const started = Buffer.from('started\n');

const { handler } = await import(bundleFile);
const initMs = elapsedMs();
const initCpuMs = cpuMs();
process.stdout.write(started);
await new Promise((resolve) => process.stdin.once('data', resolve));

const calledAtMs = elapsedMs();
const beforeCallMs = cpuMs();
const { statusCode } = await handler(event, context);
const firstCallMs = elapsedMs() - calledAtMs;
const firstCallCpuMs = cpuMs() - beforeCallMs;
const memoryMb = process.memoryUsage.rss() / 1024 / 1024;

await callOften(); // gives Node time to optimize the code
const before = cpuMs();
await callOften();
const warmCpuMs = (cpuMs() - before) / Number(warmCalls);

const figures: Figures = {
  statusCode,
  initMs,
  firstCallMs,
  initCpuMs,
  firstCallCpuMs,
  warmCpuMs,
  memoryMb,
};
console.log(JSON.stringify(figures));
process.exit(0);

async function callOften(): Promise<void> {
  for (let call = 0; call < Number(warmCalls); call += 1) await handler(event, context);
}

/** Uses the wall clock, because both processes share it. */
function elapsedMs(): number {
  return performance.timeOrigin + performance.now() - Number(spawnedAtMs);
}

/** The CPU time of all threads since the process began. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
