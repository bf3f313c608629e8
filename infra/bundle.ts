import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import * as v from 'valibot';
import type { Configuration } from '../config/configuration.ts';
import { type Build, buildFile } from '../lambda/aws/build.ts';
import { configurationFile } from '../lambda/aws/environment.ts';
import { builtinsOnDemand } from './builtins-on-demand.ts';
import { digestConfiguration, sha256 } from './digest.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles a function into `outdir` as Lambda gets it: `index.mjs`, its chunks and its configuration.
 * @param entry the handler's file, relative to the project.
 */
export async function bundle(entry: string, outdir: string, configuration: Configuration): Promise<string> {
  const { outputFiles } = await build({
    ...bundleOptions,
    entryPoints: { index: entry },
    // The names of the chunks come from the source maps too, which name the sources from here.
    outdir: root,
    write: false,
    plugins: [builtinsOnDemand],
  });
  await mkdir(outdir, { recursive: true });
  for (const { path, text } of outputFiles)
    await writeFile(join(outdir, relative(root, path)), path.endsWith('.map') ? nameSources(text) : text);
  await writeConfiguration(outdir, configuration);
  return outdir;
}

/**
 * In a source map, a built-in would stand as a file of a folder that does not exist. A package loses its `@`, so that a
 * search of the log for e-mail addresses finds none.
 */
function nameSources(text: string): string {
  const map = v.parse(SourceMapText, text);
  const sources = map.sources.map((source) => source.replace(/^.*(?:node_modules\/@?|(?=node:))/, ''));
  return JSON.stringify({ ...map, sources });
}

const SourceMapText = v.pipe(v.string(), v.parseJson(), v.looseObject({ sources: v.array(v.string()) }));

/** Writes the configuration beside a function's bundle. */
export async function writeConfiguration(outdir: string, configuration: Configuration): Promise<void> {
  await mkdir(outdir, { recursive: true });
  await writeFile(join(outdir, configurationFile), JSON.stringify(withoutAddresses(configuration)));
}

/** Writes beside the bundle of `operate` what is deployed: the version, and digests of the code and of the configuration. */
export async function writeBuild(bundles: Bundles, configuration: Configuration): Promise<void> {
  const build: Build = {
    version: v.parse(Package, JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))).version,
    code: await digestCode(bundles),
    configuration: digestConfiguration(configuration),
  };
  await writeFile(join(bundles.operate, buildFile), JSON.stringify(build));
}

const Package = v.object({ version: v.string() });

/** Of every file that esbuild wrote. */
async function digestCode(bundles: Bundles): Promise<string> {
  const digests: string[] = [];
  for (const name of functionNames) {
    const files = (await readdir(bundles[name])).filter((file) => file.endsWith('.mjs')).sort();
    for (const file of files) digests.push(name, file, sha256(await readFile(join(bundles[name], file))));
  }
  return sha256(JSON.stringify(digests));
}

export const functionNames = ['receive', 'invite', 'sweep', 'tell', 'operate', 'keep'] as const;

export type FunctionName = (typeof functionNames)[number];

/** The folders of the functions' bundles. */
export type Bundles = Record<FunctionName, string>;

/** Something for each function, by its name. */
export function mapFunctions<Value>(toValue: (name: FunctionName) => Value): Record<FunctionName, Value> {
  return {
    receive: toValue('receive'),
    invite: toValue('invite'),
    sweep: toValue('sweep'),
    tell: toValue('tell'),
    operate: toValue('operate'),
    keep: toValue('keep'),
  };
}

/** Bundles every function into a folder of its name. */
export async function bundleFunctions(folder: string, configuration: Configuration): Promise<Bundles> {
  const bundles = mapFunctions((name) => join(folder, name));
  await Promise.all(
    functionNames.map((name) => bundle(`lambda/${name}/handler.ts`, bundles[name], configuration)),
  );
  await writeBuild(bundles, configuration);
  return bundles;
}

/** How every function is bundled, except for its input and output. */
export const bundleOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // What the SDK imports only on demand goes into chunks: ways to sign in that Lambda does not use.
  splitting: true,
  mainFields: ['module', 'main'], // smaller, and without "Dynamic require is not supported"
  minify: true,
  // Beside the bundle, for the stack of an unexpected error: nothing reads it before.
  sourcemap: 'external',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** The addresses that alarms are mailed to and link to do not belong in a bundle. */
function withoutAddresses({ alarms, $schema, ...rest }: Configuration): Partial<Configuration> {
  const { email, runbookUrl, ...others } = alarms;
  return { ...rest, alarms: others };
}
