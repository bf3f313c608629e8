import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../config/configuration.ts';
import { parseConfiguration } from '../config/read-configuration.ts';
import { bundle } from '../infra/bundle.ts';
import { generateSecrets, type LocalSecrets } from '../local/local-secrets.ts';
import { startStandIns } from './stand-ins.ts';

/** OneLogin's stand-in knows one user, with this address. */
export const knownEmail = 'ada@acme.example';

/** A configuration with a source that sends JSON or forms, and one that sends XML. */
export const jsonAndXml = {
  oneLogin: { host: 'acme.onelogin.com' },
  sources: {
    bamboohr: { type: 'bamboohr', company: 'acme' },
    workday: { type: 'workday-core-connector' },
  },
};

/** What functions are measured in: a folder that is removed at the end, and stand-ins for what they call. */
export interface Workshop extends AsyncDisposable {
  configuration: Configuration;
  secrets: LocalSecrets;
  folder: string;
  environment: Record<string, string>;
  /** @returns the folder of the entry's bundle, which has that name. */
  bundle(entry: string, name: string): Promise<string>;
  /** @returns the event's file. */
  writeEvent(event: unknown): Promise<string>;
}

/** @param written the configuration, as a person writes it. */
export async function openWorkshop(written: unknown): Promise<Workshop> {
  await using started = new AsyncDisposableStack();
  const configuration = parseConfiguration(written);
  const folder = await mkdtemp(join(tmpdir(), 'hire-invites-bench-'));
  started.defer(() => rm(folder, { recursive: true }));
  const secrets = generateSecrets(configuration);
  const { environment, close } = await startStandIns(configuration, secrets, knownEmail);
  started.defer(async () => void (await close()));
  const open = started.move();
  return {
    configuration,
    secrets,
    folder,
    environment,
    bundle: (entry, name) => bundle(entry, join(folder, name), configuration),
    async writeEvent(event) {
      const file = join(folder, `${randomUUID()}.json`);
      await writeFile(file, JSON.stringify(event));
      return file;
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
