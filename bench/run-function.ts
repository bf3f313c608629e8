import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';

const execute = promisify(execFile);

/** The figures of one function process; times in milliseconds. */
const Figures = v.object({
  /** A handler of batches has none. */
  statusCode: v.optional(v.number()),
  /** From the spawn of the process until the bundle is loaded, priming included. */
  initMs: v.number(),
  /** From the spawn until the first answer. */
  firstAnswerMs: v.number(),
  /** CPU until the first answer. */
  coldCpuMs: v.number(),
  /** The part of it after init. */
  firstCallCpuMs: v.number(),
  /** CPU for each warm call; null if there was no warm call. */
  warmCpuMs: v.nullable(v.number()),
  /** What the process holds after the first answer, in MB: memory is given back much later. */
  memoryMb: v.number(),
});
export type Figures = v.InferOutput<typeof Figures>;

/** A case to measure: the bundle's folder, the file with its event, and the number of warm calls. */
export interface Case {
  bundleFolder: string;
  eventFile: string;
  warmCalls: number;
  /** What may be answered; a quick refusal would not be comparable with a 202. */
  answers?: readonly number[];
}

/** Runs a case once, in a new Node process. @throws Error if it is answered otherwise than by 202 or as the case says. */
export async function runFunction(
  { bundleFolder, eventFile, warmCalls, answers = [202] }: Case,
  { processFolder, environment }: { processFolder: string; environment: Record<string, string> },
): Promise<Figures> {
  const script = join(processFolder, 'index.mjs');
  const spawnedAtMs = performance.timeOrigin + performance.now();
  const { stdout } = await execute(
    process.execPath,
    [script, String(spawnedAtMs), join(bundleFolder, 'index.mjs'), eventFile, String(warmCalls)],
    { env: environment, maxBuffer: 64 * 1024 * 1024 },
  );
  const figures = v.parse(Figures, JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
  const { statusCode = 202 } = figures;
  if (!answers.includes(statusCode)) throw new Error(`${eventFile} was answered ${statusCode}`);
  return figures;
}
