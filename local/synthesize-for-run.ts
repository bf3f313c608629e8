import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { createApp, synthesize } from '../infra/synthesize.ts';

/** Synthesizes the stack of a configuration into a temporary folder. */
export async function synthesizeForRun(
  configuration: Configuration,
): Promise<{ assembly: string; remove: () => Promise<void> }> {
  await using made = new AsyncDisposableStack();
  const outdir = await mkdtemp(join(tmpdir(), 'hire-invites-local-'));
  made.defer(() => rm(outdir, { recursive: true }));
  const app = createApp({ outdir, builtinCloudFormationValidation: false });
  const { directory } = await synthesize(app, configuration);
  const kept = made.move();
  return { assembly: directory, remove: () => kept.disposeAsync() };
}
