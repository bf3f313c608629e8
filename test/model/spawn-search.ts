import { spawn } from 'node:child_process';
import { hangsAfterMs } from '../helpers/hangs-after.ts';

/**
 * `npm run model` in a process of its own, where the histories take half the time that they take inside Jest.
 * @param folder of the project, or of a copy.
 * @returns its exit code, and what it says.
 */
export function spawnSearch(
  folder: string,
  options: { histories: number; seed: number; from?: number; unshrunk?: boolean },
): Promise<{ code: number | null; report: string }> {
  const { histories, seed, from = 1, unshrunk = false } = options;
  const parameters = ['--histories', histories, '--seed', seed, '--from', from].map(String);
  if (unshrunk) parameters.push('--unshrunk');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['test/model/run.ts', ...parameters], {
      cwd: folder,
      timeout: hangsAfterMs,
    });
    let report = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        report += text;
      });
    }
    child.on('close', (code) => resolve({ code, report }));
  });
}
