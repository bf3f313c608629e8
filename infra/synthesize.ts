import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import {
  ASSET_RESOURCE_METADATA_ENABLED_CONTEXT,
  type CloudAssembly,
  CURRENTLY_RECOMMENDED_FLAGS,
} from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Configuration } from '../config/configuration.ts';
import { acknowledgeFindings } from './acknowledged-findings.ts';
import { bundleFunctions, mapFunctions } from './bundle.ts';
import { acknowledgePlatform } from './platform.ts';
import { HireInvitesStack } from './stack.ts';

/**
 * The CDK app. Its context is set here and not in `cdk.json`, which only the CDK command reads: a laptop must run the
 * same template that is deployed.
 * @param props `outdir`: the folder of the cloud assembly; if absent, the one that the CDK command chooses.
 *   `builtinCloudFormationValidation`: CDK's own look at the template, which only warns, and takes seconds.
 */
export function createApp(props: Pick<AppProps, 'outdir' | 'builtinCloudFormationValidation'> = {}): App {
  const context = {
    ...CURRENTLY_RECOMMENDED_FLAGS,
    [ASSET_RESOURCE_METADATA_ENABLED_CONTEXT]: true, // this is how the local run finds the bundles
  };
  return new App({ context, ...props });
}

/**
 * Bundles the functions and synthesizes the stack, named for the configuration's `name`, into the app's output folder.
 * @param makeBundles puts the functions' bundles into a folder.
 * @throws an error of CDK if cdk-nag finds something that is not acknowledged with a reason.
 */
export async function synthesize(
  app: App,
  configuration: Configuration,
  makeBundles: typeof bundleFunctions = bundleFunctions,
): Promise<CloudAssembly> {
  const folder = await mkdtemp(join(tmpdir(), 'hire-invites-'));
  try {
    const bundles = await makeBundles(folder, configuration);
    const code = mapFunctions((name) => Code.fromAsset(bundles[name]));
    const stack = new HireInvitesStack(app, configuration.name, { configuration, code });
    acknowledgeFindings(stack, configuration.name);
    acknowledgePlatform(stack, configuration);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    return app.synth();
  } finally {
    await rm(folder, { recursive: true });
  }
}
