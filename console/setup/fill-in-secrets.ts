import * as v from 'valibot';
import { readConfiguration } from '../../config/read-configuration.ts';
import { holdsPlaceholder } from '../../lambda/aws/secrets.ts';
import type { Finding } from '../../lambda/operate/answer.ts';
import { NotDone, WrongArguments } from '../command.ts';
import { sayFindings } from '../say-findings.ts';
import type { Asker } from './asker.ts';
import { type NeededSecret, neededSecrets } from './needed-secrets.ts';
import type { SecretStore } from './secret-store.ts';
import type { Setup, Step } from './setup.ts';

/** It is the rotation too: a webhook's old secret stays valid until the HR system has the new one. */
export const fillInSecrets: Step = {
  title: 'Secrets: tries each one, then stores it.',
  async run(setup) {
    const needed = neededSecrets(readConfiguration(setup.file), setup.place);
    requireKnown(needed, setup);
    if (setup.asker !== undefined) setup.say('What you type is not shown.');
    for (const one of needed) await fillIn(one, setup);
  },
};

/** @throws NotDone if a secret is given that the stack does not have: its name is misspelt. */
function requireKnown(needed: readonly NeededSecret[], { secrets }: Setup): void {
  const names = needed.map(({ secret }) => secret);
  const unknown = [...(secrets?.keys() ?? [])].filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new NotDone(`There is no secret ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
}

async function fillIn(needed: NeededSecret, setup: Setup): Promise<void> {
  const { place, say } = setup;
  const { secret } = needed;
  const store = place.secrets();
  for (;;) {
    const value = await obtain(needed, store, setup);
    if (value === undefined) return say(`  ${secret} stays as it is.`);
    const findings = await needed.judge(value);
    say(sayFindings(findings.map(withoutRemedy)));
    if (await isToStore(findings, setup)) {
      const whole = needed.isWebhook ? await withPrevious(secret, value, store, setup) : value;
      if (whole === undefined) return say(`  ${secret} holds that already.`);
      await store.write(secret, whole);
      return say(`  ${secret} is stored.`);
    }
    if (setup.asker === undefined || setup.secrets?.has(secret))
      throw new NotDone(`${secret} was not stored. Mend what is wrong, or give another one.`);
    say('  It was not stored. Enter it again, or mend what is wrong first.');
  }
}

/** What to do about a refused credential is to store another one. Here that is asked for at once. */
function withoutRemedy({ whatToDo, ...finding }: Finding): Finding {
  return finding.code.endsWith('CREDENTIAL_REFUSED') || whatToDo === undefined
    ? finding
    : { ...finding, whatToDo };
}

/**
 * A secret may be right, and its owner lack a right that nobody can grant today, or the call limit be used up. The person
 * at the terminal decides.
 */
async function isToStore(findings: readonly Finding[], { asker }: Setup): Promise<boolean> {
  if (findings.every(({ verdict }) => verdict !== 'wrong')) return true;
  const works = findings.some(({ verdict }) => verdict === 'ok');
  if (!works || asker === undefined) return false;
  return asker.confirm('It works apart from that. Store it all the same?', false);
}

type SecretValue = Readonly<Record<string, unknown>>;

/** @returns undefined to keep what is stored. @throws WrongArguments if nobody gives what is needed. */
async function obtain(
  { secret, title, fields, comesByItself }: NeededSecret,
  store: SecretStore,
  { place, asker, secrets }: Setup,
): Promise<SecretValue | undefined> {
  const given = secrets?.get(secret);
  if (given !== undefined) return toObject(given) ?? {};
  const sample = toObject(place.sampleOf(secret));
  if (asker === undefined && sample !== undefined) return sample;
  const isKeepable = comesByItself || (await store.isFilledIn(secret));
  if (asker === undefined) {
    if (isKeepable) return undefined;
    throw new WrongArguments(`There is no terminal to ask on, and --secrets does not hold ${secret}.`);
  }
  const kept = place.isOnAws ? 'keep what is stored' : 'keep the one that the sandbox takes';
  const ifEmpty = sample !== undefined ? 'take the sandbox’s' : isKeepable ? kept : undefined;
  const value: Record<string, string> = {};
  for (const [index, [key, what]] of Object.entries(fields).entries()) {
    const hint = index === 0 && ifEmpty !== undefined ? `; leave it empty to ${ifEmpty}` : '';
    const typed = await asker.secret(`${title}: the ${what}${hint}`);
    if (typed === '' && hint !== '') return sample;
    value[key] = typed;
  }
  return value;
}

/**
 * The new secret of a webhook, with the old one.
 * @returns undefined if the new one is the old one.
 * @throws NotDone if the old one is needed, and cannot be had.
 */
async function withPrevious(
  secret: string,
  value: SecretValue,
  store: SecretStore,
  { asker }: Setup,
): Promise<SecretValue | undefined> {
  if ('previous' in value) return value;
  const stored = await store.read(secret);
  if (stored !== 'not-allowed') {
    const { current, previous } = toObject(stored.text) ?? {};
    if (current === value['current']) return undefined;
    if (holdsPlaceholder(stored.text)) return value;
    const isAlone = previous === undefined || previous === '' || previous === value['current'];
    return { ...value, previous: isAlone || (await isLastInUse(secret, asker)) ? current : previous };
  }
  if (!(await store.isFilledIn(secret))) return value;
  if (asker === undefined)
    throw new NotDone(
      `Your AWS credentials may not read ${secret}, so the old secret would be refused at once. Add it as "previous", or "previous": "" if it may be refused.`,
    );
  const previous = await asker.secret(
    'Your AWS credentials may not read the old secret. Enter it, so that it is accepted until the HR system has the new one; leave it empty to refuse it from now on',
  );
  return { ...value, previous };
}

/**
 * Two old secrets are stored, and only one of them can stay valid: the HR system may not have had the last one yet.
 * @throws NotDone if nobody can say which one it uses.
 */
async function isLastInUse(secret: string, asker: Asker | undefined): Promise<boolean> {
  if (asker === undefined)
    throw new NotDone(
      `${secret} holds two secrets already, and only one of them can stay valid. Add the one that the HR system uses now as "previous", or "previous": "" if both may be refused.`,
    );
  const inUse = await asker.choose({
    message: 'Two secrets are stored, and one of them stays valid. Which one does the HR system use now?',
    options: [
      { value: 'last', label: 'the one that was stored last' },
      { value: 'before', label: 'the one before that: it has not had the last one yet' },
    ],
    initial: 'last',
  });
  return inUse === 'last';
}

const SecretJson = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

function toObject(text: string | undefined): SecretValue | undefined {
  const read = v.safeParse(SecretJson, text);
  return read.success ? read.output : undefined;
}
