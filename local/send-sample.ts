import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from '../config/configuration.ts';
import { presets } from '../config/presets/index.ts';
import type { Source } from '../config/source.ts';
import { secretNames } from '../lambda/aws/secrets.ts';
import type { HireEvent } from '../lambda/hire/hr-event.ts';
import { type LocalSecrets, readCredentials } from './local-secrets.ts';
import type { SampleSent, SendRequest } from './requests.ts';
import type { LocalRun } from './run.ts';
import { type SampleHire, toAuthenticHeaders, toBambooHr, toWebhook } from './sample-hire.ts';

/** What is needed to send something to a run. */
export interface Sender {
  run: LocalRun;
  configuration: Pick<Configuration, 'name' | 'sources' | 'receive'>;
  secrets: LocalSecrets;
  /** The machine's time, by which HR systems date and sign. */
  nowMs: () => number;
}

/**
 * Sends a sample hire to a run, as the source would: in its format, and authentic.
 * @throws Error, with a sentence for a person, if there is no such source or hire, no secret to sign with, or no sample.
 */
export async function sendSample(request: SendRequest, sender: Sender): Promise<SampleSent> {
  const { run, configuration } = sender;
  const [source, settings] = findSource(request.source, configuration);
  const hire = toHire(request, run);
  const sent = await announce({ source, settings, hire, event: request.event }, sender);
  const { oneLogin } = run;
  if (oneLogin === undefined || request.event === 'removed' || oneLogin.hasUser(hire.workEmail))
    return { source, ...sent };
  const missingUser = { email: hire.workEmail, addAt: `${oneLogin.url}/_sandbox/users` };
  return { source, ...sent, missingUser };
}

/** Sends the webhook with which a source says what has happened to a person. @throws as `sendSample`. */
export async function announce(
  { source, settings, hire, event }: { source: string; settings: Source; hire: SampleHire; event: HireEvent },
  { run, configuration: { name, receive }, secrets, nowMs }: Sender,
): Promise<Pick<SampleSent, 'status' | 'answer' | 'isAccepted'>> {
  if (receive.proxyKeySha256 !== undefined)
    throw new Error(
      'Only what comes through the proxy is accepted, here too, and only the proxy knows its key. On this machine, run a configuration without "proxyKeySha256".',
    );
  const secret = readCredentials(secrets, name).webhook(source);
  if (secret === undefined)
    throw new Error(
      `Nothing can be signed: the secret ${secretNames.webhook(name, source)} is not known here.`,
    );
  const webhook = toWebhook(settings, hire, { event, at: new Date(nowMs()) });
  if (webhook === undefined)
    throw new Error(
      `Only you know what ${source} sends. See what becomes of a request that you captured: npm run try -- --source ${source} FILE`,
    );
  remember(hire, run);
  const { body, contentType, headers: own } = webhook;
  const authentic = toAuthenticHeaders(settings, secret, Buffer.from(body), nowMs());
  const headers = { ...authentic, ...own, 'content-type': contentType };
  const response = await fetch(`${run.stack.url}/webhooks/${source}`, { method: 'POST', headers, body });
  const answer = await response.text();
  return { status: response.status, answer, isAccepted: response.ok && !/"accepted":0\b/.test(answer) };
}

/** Without a wish, the first source that has samples. */
function findSource(
  wanted: string | undefined,
  { sources }: Pick<Configuration, 'sources'>,
): [string, Source] {
  const all = Object.entries(sources);
  const isMeant = ([source, { type }]: [string, Source]) =>
    wanted === undefined ? presets[type] !== undefined : source === wanted;
  const found = all.find(isMeant);
  if (found !== undefined) return found;
  const known = all.map(([source]) => source).join(', ');
  throw new Error(
    wanted === undefined
      ? `No source has samples: only you know what a generic one sends. See what becomes of a request that you captured: npm run try -- --source ${known} FILE`
      : `There is no source "${wanted}". The configuration has: ${known}.`,
  );
}

/** Whom the request means: a sample, or somebody whom an earlier request named, with what this one says otherwise. */
function toHire({ employeeId, ...said }: SendRequest, { people, samples, laterHire }: LocalRun): SampleHire {
  const known = people.get(employeeId);
  const workEmail = said.workEmail ?? known?.workEmail;
  if (workEmail === undefined)
    throw new Error(
      `There is no sample ${employeeId}. There are ${samples.map((one) => one.employeeId).join(', ')}; ${laterHire.employeeId} starts on ${laterHire.startDate}. Anybody else needs an --email.`,
    );
  const [{ startDate } = laterHire] = samples;
  return {
    employeeId,
    workEmail,
    personalEmail: said.personalEmail ?? known?.personalEmail ?? workEmail.replace(/@.*/, '@home.example'),
    startDate: said.startDate ?? known?.startDate ?? startDate,
  };
}

/** What a webhook does not say, the sandboxes of the HR systems are asked for. */
function remember(hire: SampleHire, { people, bambooHr, hrApis }: LocalRun): void {
  // Somebody may have changed the sandbox by hand: only what is new is told to it.
  if (isDeepStrictEqual(people.get(hire.employeeId), hire)) return;
  people.set(hire.employeeId, hire);
  for (const sandbox of bambooHr.values()) sandbox.putEmployee(toBambooHr(hire));
  for (const sandbox of hrApis.values()) sandbox.putEmployee(hire);
}
