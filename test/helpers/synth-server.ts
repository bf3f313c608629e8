import * as v from 'valibot';
import { Configuration } from '../../config/configuration.ts';
import { serveJson } from '../../local/aws/json-service.ts';

/**
 * A process of its own that bundles the functions and synthesizes for all suites: inside Jest, each suite would load CDK
 * anew, which takes it half a minute. It does each thing once, when the first suite asks: a run of a suite that needs none
 * of it does not wait.
 *
 * `POST /template` with a configuration gives its template without the functions' code, `POST /assembly` the folder of its
 * cloud assembly, and `POST /bundles` the folders of the bundles, whatever the configuration. Argument: the folder that it
 * writes into. It says its address to its parent, and ends with it.
 */

const [, , folder = ''] = process.argv;
const answers = new Map<string, Promise<unknown>>();

const server = await serveJson(async ({ url = '' }, body) => {
  const key = `${url} ${JSON.stringify(body)}`;
  const known = answers.get(key) ?? answer(url, v.parse(Configuration, body));
  answers.set(key, known);
  return { status: 200, body: await known };
});

process.once('disconnect', () => process.exit());
process.send?.({ url: server.url });

async function answer(url: string, configuration: Configuration): Promise<unknown> {
  const { makeBundles, toAssembly, toTemplate } = await import('./synthesize.ts');
  if (url === '/bundles') return makeBundles(folder);
  return url === '/template' ? toTemplate(configuration, folder) : toAssembly(configuration, folder);
}
