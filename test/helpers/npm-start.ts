import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { childEnvironment } from './child-environment.ts';

export interface Started {
  child: ChildProcess;
  /** Its lines so far and to come. */
  lines: string[];
  url: string;
  port: string;
}

/** Runs `npm start` until it says that it is ready. */
export async function start(args: string[], variables: NodeJS.ProcessEnv = {}): Promise<Started> {
  const lines: string[] = [];
  const env = { ...childEnvironment, PORT: '0', ...variables };
  const child = spawn(process.execPath, ['local/start.ts', ...args], { env });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(lines.join('\n'))));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line.includes('Stop with Ctrl+C')) resolve();
      });
    }
  });
  const [, url = ''] = /The hires: (\S+)\//.exec(lines.join('\n')) ?? [];
  return { child, lines, url, port: new URL(url).port };
}

/** As Ctrl+C does. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
