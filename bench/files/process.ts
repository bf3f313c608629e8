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
  peakMb: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(figures));
process.exit(0);
