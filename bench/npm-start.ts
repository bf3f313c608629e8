import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import type { Configuration } from '../config/configuration.ts';
import { readConfiguration } from '../config/read-configuration.ts';
import type { Source } from '../config/source.ts';
import { generateSecrets, type LocalSecrets, readCredentials } from '../local/local-secrets.ts';
import { RunningStack, runPath } from '../local/requests.ts';
import { type SampleHire, toAuthenticHeaders, toWebhook } from '../local/sample-hire.ts';
import { childEnvironment } from '../test/helpers/child-environment.ts';

/** A stack that `npm start` runs, in processes of its own. */
export interface StartedStack extends AsyncDisposable {
  /** From the command to the line that says that it is ready. */
  readyMs: number;
  stack: RunningStack;
  configuration: Configuration;
  secrets: LocalSecrets;
  /** The next line of its log that has all these parts. @throws Error if it ends before. */
  nextLine(...parts: string[]): Promise<string>;
}

/**
 * Runs `npm start` as a person does, with the configuration that is in the repository, on a free port and with secrets that
 * are known here. @throws Error if it ends before it is ready.
 */
export async function npmStart(): Promise<StartedStack> {
  await using started = new AsyncDisposableStack();
  const configuration = readConfiguration('hire-invites.json');
  const secrets = generateSecrets(configuration);
  const folder = await mkdtemp(join(tmpdir(), 'hire-invites-bench-start-'));
  started.defer(() => rm(folder, { recursive: true }));
  const secretsFile = join(folder, 'secrets.json');
  await writeFile(secretsFile, JSON.stringify(Object.fromEntries(secrets)));

  const begunAt = performance.now();
  // A group of its own: npm does not pass a signal on through its shell.
  const child = spawn('npm', ['start', '--', '--secrets', secretsFile], {
    env: { ...childEnvironment, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'close');
  const { pid } = child;
  if (pid === undefined) throw new Error('npm was not found');
  const stop = () => process.kill(-pid, 'SIGTERM');
  const onSignal = () => {
    stop();
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  started.defer(async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    if (child.exitCode === null && child.signalCode === null) stop();
    await ended;
  });
  const lines = createInterface({ input: child.stdout });
  const nextLine = (...parts: string[]) =>
    new Promise<string>((resolve, reject) => {
      const onLine = (line: string) => {
        if (!parts.every((part) => line.includes(part))) return;
        lines.off('line', onLine).off('close', onClose);
        resolve(line);
      };
      const onClose = () => reject(new Error(`npm start has ended before it said: ${parts.join(' ')}`));
      lines.on('line', onLine).once('close', onClose);
    });
  const [addressLine] = await Promise.all([nextLine('The hires: '), nextLine('Stop with Ctrl+C')]);
  const readyMs = performance.now() - begunAt;
  const [, url = ''] = /The hires: (\S+)\//.exec(addressLine) ?? [];
  const stack = v.parse(RunningStack, await (await fetch(url + runPath)).json());

  const running = started.move();
  return {
    readyMs,
    stack,
    configuration,
    secrets,
    nextLine,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A webhook that is signed as the first source does, for many sends. */
export interface SignedWebhook {
  url: string;
  body: string;
  headers: Record<string, string>;
}

/** @param change rewrites the body before it is signed. @throws Error if the source has no samples or no secret. */
export function signWebhook(
  hire: SampleHire,
  { stack, configuration, secrets }: StartedStack,
  change = (body: string) => body,
): SignedWebhook {
  const { source, settings } = firstSource(configuration);
  const secret = readCredentials(secrets, configuration.name).webhook(source);
  const webhook = toWebhook(settings, hire, { event: 'created', at: new Date() });
  if (secret === undefined || webhook === undefined) throw new Error(`${source} has no secret or no samples`);
  const body = change(webhook.body);
  const proof = toAuthenticHeaders(settings, secret, Buffer.from(body), Date.now());
  const headers = { ...proof, ...webhook.headers, 'content-type': webhook.contentType };
  return { url: `${stack.url}/webhooks/${source}`, body, headers };
}

function firstSource({ sources }: Configuration): { source: string; settings: Source } {
  const [[source, settings] = []] = Object.entries(sources);
  if (source === undefined || settings === undefined) throw new Error('The configuration has no source');
  return { source, settings };
}
