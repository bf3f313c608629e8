import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

/** The file in which the last `npm start` left its addresses, for the commands that talk to it. */
const file = fileURLToPath(new URL('../cdk.out/local-run.json', import.meta.url));

const Run = v.object({
  url: v.string(),
  lambdaUrl: v.string(),
  sqsUrl: v.string(),
  deadLetterQueueArn: v.string(),
  /** The name of the stack. */
  name: v.string(),
});
export type RunningStack = v.InferOutput<typeof Run>;

export async function rememberRun(run: RunningStack): Promise<void> {
  await mkdir(fileURLToPath(new URL('../cdk.out', import.meta.url)), { recursive: true });
  await writeFile(file, JSON.stringify(run));
}

/** @throws Error if `npm start` has never run here. */
export async function recallRun(): Promise<RunningStack> {
  try {
    return v.parse(Run, JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new Error('No local stack has run here. Start one with: npm start');
  }
}
