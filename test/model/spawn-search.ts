import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hangsAfterMs } from '../helpers/hangs-after.ts';

const run = fileURLToPath(new URL('run.ts', import.meta.url));
const seedBug = new URL('seed-bug.ts', import.meta.url).href;

/**
 * `npm run model` in a process of its own, where the histories take half the time that they take inside Jest.
 * @param options.bug the name of the seeded bug to run it with.
 * @returns its exit code, and what it says.
 */
export function spawnSearch(options: {
  histories: number;
  seed: number;
  from?: number;
  unshrunk?: boolean;
  bug?: string;
}): Promise<{ code: number | null; report: string }> {
  const { histories, seed, from = 1, unshrunk = false, bug } = options;
  const parameters = ['--histories', histories, '--seed', seed, '--from', from].map(String);
  if (unshrunk) parameters.push('--unshrunk');
  const preload = bug === undefined ? [] : ['--import', seedBug];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...preload, run, ...parameters], {
      env: { ...process.env, ...(bug !== undefined && { SEEDED_BUG: bug }) },
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
