import { text } from 'node:stream/consumers';
import { presets } from '../config/presets/index.ts';
import { readConfiguration } from '../config/read-configuration.ts';
import { type LocalSecrets, parseSecrets, readSecrets } from '../local/local-secrets.ts';
import { readArguments } from '../local/read-arguments.ts';
import { refuseSwallowed } from '../local/swallowed-flags.ts';
import { explain, NotDone, readWord, runCommand, wrongArguments } from './command.ts';
import { createAsker } from './setup/asker.ts';
import { checkAll } from './setup/check-all.ts';
import { checkFlags, configure } from './setup/configure.ts';
import { deploy } from './setup/deploy.ts';
import { fillInSecrets } from './setup/fill-in-secrets.ts';
import { giveAddress } from './setup/give-address.ts';
import { openAws } from './setup/on-aws.ts';
import { openThisMachine } from './setup/on-this-machine.ts';
import { prepareOneLogin } from './setup/prepare-one-login.ts';
import type { Place, Setup, Step } from './setup/setup.ts';
import { waitForHire } from './setup/wait-for-hire.ts';
import { wrap } from './wrap.ts';

/** `npm run setup`: from a fresh clone to the first invite, on AWS or on this machine; and the change of secrets. */

const steps: Readonly<Record<string, Step>> = {
  configuration: configure,
  onelogin: prepareOneLogin,
  deploy,
  address: giveAddress,
  secrets: fillInSecrets,
  check: checkAll,
  'test-hire': waitForHire,
};

const usage = `npm run setup                    sets everything up on AWS, step by step, and can be run again
npm run setup -- --local         the same on this machine, with sandboxes; needs no account
npm run setup -- --only secrets  changes secrets; the steps are: ${Object.keys(steps).join(', ')}
  --config FILE          the configuration to write; default: hire-invites.json
  --secrets FILE         secrets as JSON, a secret's name → its value, instead of typing them; "-" reads them from stdin
  --yes                  grants the rights that a deployment needs without asking
  --no-wait              does not wait for a test hire on AWS
  PORT=3001 before it    the local stack on that port
Each question has a flag, for where there is no terminal:
  --host HOST --hr-system TYPE --company NAME --time-zone ZONE --alarm-email ADDRESS
  (instead of --company some systems have --company-id, --company-uuid, --subdomain, --api-version, --service-host or
  --work-email-field; --name for a new file; '' is no address)
${wrap(`TYPE is one of ${Object.keys(presets).join(', ')}, or the key of a source in the file.`, { width: 110, indent: '  ' }).join('\n')}
Exit codes: 0 done, 1 not done, 2 wrong arguments.`;

const word = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = {
  local: flag,
  only: { ...word, default: Object.keys(steps).join() },
  config: { ...word, default: 'hire-invites.json' },
  secrets: word,
  yes: flag,
  'no-wait': flag,
  // The answers to the questions.
  name: word,
  host: word,
  'hr-system': word,
  company: word,
  subdomain: word,
  'api-version': word,
  'company-id': word,
  'company-uuid': word,
  'work-email-field': word,
  'service-host': word,
  'time-zone': word,
  'alarm-email': word,
} as const;

const withoutAws =
  'The AWS CLI signs you in: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html\nTo try it without AWS, on this machine: npm run setup -- --local';

await runCommand(usage, async () => {
  refuseSwallowed(Object.keys(options), wrongArguments);
  const { values } = readArguments({ options }, wrongArguments);
  const { local, only, config: file, secrets, yes, 'no-wait': noWait, ...answers } = values;
  const wanted = only.split(',').map((name) => readWord(name, Object.keys(steps)));
  const names = Object.keys(steps).filter((name) => wanted.includes(name));
  const given = secrets === undefined ? undefined : await readGiven(secrets);
  const isAsked = process.stdin.isTTY && process.stdout.isTTY;
  if (names.includes('configuration')) await checkFlags({ file, answers, isOnAws: !local }, isAsked);
  const place = local ? await openThisMachine() : await signIn(names.includes('deploy'));
  const asker = isAsked ? createAsker({ input: process.stdin, output: process.stdout }) : undefined;
  const setup = {
    file,
    place,
    asker,
    answers,
    secrets: given,
    isApproved: yes,
    waits: !noWait,
    faults: [],
    say,
  };
  let isDone = false;
  try {
    await runSteps(names, setup);
    isDone = true;
  } finally {
    await place.close(isDone && isAsked);
  }
});

function say(text: string): void {
  console.log(text);
}

async function readGiven(file: string): Promise<LocalSecrets> {
  return file === '-' ? parseSecrets(await text(process.stdin), 'What came from stdin') : readSecrets(file);
}

/** @throws NotDone, with what to do about it, if nobody is signed in. */
async function signIn(deploys: boolean): Promise<Place> {
  try {
    return await openAws(deploys, say);
  } catch (error) {
    if (error instanceof NotDone) throw error;
    throw new NotDone(`${explain(error)}\n${withoutAws}`);
  }
}

async function runSteps(names: readonly string[], setup: Setup): Promise<void> {
  for (const [index, name] of names.entries()) {
    say(`\n${index + 1}/${names.length} ${steps[name]?.title}`);
    await steps[name]?.run(setup);
  }
  if (names.length === Object.keys(steps).length) {
    const next = setup.place.sayNext(readConfiguration(setup.file), setup.asker !== undefined);
    say(['', 'What to do next:', ...next.map((line) => `  ${line}`)].join('\n'));
  }
  if (setup.faults.length === 0) return;
  say(`\nNot all is right yet, so the exit code is 1. ${setup.faults.join(' ')}`);
  process.exitCode = 1;
}
