import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../infra/bundle.ts';
import type { Workshop } from '../workshop.ts';

const receiveEntry = 'lambda/receive/handler.ts';

/**
 * Creates the bundles to measure: the functions as they are deployed, their baselines, and the process that
 * runs them. @returns the bundles' folders.
 */
export async function makeBundles({ folder, bundle: make }: Pick<Workshop, 'folder' | 'bundle'>) {
  const receive = await make(receiveEntry, 'receive');
  return {
    process: await make('bench/functions/process.ts', 'process'),
    empty: await make('bench/baselines/empty.ts', 'empty'),
    leanest: await make('bench/baselines/leanest.ts', 'leanest'),
    bare: await make('bench/baselines/bare.ts', 'bare'),
    invite: await make('lambda/invite/handler.ts', 'invite'),
    operate: await make('lambda/operate/handler.ts', 'operate'),
    receive,
    withoutShim: await makeWithoutShim(receive, join(folder, 'without-shim')),
    withoutPriming: await makeWithoutPriming(receive, join(folder, 'without-priming')),
  };
}

/** The same options as the deployed bundle, but with built-ins imported as Node imports them. */
async function makeWithoutShim(deployed: string, folder: string): Promise<string> {
  await cp(deployed, folder, { recursive: true });
  await build({
    ...bundleOptions,
    entryPoints: { index: receiveEntry },
    outdir: folder,
    allowOverwrite: true,
  });
  return folder;
}

/** The deployed bundle without its priming, which is its only `allSettled`. */
async function makeWithoutPriming(deployed: string, folder: string): Promise<string> {
  await cp(deployed, folder, { recursive: true });
  const file = join(folder, 'index.mjs');
  const [before, after, ...more] = (await readFile(file, 'utf8')).split('await Promise.allSettled(');
  if (after === undefined || more.length > 0) throw new Error('The priming was not found');
  await writeFile(file, `${before}false && await Promise.allSettled(${after}`);
  return folder;
}
