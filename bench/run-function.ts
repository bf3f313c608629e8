import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';

const execute = promisify(execFile);

/** The figures of one function process, in milliseconds. */
const Figures = v.object({
  /** Only 202: a refusal would be quick, and not comparable. A handler of batches has no status. */
  statusCode: v.optional(v.literal(202)),
  /** From the spawn of the process until the bundle is loaded, priming included. */
  initMs: v.number(),
  /** From the spawn until the first answer. */
  firstAnswerMs: v.number(),
  /** CPU until the first answer. */
  coldCpuMs: v.number(),
  /** CPU for each warm call; null if there was no warm call. */
  warmCpuMs: v.nullable(v.number()),
});
export type Figures = v.InferOutput<typeof Figures>;

/** A case to measure: the bundle's folder, the file with its event, and the number of warm calls. */
export interface Case {
  bundleFolder: string;
  eventFile: string;
  warmCalls: number;
}

/** Runs a case once, in a new Node process. @throws ValiError if a webhook is not answered with 202. */
export async function runFunction(
  { bundleFolder, eventFile, warmCalls }: Case,
  { processFolder, environment }: { processFolder: string; environment: Record<string, string> },
): Promise<Figures> {
  const script = join(processFolder, 'index.mjs');
  const spawnedAtMs = performance.timeOrigin + performance.now();
  const { stdout } = await execute(
    process.execPath,
    [script, String(spawnedAtMs), join(bundleFolder, 'index.mjs'), eventFile, String(warmCalls)],
    { env: environment, maxBuffer: 64 * 1024 * 1024 },
  );
  return v.parse(Figures, JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
}
