import { ConfigurationError, readConfiguration } from '../config/read-configuration.ts';
import { servePageOf } from '../console/page/serve-page.ts';
import type { OtherRoutes } from './aws/http-api.ts';
import { close } from './aws/stack.ts';
import { startClock } from './clock.ts';
import { generateSecrets, type LocalSecrets, readSecrets, withLookupKey } from './local-secrets.ts';
import { formatLogLine } from './log-line.ts';
import { formatNotice } from './notice.ts';
import { runOnce } from './once.ts';
import { readArguments } from './read-arguments.ts';
import { createRoutes } from './routes.ts';
import { runLocally } from './run.ts';
import { rememberRun } from './running-stack.ts';
import { synthesizeForRun } from './synthesize-for-run.ts';
import { describeRun } from './what-to-try.ts';

/** `npm start`: the whole stack on this machine. See the README, "Try it in two minutes". */

const usage = 'npm start -- [--config FILE] [--secrets FILE] [--once]';

try {
  await start(readOptions());
} catch (error) {
  const message = explain(error);
  if (message === undefined) throw error;
  console.error(message);
  process.exit(1);
}

function readOptions() {
  const text = { type: 'string' } as const;
  const options = { config: text, secrets: text, once: { type: 'boolean' } } as const;
  return readArguments({ options }, (why) => new ConfigurationError(`${why}. ${usage}`)).values;
}

/** A message about something that the user can fix. */
function explain(error: unknown): string | undefined {
  if (error instanceof ConfigurationError) return error.message;
  const portTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return portTaken ? 'The port is taken. Choose another one: PORT=3001 npm start' : undefined;
}

async function start(options: ReturnType<typeof readOptions>): Promise<void> {
  const configuration = readConfiguration(options.config ?? 'hire-invites.json');
  const secrets: LocalSecrets =
    options.secrets === undefined
      ? generateSecrets(configuration)
      : withLookupKey(configuration.name, readSecrets(options.secrets));
  if (options.once) {
    process.exitCode = (await runOnce(configuration, secrets)) ? 0 : 1;
    return;
  }

  const port = Number(process.env['PORT'] ?? 3000);
  const clock = startClock();
  let routes: OtherRoutes | undefined;
  await using started = new AsyncDisposableStack();
  const { assembly, remove } = await synthesizeForRun(configuration);
  started.defer(remove);
  const run = await runLocally({
    configuration,
    assembly,
    secrets,
    port,
    onLog: (line) => {
      const text = formatLogLine(line);
      if (text !== undefined) console.log(text);
    },
    onNotice: (notice) => console.log(formatNotice(notice)),
    otherRoutes: async (request, response) => (await routes?.(request, response)) ?? false,
    clock,
  });
  started.adopt(run, close);
  const addresses = { url: run.stack.url, lambdaUrl: run.stack.lambdaUrl, name: configuration.name };
  routes = createRoutes(run, clock, configuration, servePageOf(addresses));
  await rememberRun({
    ...addresses,
    sqsUrl: run.stack.endpoints.AWS_ENDPOINT_URL_SQS,
    deadLetterQueueArn: run.deadLetterQueueArn,
  });
  console.log(describeRun(run, configuration, secrets, options));

  const running = started.move();
  const stop = () => {
    console.log('Stopping.');
    void running.disposeAsync().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
