import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readConfiguration } from '../config/read-configuration.ts';
import { bundleFunctions } from '../infra/bundle.ts';
import { type Build, readBuild } from '../lambda/aws/build.ts';
import { Checked } from '../lambda/operate/answer.ts';
import { askOperate } from './ask-operate.ts';
import { runCommand, withProgress } from './command.ts';
import { compareBuild, compareClocks } from './compare-with-here.ts';
import type { Connection } from './connection.ts';
import { noWord, readOptions, stackOptions } from './hires/arguments.ts';
import { connectToLook, print } from './hires/connect.ts';
import { sayFindings } from './say-findings.ts';

/** `npm run doctor`: whether everything is set up rightly, and how to mend what is not. It changes nothing. */

const usage = `npm run doctor             looks whether everything is set up rightly, and says how to mend what is not
  --json                 prints JSON
  --aws                  the stack on AWS, though one runs on this machine
  --config FILE          the configuration that names the stack, and is compared with what runs; default: hire-invites.json
✓ is right, ✗ is wrong, ? cannot be proved from here, or may be meant so.
Exit codes: 0 nothing is wrong, 1 something is, or it could not be found out, 2 wrong arguments.`;

await runCommand(usage, async () => {
  const { values, positionals } = readOptions(process.argv.slice(2), stackOptions);
  noWord(positionals);
  const connection = await connectToLook(values);
  const [here, { checked, during }] = await withProgress(
    'Looking',
    Promise.all([buildHere(values.config), askToCheck(connection)]),
  );
  const findings = [
    compareBuild(checked, here, connection),
    ...checked.findings,
    compareClocks(checked, during, connection),
  ];
  print(findings, sayFindings(findings), values);
  if (findings.some(({ verdict }) => verdict === 'wrong')) process.exitCode = 1;
});

async function askToCheck(connection: Connection) {
  const sentAt = Date.now();
  const checked = await askOperate({ action: 'check' }, Checked, connection);
  return { checked, during: { sentAt, answeredAt: Date.now() } };
}

/** What would be deployed from here. */
async function buildHere(configurationFile: string): Promise<Build> {
  const configuration = readConfiguration(configurationFile);
  const folder = await mkdtemp(join(tmpdir(), 'hire-invites-'));
  try {
    const { operate } = await bundleFunctions(folder, configuration);
    return readBuild(pathToFileURL(join(operate, 'index.mjs')).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
