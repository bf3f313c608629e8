import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Bundles the function `receive` of another commit, with the same configuration file and the libraries that are
 * installed now. @returns the bundle's folder.
 */
export async function bundleAtCommit(
  commit: string,
  folder: string,
  configurationFile: string,
): Promise<string> {
  const tree = join(folder, 'tree');
  await mkdir(tree, { recursive: true });
  await execute('git', ['archive', '--output', join(folder, 'tree.tar'), commit]);
  await execute('tar', ['-xf', join(folder, 'tree.tar'), '-C', tree]);
  await symlink(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'));
  const script = `
    const { bundle } = await import('./infra/bundle.ts');
    const { readConfiguration } = await import('./config/read-configuration.ts').catch(() => import('./infra/config.ts'));
    const configuration = readConfiguration(${JSON.stringify(configurationFile)});
    await bundle('lambda/receive/handler.ts', ${JSON.stringify(join(folder, 'receive'))}, configuration);
  `;
  await execute(process.execPath, ['--input-type=module', '--eval', script], { cwd: tree });
  return join(folder, 'receive');
}
