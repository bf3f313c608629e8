import type { Configuration } from '../config/configuration.ts';
import { withProgress } from '../console/command.ts';
import { isOutcomeCode, outcomeOf } from '../lambda/hire/outcomes.ts';
import { close } from './aws/stack.ts';
import type { LocalSecrets } from './local-secrets.ts';
import { type LogLine, readLogLine } from './log-line.ts';
import { type LocalRun, runLocally } from './run.ts';
import { announce } from './send-sample.ts';
import { synthesizeForRun } from './synthesize-for-run.ts';

const patienceMs = 5 * 60 * 1000;

/**
 * `npm start -- --once`: sends one signed sample webhook of the first source, and follows it to the invite step by
 * step.
 * @returns whether the invite arrived.
 */
export async function runOnce(configuration: Configuration, secrets: LocalSecrets): Promise<boolean> {
  const hireSettled = Promise.withResolvers<LogLine>();
  await using started = new AsyncDisposableStack();
  const { assembly, remove } = await withProgress('Building', synthesizeForRun(configuration));
  started.defer(remove);
  console.log('Running it on this machine ...');
  const run = await runLocally({
    configuration,
    assembly,
    secrets,
    port: 0,
    onLog: (line) => {
      const parsed = readLogLine(line);
      if (parsed?.message.startsWith('hire ')) hireSettled.resolve(parsed);
    },
  });
  started.adopt(run, close);
  const timer = setTimeout(() => hireSettled.reject(new Error('no outcome within five minutes')), patienceMs);
  try {
    return await sendSampleHire(configuration, secrets, run, hireSettled.promise);
  } catch (error) {
    console.error(`✗ ${error instanceof Error ? error.message : 'failed'}`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function sendSampleHire(
  configuration: Configuration,
  secrets: LocalSecrets,
  run: LocalRun,
  hireSettled: Promise<LogLine>,
): Promise<boolean> {
  const [[source, settings] = []] = Object.entries(configuration.sources);
  const [hire] = run.samples;
  if (source === undefined || settings === undefined || hire === undefined) return false;
  const sender = { run, configuration, secrets, nowMs: Date.now };
  const { status, answer, isAccepted } = await announce({ source, settings, hire, event: 'created' }, sender);
  console.log(
    `${mark(isAccepted)} a signed "employee created" webhook to /webhooks/${source}: ${status} ${answer}`,
  );
  if (!isAccepted) return false;

  const { code = '', state = '', hire: key = '' } = await hireSettled;
  const invited = code === 'INVITED';
  const meaning = isOutcomeCode(code) ? outcomeOf(code).meaning : '';
  console.log(`${mark(invited)} the hire ${key}, from the queue: ${state} (${code}). ${meaning}`);
  if (run.oneLogin === undefined) return invited;

  const [mail, ...others] = run.oneLogin.mails;
  const address = mail?.to === hire.personalEmail ? 'personal' : 'work';
  // If the HR system does not send the personal address and has no API to ask, the work address is used.
  const arrived = invited && mail?.to === (address === 'personal' ? hire.personalEmail : hire.workEmail);
  console.log(
    `${mark(arrived)} the sandbox’s mailbox: ${run.oneLogin.mails.length} invite, sent to the ${address} address`,
  );
  return arrived && others.length === 0;
}

function mark(good: boolean): string {
  return good ? '✓' : '✗';
}
