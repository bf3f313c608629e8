import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { CURRENTLY_RECOMMENDED_FLAGS, PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import * as v from 'valibot';
import { Configuration } from '../../config/configuration.ts';
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
import { serveJson } from '../../local/aws/json-service.ts';

/**
 * A process of its own that bundles the functions once and synthesizes for all suites: inside Jest, each suite would
 * load CDK anew, which takes it half a minute.
 *
 * `POST /template` with a configuration gives its template without the functions' code, `POST /assembly` the folder of
 * its cloud assembly. It says its address and the folder of the bundles to its parent, and ends with it.
 */

const folder = await mkdtemp(join(tmpdir(), 'hire-invites-tests-'));
const smallest = parseConfiguration({
  oneLogin: { host: 'acme.onelogin.com' },
  sources: { bamboohr: { type: 'bamboohr', company: 'acme' } },
});
const bundles = await bundleFunctions(join(folder, 'bundles'), smallest);
const outcomes = new Map<string, Promise<unknown>>();

const server = await serveJson(async ({ url = '' }, body) => {
  const key = `${url} ${JSON.stringify(body)}`;
  const outcome = outcomes.get(key) ?? answer(url, v.parse(Configuration, body));
  outcomes.set(key, outcome);
  return { status: 200, body: await outcome };
});

process.once('disconnect', () => process.exit());
process.send?.({ url: server.url, folder });

async function answer(url: string, configuration: Configuration): Promise<object> {
  return url === '/template' ? toTemplate(configuration) : toAssembly(configuration);
}

function toTemplate(configuration: Configuration): object {
  const code = mapFunctions((name) => Code.fromInline(name));
  const context = { ...CURRENTLY_RECOMMENDED_FLAGS, [PATH_METADATA_ENABLE_CONTEXT]: true };
  const outdir = join(folder, `template-${outcomes.size}`);
  const app = new App({ outdir, context, builtinCloudFormationValidation: false });
  const stack = new HireInvitesStack(app, configuration.name, { configuration, code });
  return app.synth().getStackArtifact(stack.artifactId).template;
}

async function toAssembly(configuration: Configuration): Promise<object> {
  const outdir = join(folder, `assembly-${outcomes.size}`);
  const app = createApp({ outdir, builtinCloudFormationValidation: false });
  const { directory } = await synthesize(app, configuration, copyBundles);
  return { directory };
}

async function copyBundles(into: string, configuration: Configuration): Promise<Bundles> {
  const copies = mapFunctions((name) => join(into, name));
  for (const name of functionNames) {
    await mkdir(into, { recursive: true });
    await cp(bundles[name], copies[name], { recursive: true });
    await writeConfiguration(copies[name], configuration);
  }
  await writeBuild(copies, configuration);
  return copies;
}
