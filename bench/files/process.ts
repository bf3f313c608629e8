import { readFileSync } from 'node:fs';
import { cpuMs } from '../cpu-ms.ts';
import type { CallFigures } from './run-once.ts';

/**
 * Runs in a separate process: loads a bundle, calls its handler once, and prints what that call took. Arguments: the
 * bundle's file, the event's file. It is bundled too, so that it adds almost nothing to the figures.
 */

const [, , bundleFile = '', eventFile = ''] = process.argv;
const event = JSON.parse(readFileSync(eventFile, 'utf8'));
const { handler } = await import(bundleFile);

const before = cpuMs();
const { statusCode, body = '{}' } = await handler(event, { getRemainingTimeInMillis: () => 30_000 });
const figures: CallFigures = {
  statusCode,
  accepted: JSON.parse(body).accepted,
  cpuMs: cpuMs() - before,
  peakMb: peakKb() / 1024,
};
console.log(JSON.stringify(figures));
process.exit(0);

/**
 * The most memory that this process has held. On Linux `maxRSS` begins with what the parent held when it made the process;
 * `VmHWM` (proc_pid_status(5)) begins anew with the program.
 */
function peakKb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
