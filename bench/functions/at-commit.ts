import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Bundles `receive`, `invite` and `operate` of another commit, with the same configuration file and the libraries that
 * are installed now. @returns the bundles' folders.
 */
export async function bundleAtCommit(
  commit: string,
  folder: string,
  configurationFile: string,
): Promise<{ receive: string; invite: string; operate: string }> {
  const tree = join(folder, 'tree');
  await mkdir(tree, { recursive: true });
  await execute('git', ['archive', '--output', join(folder, 'tree.tar'), commit]);
  await execute('tar', ['-xf', join(folder, 'tree.tar'), '-C', tree]);
  await symlink(join(process.cwd(), 'node_modules'), join(tree, 'node_modules'));
  const script = `
    const { bundle } = await import('./infra/bundle.ts');
    const { readConfiguration } = await import('./config/read-configuration.ts').catch(() => import('./infra/config.ts'));
    const configuration = readConfiguration(${JSON.stringify(configurationFile)});
    for (const name of ['receive', 'invite', 'operate'])
      await bundle(\`lambda/\${name}/handler.ts\`, ${JSON.stringify(folder)} + '/' + name, configuration);
  `;
  await execute(process.execPath, ['--input-type=module', '--eval', script], { cwd: tree });
  return {
    receive: join(folder, 'receive'),
    invite: join(folder, 'invite'),
    operate: join(folder, 'operate'),
  };
}
