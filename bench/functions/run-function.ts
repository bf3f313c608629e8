import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { throttle } from './throttle.ts';

/** The figures of one function process; times in milliseconds. */
const Figures = v.object({
  /** A handler of batches has none. */
  statusCode: v.optional(v.number()),
  /** From the spawn of the process until the bundle is loaded, priming included. */
  initMs: v.number(),
  /** From the call of the handler to its answer. */
  firstCallMs: v.number(),
  /** CPU until the bundle is loaded, and of the first call. */
  initCpuMs: v.number(),
  firstCallCpuMs: v.number(),
  /** CPU for each of the calls that follow the first, and for each warm call; null if there was none. */
  earlyCpuMs: v.nullable(v.number()),
  warmCpuMs: v.nullable(v.number()),
  /** What the process holds after the first answer, in MB: memory is given back much later. */
  memoryMb: v.number(),
});
export type Figures = v.InferOutput<typeof Figures>;

/** A case to measure: the bundle's folder, the file with its event, and the numbers of further calls. */
export interface Case {
  bundleFolder: string;
  eventFile: string;
  earlyCalls?: number;
  warmCalls?: number;
  /** What may be answered; a quick refusal would not be comparable with a 202. */
  answers?: readonly number[];
  /** Calls get a share of a core, as Lambda gives it by this much memory. Default: a whole core. */
  memoryMb?: number;
}

/** Runs a case once, in a new Node process. @throws Error if it is answered otherwise than by 202 or as the case says. */
export async function runFunction(
  { bundleFolder, eventFile, earlyCalls = 0, warmCalls = 0, answers = [202], memoryMb }: Case,
  { processFolder, environment }: { processFolder: string; environment: Record<string, string> },
): Promise<Figures> {
  const script = join(processFolder, 'index.mjs');
  const bundleFile = join(bundleFolder, 'index.mjs');
  const spawnedAtMs = performance.timeOrigin + performance.now();
  const child = spawn(
    process.execPath,
    [script, String(spawnedAtMs), bundleFile, eventFile, String(earlyCalls), String(warmCalls)],
    { env: environment, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (line !== 'started') continue;
    if (memoryMb !== undefined && child.pid !== undefined) await throttle(child.pid, memoryMb);
    child.stdin.write('\n');
  }
  await ended;
  const figures = v.parse(Figures, JSON.parse(last));
  const { statusCode = 202 } = figures;
  if (!answers.includes(statusCode)) throw new Error(`${eventFile} was answered ${statusCode}`);
  return figures;
}
