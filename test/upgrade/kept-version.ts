import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import * as v from 'valibot';

/**
 * A cloud assembly in one file: its templates, the functions' bundles and their configuration, compressed together,
 * since the functions share most of their code.
 */

/** The files' contents, by their paths. */
const Kept = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

const compressOptions = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  },
};

export async function keepAssembly(assembly: string, file: string): Promise<void> {
  const entries = await readdir(assembly, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && (isTemplate(entry.name) || entry.parentPath !== assembly))
    .map((entry) => join(entry.parentPath, entry.name).slice(assembly.length + 1))
    .sort();
  const contents = await Promise.all(paths.map((path) => readFile(join(assembly, path), 'utf8')));
  const text = JSON.stringify(Object.fromEntries(paths.map((path, index) => [path, contents[index]])));
  await writeFile(file, await promisify(brotliCompress)(text, compressOptions));
}

/** Puts a kept assembly into a folder. */
export async function unpackAssembly(file: string, folder: string): Promise<void> {
  const text = (await promisify(brotliDecompress)(await readFile(file))).toString('utf8');
  for (const [path, content] of Object.entries(v.parse(Kept, text))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** CDK's other files beside the template are not read by the local stack. */
function isTemplate(name: string): boolean {
  return name.endsWith('.template.json');
}
