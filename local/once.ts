import type { Configuration } from '../config/configuration.ts';
import { isOutcomeCode, outcomeOf } from '../lambda/hire/outcomes.ts';
import { close } from './aws/stack.ts';
import { type LocalSecrets, readCredentials } from './local-secrets.ts';
import { type LogLine, readLogLine } from './log-line.ts';
import { type LocalRun, runLocally } from './run.ts';
import { sampleHires, toAuthenticHeaders, toWebhook } from './sample-hire.ts';
import { synthesizeForRun } from './synthesize-for-run.ts';

const patienceMs = 5 * 60 * 1000;

/**
 * `npm start -- --once`: sends one signed sample webhook of the first source, and follows it to the invite step by
 * step.
 * @returns whether the invite arrived.
 */
export async function runOnce(configuration: Configuration, secrets: LocalSecrets): Promise<boolean> {
  const hireSettled = Promise.withResolvers<LogLine>();
  console.log('Building the functions, synthesizing the stack and running it on this machine ...');
  await using started = new AsyncDisposableStack();
  const { assembly, remove } = await synthesizeForRun(configuration);
  started.defer(remove);
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
  const [source = '', settings] = Object.entries(configuration.sources)[0] ?? [];
  const [hire] = sampleHires;
  const secret = readCredentials(secrets, configuration.name).webhook(source);
  if (settings === undefined || hire === undefined || secret === undefined) {
    throw new Error(`the secret ${configuration.name}/${source}/webhook has no value yet`);
  }

  const webhook = toWebhook(settings, hire);
  if (webhook === undefined)
    throw new Error(`there is no sample webhook for ${source}, which is a ${settings.type} source`);
  const { body, contentType, headers: own } = webhook;
  const authentic = toAuthenticHeaders(settings, secret, Buffer.from(body), Date.now());
  const headers = { ...authentic, ...own, 'content-type': contentType };
  const response = await fetch(`${run.stack.url}/webhooks/${source}`, { method: 'POST', headers, body });
  const answer = await response.text();
  const accepted = response.ok && !/"accepted":0\b/.test(answer);
  console.log(
    `${mark(accepted)} a signed "employee created" webhook to /webhooks/${source}: ${response.status} ${answer}`,
  );
  if (!accepted) return false;

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
