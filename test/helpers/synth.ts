import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Configuration } from '../../config/configuration.ts';
import { type Bundles, writeConfiguration } from '../../infra/bundle.ts';

/** The template of a configuration, without the functions' code. */
export async function templateOf(configuration: Configuration): Promise<unknown> {
  return post('/template', configuration);
}

/** The folder of the cloud assembly of a configuration. It belongs to all suites: nobody writes into it. */
export async function assemblyOf(configuration: Configuration): Promise<string> {
  return v.parse(v.object({ directory: v.string() }), await post('/assembly', configuration)).directory;
}

async function post(path: string, configuration: Configuration): Promise<unknown> {
  const response = await fetch(`${process.env['TEST_SYNTH_URL']}${path}`, {
    method: 'POST',
    // The server is busy for seconds at a time. It then closes a kept connection just as the next request comes.
    headers: { connection: 'close' },
    body: JSON.stringify(configuration),
  });
  if (!response.ok) throw new Error(`The synth server answers ${response.status}: ${await response.text()}`);
  return response.json();
}

/** A function's bundle with a configuration, in a folder of the caller's own. */
export async function bundleOf(name: keyof Bundles, configuration: Configuration): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hire-invites-test-'));
  const bundles = v.parse(v.record(v.string(), v.string()), await post('/bundles', configuration));
  await cp(bundles[name] ?? '', folder, { recursive: true });
  await writeConfiguration(folder, configuration);
  return folder;
}
