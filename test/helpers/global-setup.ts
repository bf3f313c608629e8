import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Starts what all suites share, before the first of them. */

let server: ChildProcess | undefined;
let folder = '';

export default async function setUp(): Promise<void> {
  server = fork(fileURLToPath(new URL('synth-server.ts', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  const ended = once(server, 'exit').then(() => Promise.reject(new Error('The synth server did not start')));
  const [message] = await Promise.race([once(server, 'message'), ended]);
  ended.catch(() => undefined);
  folder = message.folder;
  process.env['TEST_SYNTH_URL'] = message.url;
  process.env['TEST_BUNDLES'] = `${message.folder}/bundles`;
}

/** Ends it, after the last. */
export async function tearDown(): Promise<void> {
  if (server === undefined) return;
  const ended = once(server, 'exit');
  server.kill();
  await ended;
  await rm(folder, { recursive: true, force: true });
}
