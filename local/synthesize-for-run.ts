import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { createApp, synthesize } from '../infra/synthesize.ts';

/** Synthesizes the stack of a configuration into a temporary folder. */
export async function synthesizeForRun(
  configuration: Configuration,
): Promise<{ assembly: string; remove: () => Promise<void> }> {
  const outdir = await mkdtemp(join(tmpdir(), 'hire-invites-local-'));
  const { directory } = await synthesize(createApp(outdir), configuration);
  return { assembly: directory, remove: () => rm(outdir, { recursive: true }) };
}
