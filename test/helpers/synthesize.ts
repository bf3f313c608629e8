import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { CURRENTLY_RECOMMENDED_FLAGS, PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { Configuration } from '../../config/configuration.ts';
import { parseConfiguration } from '../../config/read-configuration.ts';
import {
  type Bundles,
  bundleFunctions,
  functionNames,
  mapFunctions,
  writeBuild,
  writeConfiguration,
} from '../../infra/bundle.ts';
import { HireInvitesStack } from '../../infra/stack.ts';
import { createApp, synthesize } from '../../infra/synthesize.ts';

/** What the synth server does. Loading it loads CDK. */

const smallest = parseConfiguration({
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
});
let bundles: Promise<Bundles> | undefined;

/** The functions' bundles, made once. */
export function makeBundles(folder: string): Promise<Bundles> {
  bundles ??= bundleFunctions(join(folder, 'bundles'), smallest);
  return bundles;
}

export async function toTemplate(configuration: Configuration, folder: string): Promise<unknown> {
  const code = mapFunctions((name) => Code.fromInline(name));
  const context = { ...CURRENTLY_RECOMMENDED_FLAGS, [PATH_METADATA_ENABLE_CONTEXT]: true };
  const outdir = await mkdtemp(join(folder, 'template-'));
  const app = new App({ outdir, context, builtinCloudFormationValidation: false });
  const stack = new HireInvitesStack(app, configuration.name, { configuration, code });
  return app.synth().getStackArtifact(stack.artifactId).template;
}

export async function toAssembly(
  configuration: Configuration,
  folder: string,
): Promise<{ directory: string }> {
  const outdir = await mkdtemp(join(folder, 'assembly-'));
  const app = createApp({ outdir, builtinCloudFormationValidation: false });
  const made = await makeBundles(folder);
  const { directory } = await synthesize(app, configuration, (into) =>
    copyBundles(made, into, configuration),
  );
  return { directory };
}

async function copyBundles(from: Bundles, into: string, configuration: Configuration): Promise<Bundles> {
  const copies = mapFunctions((name) => join(into, name));
  for (const name of functionNames) {
    await mkdir(into, { recursive: true });
    await cp(from[name], copies[name], { recursive: true });
    await writeConfiguration(copies[name], configuration);
  }
  await writeBuild(copies, configuration);
  return copies;
}
