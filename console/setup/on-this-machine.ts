import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Configuration } from '../../config/configuration.ts';
import { hrApiUrlVariable } from '../../lambda/aws/environment.ts';
import { clientSettings } from '../../local/aws/client-settings.ts';
import { startClock } from '../../local/clock.ts';
import { holdPort } from '../../local/hold-port.ts';
import { generateSecrets, type LocalSecrets, withPlaceholders } from '../../local/local-secrets.ts';
import { type RunningStack, SampleSent, sendPath } from '../../local/requests.ts';
import { wantedPort } from '../../local/running-stack.ts';
import { askRun } from '../ask-run.ts';
import { NotDone } from '../command.ts';
import { connectTo } from '../connection.ts';
import { findRun, findRuns, readRun } from '../find-run.ts';
import { createSecretStore } from './secret-store.ts';
import type { Place, Setup } from './setup.ts';

/** This machine, with the stack that runs here. If none does, the deployment starts one. */
export async function openThisMachine(): Promise<Place> {
  let run = await findMeantRun();
  let started: Started | undefined;
  const running = (): RunningStack => {
    if (run === undefined) throw new NotDone('No local stack runs here. Start one with: npm start');
    return run;
  };

  return {
    isOnAws: false,
    async deploy(configuration, setup) {
      const { name } = configuration;
      if (run === undefined) {
        started = await startHere(configuration, setup);
        run = await readRun(started.url);
        return setup.say(`It runs here: ${run.url}`);
      }
      if (run.name !== name)
        throw new NotDone(`The local stack ${run.url} is called ${run.name}, not ${name}. Stop it first.`);
      setup.say(`It runs here already: ${run.url}. What was changed in the file counts at its next start.`);
    },
    addressOf: (source) => `${running().url}/webhooks/${source}`,
    connect: async () => connectTo(running()),
    secrets: () =>
      createSecretStore(
        new SecretsManagerClient({ ...clientSettings, endpoint: running().secretsManagerUrl }),
      ),
    oneLoginUrl: () => running().vendorUrls['ONELOGIN_URL'],
    hrApiUrl: (source) => running().vendorUrls[hrApiUrlVariable(source)],
    hasHrApi: (source) => running().vendorUrls[hrApiUrlVariable(source)] !== undefined,
    sampleOf: (secret) => started?.accepted.get(secret),
    sendSample: (source, employeeId) =>
      askRun(running(), sendPath, { source, employeeId, event: 'created' }, SampleSent),
    sayNext: (_, goesOn) => [
      started !== undefined && !goesOn
        ? 'The stack stops with this command. To keep one: npm start'
        : `Who was invited, who waits, who needs a hand: npm run hires, or in a browser: ${running().url}/`,
      'The same on AWS: npm run setup',
    ],
    async close(goesOn) {
      if (started === undefined) return;
      if (goesOn) return started.showLog();
      await started.stop();
    },
  };
}

/** With PORT, the stack on that port, whatever else runs. @throws NotDone if several run and none is named. */
async function findMeantRun(): Promise<RunningStack | undefined> {
  const port = wantedPort();
  const isThere = async () => (await findRuns()).some(({ url }) => new URL(url).port === String(port));
  return port === undefined || (await isThere()) ? findRun() : undefined;
}

interface Started {
  url: string;
  /** What its sandboxes accept, by the names of the secrets. */
  accepted: LocalSecrets;
  /** Shows what it logs from now on. */
  showLog: () => void;
  stop: () => Promise<void>;
}

/** Starts a stack whose secrets are not filled in, as a deployment leaves them. */
async function startHere(configuration: Configuration, { file, secrets, say }: Setup): Promise<Started> {
  const accepted = new Map([...generateSecrets(configuration), ...(secrets ?? [])]);
  const held = await holdPort(wantedPort() ?? 3000);
  say('No local stack runs here, so one is started. This takes up to half a minute ...');
  let isShown = false;
  // What builds and runs the stack takes a moment to load.
  const { keepRunning } = await import('../../local/keep-running.ts');
  const { url, stop } = await keepRunning({
    configuration,
    secrets: accepted,
    stored: withPlaceholders(configuration.name, accepted),
    clock: startClock(),
    port: Number(new URL(held.url).port),
    held,
    files: { config: file },
    say: (text) => {
      if (isShown) say(text);
    },
  });
  return {
    url,
    accepted,
    showLog() {
      say('\nThe stack keeps running, and what it logs follows. Stop it with Ctrl+C.');
      isShown = true;
    },
    stop,
  };
}
