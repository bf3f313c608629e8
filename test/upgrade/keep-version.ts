import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { readConfiguration } from '../../config/read-configuration.ts';
import { synthesizeForRun } from '../../local/synthesize-for-run.ts';
import { keepAssembly } from './kept-version.ts';

/**
 * `node test/upgrade/keep-version.ts`: keeps the version that is checked out, for the test of upgrades. Another name than
 * the version's may be given.
 */

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const Package = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() }));

const { version } = v.parse(Package, await readFile(at('../../package.json'), 'utf8'));
const name = process.argv[2] ?? version;
const { assembly, remove } = await synthesizeForRun(readConfiguration(at('hire-invites.json')));
try {
  await keepAssembly(assembly, at(`versions/${name}.br`));
} finally {
  await remove();
}
