import { readConfiguration } from '../config/read-configuration.ts';
import { runCommand, wrongArguments } from '../console/command.ts';
import { startClock } from './clock.ts';
import { holdPort } from './hold-port.ts';
import { generateSecrets, type LocalSecrets, readSecrets, withLookupKey } from './local-secrets.ts';
import { readArguments } from './read-arguments.ts';
import { wantedPort } from './running-stack.ts';

/** `npm start`: the whole stack on this machine. See the README, "Try it in two minutes". */

const usage = `npm start                       runs the whole stack on this machine, until Ctrl+C
npm start -- --once             sends one hire through it, and ends
  --config FILE    another configuration than hire-invites.json
  --secrets FILE   your own secrets in place of made-up ones: JSON, a secret's name → its value
  PORT=3001 npm start             listens on another port than 3000
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const building = 'Building the functions and synthesizing the stack. This takes up to half a minute ...';

const settingsOfAws = ['kmsKeyArn', 'formerKmsKeyArns', 'vpc', 'domain', 'tracing'] as const;

await runCommand(usage, async () => {
  const text = { type: 'string' } as const;
  const options = { config: text, secrets: text, once: { type: 'boolean' } } as const;
  const { values: files } = readArguments({ options }, wrongArguments);
  const configuration = readConfiguration(files.config ?? 'hire-invites.json');
  const secrets: LocalSecrets =
    files.secrets === undefined
      ? generateSecrets(configuration)
      : withLookupKey(configuration.name, readSecrets(files.secrets));
  const leftOut = settingsOfAws.filter((setting) => Boolean(configuration[setting]));
  if (leftOut.length > 0)
    console.log(`Without effect on this machine, because it has no such thing: ${leftOut.join(', ')}`);
  // What builds and runs the stack is loaded only then: that takes a moment too, in which nothing would be said.
  if (files.once) {
    console.log(building);
    const { runOnce } = await import('./once.ts');
    process.exitCode = (await runOnce(configuration, secrets)) ? 0 : 1;
    return;
  }
  const port = wantedPort() ?? 3000;
  const held = await holdPort(port);
  console.log(building);
  const clock = startClock();
  const { keepRunning } = await import('./keep-running.ts');
  await keepRunning({ configuration, secrets, clock, port, held, files });
});
