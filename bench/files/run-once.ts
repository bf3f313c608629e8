import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';

const execute = promisify(execFile);

/** What one call of a handler has taken, in a process of its own. */
const CallFigures = v.object({
  statusCode: v.number(),
  /** How many hires `receive` says that it has queued; a baseline says nothing. */
  accepted: v.optional(v.number()),
  /** From the call to the answer; the start of the process does not count. */
  cpuMs: v.number(),
  /** The most that the process has held at a time, all included. */
  peakMb: v.number(),
});
export type CallFigures = v.InferOutput<typeof CallFigures>;

/** @throws Error if the process fails; ValiError if it prints something else than figures. */
export async function runOnce(
  { bundleFolder, eventFile }: { bundleFolder: string; eventFile: string },
  { processFolder, environment }: { processFolder: string; environment: Record<string, string> },
): Promise<CallFigures> {
  const script = join(processFolder, 'index.mjs');
  const bundleFile = join(bundleFolder, 'index.mjs');
  const { stdout } = await execute(process.execPath, [script, bundleFile, eventFile], { env: environment });
  // The function logs before that.
  return v.parse(CallFigures, JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}
