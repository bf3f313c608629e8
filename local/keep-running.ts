import { randomUUID } from 'node:crypto';
import type { Configuration } from '../config/configuration.ts';
import { withProgress } from '../console/command.ts';
import { findRuns } from '../console/find-run.ts';
import { servePageOf } from '../console/page/serve-page.ts';
import type { OtherRoutes } from './aws/http-api.ts';
import type { LocalServer } from './aws/json-service.ts';
import { close } from './aws/stack.ts';
import type { Clock } from './clock.ts';
import { formatEvent } from './event-line.ts';
import type { LocalSecrets } from './local-secrets.ts';
import { formatLogLine } from './log-line.ts';
import { formatNotice } from './notice.ts';
import { createRoutes } from './routes.ts';
import { runLocally } from './run.ts';
import { forgetRun, rememberRun } from './running-stack.ts';
import { synthesizeForRun } from './synthesize-for-run.ts';
import { describeRun } from './what-to-try.ts';
import { createWorkbench } from './workbench.ts';

/**
 * Runs the stack of a configuration until it is told to stop, and says what can be done with it.
 * @param options.stored what Secrets Manager holds, if that is not what the sandboxes accept.
 * @param options.held holds the port until the stack listens there.
 * @param options.files the files that were named, to be named again.
 * @param options.say takes what the stack says, all the time.
 * @returns where it runs, and what stops it.
 */
export async function keepRunning(options: {
  configuration: Configuration;
  secrets: LocalSecrets;
  clock: Clock;
  port: number;
  held: LocalServer;
  files: { config?: string | undefined; secrets?: string | undefined };
  stored?: LocalSecrets;
  say?: (text: string) => void;
}): Promise<{ url: string; stop: () => Promise<void> }> {
  const { configuration, secrets, stored, clock, port, held, files, say = console.log } = options;
  const id = randomUUID();
  let routes: OtherRoutes | undefined;
  await using started = new AsyncDisposableStack();
  started.adopt(held, close);
  const { assembly, remove } = await withProgress('Building', synthesizeForRun(configuration));
  started.defer(remove);
  say('Starting the queues, tables, functions and sandboxes ...');
  await held.close();
  const run = await runLocally({
    configuration,
    assembly,
    secrets,
    stored,
    port,
    onLog: (line, aheadMs) => {
      const text = formatLogLine(line, aheadMs);
      if (text !== undefined) say(text);
    },
    onNotice: (notice) => say(formatNotice(notice)),
    onEvent: (event) => say(formatEvent(event)),
    otherRoutes: async (request, response) => (await routes?.(request, response)) ?? false,
    clock,
  });
  started.adopt(run, close);
  const workbench = createWorkbench({ run, configuration, secrets }, clock);
  const page = servePageOf({ ...run.stack, name: configuration.name }, workbench);
  routes = createRoutes({ run, configuration }, workbench, { id, page });
  const isAlone = (await findRuns()).length === 0;
  await rememberRun({ id, url: run.stack.url });
  started.defer(() => forgetRun(id));
  say(describeRun(run, configuration, secrets, { ...files, isAlone }));

  const running = started.move();
  const stop = () => running.disposeAsync();
  const end = () => {
    say('Stopping.');
    void stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  return { url: run.stack.url, stop };
}
