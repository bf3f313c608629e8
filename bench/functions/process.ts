import { readFileSync } from 'node:fs';
import { cpuMs } from '../cpu-ms.ts';
import type { Figures } from './run-function.ts';

/**
 * Runs in a separate process: loads a bundle, waits for a line on its standard input, calls the handler once, then often,
 * and prints the figures as its last line. Arguments: when it was spawned, the bundle's file, the event's file, the numbers
 * of early and of warm calls. It is bundled too, so that it adds almost nothing to the figures.
 */

const [, , spawnedAtMs = '', bundleFile = '', eventFile = '', earlyCalls = '', warmCalls = ''] = process.argv;
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

const earlyCpuMs = await callOften(Number(earlyCalls));
await callOften(Number(warmCalls)); // gives Node time to optimize the code
const warmCpuMs = await callOften(Number(warmCalls));

const figures: Figures = {
  statusCode,
  initMs,
  firstCallMs,
  initCpuMs,
  firstCallCpuMs,
  earlyCpuMs,
  warmCpuMs,
  memoryMb,
};
console.log(JSON.stringify(figures));
process.exit(0);

/** @returns the CPU time of each, on average; NaN without a call, which is null in JSON. */
async function callOften(calls: number): Promise<number> {
  const before = cpuMs();
  for (let call = 0; call < calls; call += 1) await handler(event, context);
  return (cpuMs() - before) / calls;
}

/** Uses the wall clock, because both processes share it. */
function elapsedMs(): number {
  return performance.timeOrigin + performance.now() - Number(spawnedAtMs);
}
