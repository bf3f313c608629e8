import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Lambda gives a function a share of a core by its memory: a whole one at 1,769 MB, and twice as much at twice that. */
const wholeCoreMb = 1769;
/** The share is given anew in each period. */
const periodMs = 20;

/** Runs in a thread of its own, which can wait for parts of a millisecond. */
const beat = `
const { workerData: { pid, runMs, stopMs } } = require('node:worker_threads');
const never = new Int32Array(new SharedArrayBuffer(4));
const wait = (ms) => Atomics.wait(never, 0, 0, ms);
try {
  for (;;) {
    process.kill(pid, 'SIGCONT');
    wait(runMs);
    process.kill(pid, 'SIGSTOP');
    wait(stopMs);
  }
} catch {} // the process has ended
`;

/**
 * Lets a process run only for a part of the time, as an invocation does. Lambda's start of a function is not throttled, so
 * begin after that. It ends with the process.
 * @param memoryMb at 1,769 MB and more nothing is throttled.
 */
export async function throttle(pid: number, memoryMb: number): Promise<void> {
  const share = memoryMb / wholeCoreMb;
  if (share >= 1) return;
  const runMs = periodMs * share;
  const worker = new Worker(beat, { eval: true, workerData: { pid, runMs, stopMs: periodMs - runMs } });
  await once(worker, 'online');
}
