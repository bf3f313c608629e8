import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Starts what all suites share, before the first of them. */

let server: ChildProcess | undefined;
let folder = '';

export default async function setUp(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'hire-invites-tests-'));
  // Node keeps here what it has compiled: the tests start hundreds of processes, and most run the same code. It belongs to
  // this run alone, because a function's bundle has another path in each run: what is kept of it would pile up.
  process.env['NODE_COMPILE_CACHE'] = join(folder, 'compiled');
  server = fork(fileURLToPath(new URL('synth-server.ts', import.meta.url)), [folder], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  const ended = once(server, 'exit').then(() => Promise.reject(new Error('The synth server did not start')));
  const [message] = await Promise.race([once(server, 'message'), ended]);
  ended.catch(() => undefined);
  process.env['TEST_SYNTH_URL'] = message.url;
}

/** Ends it, after the last. */
export async function tearDown(): Promise<void> {
  if (server === undefined) return;
  const ended = once(server, 'exit');
  server.kill();
  await ended;
  await rm(folder, { recursive: true, force: true });
}
